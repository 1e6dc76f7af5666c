/**
 * A Supervisor for tests, of one app on 127.0.0.1: what it does for that app and for Home Assistant, after home-assistant/supervisor of August 2026.
 * Not there: other apps, the store, backups, updates, sessions that run out.
 */
import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { createCore } from './core.ts';
import { createIngress } from './ingress.ts';
import { HEARD, infoOf, machine, summaryOf, type App } from './machine.ts';
import { Refusal } from './pass.ts';

/** SUPERVISOR_TOKEN, as Home Assistant and as the app know it. */
export const CORE_TOKEN = 'of-home-assistant';
export const APP_TOKEN = 'of-the-app';
/** What an app may ask without further rights. */
const OPEN_TO_APPS = /^\/(core\/api\/(?!hassio[/_])|addons\/self\/(?!security|update)|discovery|info$)/;

type Discovery = { addon: string; service: string; uuid: string; config: unknown };
type Body = Record<string, string | undefined> & { config?: unknown };

export type Supervisor = {
  readonly url: string;
  readonly port: number;
  readonly app: App;
  /** What the app has announced. */
  announced: () => readonly Discovery[];
  stop: () => Promise<void>;
};

const readBody = async (incoming: IncomingMessage): Promise<Body> => {
  const body = await text(incoming);
  return body === '' ? {} : (JSON.parse(body) as Body);
};

/** Errors of the API are JSON, all others plain text. */
function refuse(response: ServerResponse, error: unknown): void {
  const { status, message } = error instanceof Refusal ? error : new Refusal(500, String(error));
  if (response.headersSent) response.destroy();
  else response.writeHead(status, { 'content-type': 'text/plain' }).end(message);
}

/** `coreSocket`: the file that Home Assistant makes for SUPERVISOR_CORE_API_SOCKET. */
export async function startSupervisor(app: App, coreSocket: string): Promise<Supervisor> {
  const core = createCore(coreSocket, APP_TOKEN);
  const ingress = createIngress(app, core);
  const messages = new Map<string, Discovery>();

  /** As the real one does, it tells only what is new. */
  async function announce({ service = '', config }: Body) {
    if (service !== 'wattribute') throw new Refusal(403);
    const known = [...messages.values()].find((message) => message.service === service);
    if (known !== undefined && JSON.stringify(known.config) === JSON.stringify(config)) return { uuid: known.uuid };
    const message = { addon: app.slug, service, uuid: known?.uuid ?? randomBytes(16).toString('hex'), config };
    messages.set(message.uuid, message);
    await core.tellDiscovery(message);
    return { uuid: message.uuid };
  }

  const answers: Record<string, (body: Body) => unknown> = {
    'GET /addons': () => ({ addons: [summaryOf(app)] }),
    [`GET /addons/${app.slug}/info`]: () => infoOf(app, ingress.token),
    [`GET /addons/${app.slug}/stats`]: () => machine['/core/stats'],
    'GET /addons/self/info': () => infoOf(app, ingress.token),
    'GET /ingress/panels': () => ({ panels: { [app.slug]: { enable: true, icon: 'mdi:flash', title: 'Wattribute', admin: false } } }),
    'POST /ingress/session': async ({ user_id }) => ({ session: await ingress.begin(user_id) }),
    'POST /ingress/validate_session': ({ session = '' }) => ingress.validate(session),
    'GET /discovery': () => ({ discovery: app.state === 'started' ? [...messages.values()] : [], services: { wattribute: [app.slug] } }),
    'POST /discovery': announce,
    ...Object.fromEntries(HEARD.map((path) => [`POST ${path}`, () => ({})])),
    ...Object.fromEntries(Object.entries(machine).map(([path, data]) => [`GET ${path}`, () => data])),
  };

  /** Home Assistant may ask for everything, the app for what is open to apps. */
  function checkCaller({ headers }: IncomingMessage, path: string): void {
    const token = headers.authorization?.replace(/^Bearer /i, '') ?? String(headers['x-supervisor-token']);
    if (token === CORE_TOKEN || (token === APP_TOKEN && OPEN_TO_APPS.test(path))) return;
    throw new Refusal(path.startsWith('/core/api/') ? 401 : 403);
  }

  async function answer(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname } = new URL(incoming.url ?? '/', 'http://supervisor');
    if (ingress.leadsTo(incoming.url ?? '')) return ingress.pass(incoming, response);
    checkCaller(incoming, pathname);
    if (pathname.startsWith('/core/api/')) return core.pass(incoming, response);
    const message = messages.get(/^\/discovery\/([\da-f-]+)$/.exec(pathname)?.[1]?.replaceAll('-', '') ?? '');
    const reply = answers[`${incoming.method ?? ''} ${pathname}`];
    if (message === undefined && reply === undefined) throw new Refusal(404);
    const data = message ?? (await reply?.(await readBody(incoming))) ?? {};
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ result: 'ok', data }));
  }

  const server = createServer((incoming, response) => void answer(incoming, response).catch((error: unknown) => refuse(response, error)));
  server.on('upgrade', (incoming, socket, head) => {
    socket.on('error', () => socket.destroy());
    const isToCore = /^\/core(\/api)?\/websocket$/.test(incoming.url ?? '');
    core.join(incoming, socket, head).catch(() => socket.end('HTTP/1.1 502 Bad Gateway\r\nConnection: close\r\n\r\n'));
    if (!isToCore) socket.destroy();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    app,
    announced: () => [...messages.values()],
    async stop() {
      core.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
