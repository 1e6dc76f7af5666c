/** A server on loopback that answers as a test says, and keeps what it was asked. */
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

export type Asked = { method: string; path: string; headers: IncomingMessage['headers']; body: string };
export type Told = { status?: number; headers?: Record<string, string>; body: unknown };

export async function startLoopbackServer(answer: (asked: Asked) => Told | Promise<Told>) {
  const asked: Asked[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      const question = { method: request.method ?? '', path: request.url ?? '', headers: request.headers, body };
      asked.push(question);
      void Promise.resolve(answer(question)).then(({ status = 200, headers = {}, body: told }) => {
        response.writeHead(status, headers).end(typeof told === 'string' ? told : JSON.stringify(told));
      });
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const stop = async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked, stop };
}
