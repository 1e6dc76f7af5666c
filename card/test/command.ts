/** Has the test runner, which holds the browser, do what a page cannot. */
type Socket = { sendMessageWaitForResponse: (message: object) => Promise<{ result: unknown }> };

const address = '/__web-dev-server__web-socket.js';

export async function command<T>(name: string, payload: object): Promise<T> {
  const { sendMessageWaitForResponse } = (await import(address)) as Socket;
  const sessionId = new URL(location.href).searchParams.get('wtr-session-id');
  return (await sendMessageWaitForResponse({ type: 'wtr-command', sessionId, command: name, payload })).result as T;
}
