/** How the Supervisor speaks to Home Assistant: over a socket in its folder that needs no token, and only once it runs. */
import { request, get, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { json } from 'node:stream/consumers';
import { type RawData, WebSocket, WebSocketServer } from 'ws';
import { pass, Refusal } from './pass.ts';
import { HOME_ASSISTANT_VERSION } from './machine.ts';

type Message = { id?: number; type?: string; access_token?: string; result?: unknown };
/** All messages are text in one piece. */
const textOf = (data: RawData): string => (data as Buffer).toString();
const parse = (data: RawData): Message => JSON.parse(textOf(data)) as Message;

export interface Core {
  isRunning(): Promise<boolean>;
  /** Everyone with an account. */
  users(): Promise<{ id: string; username?: string; name?: string }[]>;
  /** Tells of a message of discovery that is new. */
  tellDiscovery(message: { addon: string; service: string; uuid: string }): Promise<void>;
  /** Passes a request of the app on. */
  pass(incoming: IncomingMessage, response: ServerResponse): Promise<void>;
  /** Joins a WebSocket of the app with one of Home Assistant. */
  join(incoming: IncomingMessage, socket: Duplex, head: Buffer): Promise<void>;
  close(): void;
}

/** As the real one does, it answers `auth_ok` itself, and keeps the commands of its own from apps. */
function greet(client: WebSocket, socketPath: string, appToken: string): void {
  const tell = (message: object) => client.send(JSON.stringify(message));
  tell({ type: 'auth_required', ha_version: HOME_ASSISTANT_VERSION });
  client.once('message', (text) => {
    if (parse(text).access_token !== appToken) {
      tell({ type: 'auth_invalid', message: 'Invalid access' });
      client.close();
      return;
    }
    tell({ type: 'auth_ok', ha_version: HOME_ASSISTANT_VERSION });
    client.pause();
    const core = new WebSocket(`ws+unix:${socketPath}:/api/websocket`, { maxPayload: 0 });
    // Home Assistant's own auth_ok comes first.
    core.once('message', () => {
      core.on('message', (message) => client.send(textOf(message)));
      client.on('message', (message) => {
        const { id, type } = parse(message);
        const own = /^(supervisor|hassio)\//.test(type ?? '');
        if (own) tell({ id, type: 'result', success: false, error: { code: 'unauthorized', message: 'Unauthorized' } });
        else core.send(textOf(message));
      });
      client.resume();
    });
    core.on('error', () => client.close()).on('close', () => client.close());
    client.on('close', () => core.close());
  });
}

export function createCore(socketPath: string, appToken: string): Core {
  const sockets = new WebSocketServer({ noServer: true, maxPayload: 0 });
  const isRunning = () =>
    new Promise<boolean>((resolve) => {
      get({ socketPath, path: '/api/core/state' }, (response) => {
        json(response).then(
          (answer) => resolve((answer as { state?: string }).state === 'RUNNING'),
          () => resolve(false),
        );
      }).on('error', () => resolve(false));
    });
  const requireRunning = async () => {
    if (!(await isRunning())) throw new Refusal(502);
  };
  return {
    isRunning,
    users: () =>
      new Promise((resolve, reject) => {
        const core = new WebSocket(`ws+unix:${socketPath}:/api/websocket`);
        core.on('error', reject).on('message', (text) => {
          const { type, result } = parse(text);
          if (type === 'auth_ok') {
            core.send(JSON.stringify({ id: 1, type: 'config/auth/list' }));
            return;
          }
          core.close();
          resolve(result as { id: string }[]);
        });
      }),
    async tellDiscovery({ addon, service, uuid }) {
      if (!(await isRunning())) return;
      await new Promise<void>((resolve) => {
        const options = { socketPath, method: 'POST', path: `/api/hassio_push/discovery/${uuid}` };
        const push = request({ ...options, headers: { 'content-type': 'application/json' } }, (answer) => {
          answer.resume().once('end', resolve);
        });
        push.once('error', () => resolve()).end(JSON.stringify({ addon, service, uuid }));
      });
    },
    async pass(incoming, response) {
      await requireRunning();
      // Of the headers of a request little but the content's own travels on.
      const headers = Object.fromEntries(Object.entries(incoming.headers).filter(([name]) => name.startsWith('content-')));
      await pass(incoming, response, { socketPath, method: incoming.method, path: (incoming.url ?? '').slice('/core'.length), headers });
    },
    async join(incoming, socket, head) {
      await requireRunning();
      sockets.handleUpgrade(incoming, socket, head, (client) => greet(client, socketPath, appToken));
    },
    close: () => sockets.clients.forEach((client) => client.terminate()),
  };
}
