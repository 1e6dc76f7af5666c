/** The ingress proxy: who has a session reaches the app, which is told who that is. */
import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Core } from './core.ts';
import type { App } from './machine.ts';
import { HOP_BY_HOP, pass, Refusal } from './pass.ts';

/** The address that the app sees; 172.30.32.2 cannot be had on loopback. */
export const PROXY_ADDRESS = '127.30.32.2';
const IDENTITY = /^x-(remote-user-(id|name|display-name)|supervisor-token|hassio-key)$/;
const PATH = /^\/ingress\/([\w-]{20,})(\/.*)$/;

type User = { id: string; username?: string; name?: string };

export interface Ingress {
  readonly token: string;
  /** Whether this is a way to the app. */
  leadsTo(url: string): boolean;
  begin(userId: string | undefined): Promise<string>;
  /** Throws a Refusal. */
  validate(session: string): void;
  pass(incoming: IncomingMessage, response: ServerResponse): Promise<void>;
}

/** What the browser claims of itself does not travel on. */
function headersFor(incoming: IncomingMessage, user: User | undefined): Record<string, string | string[] | undefined> {
  const own = Object.entries(incoming.headers).filter(([name]) => !IDENTITY.test(name) && !HOP_BY_HOP.has(name));
  return {
    ...Object.fromEntries(own),
    ...(user !== undefined && { 'x-remote-user-id': user.id }),
    ...(user?.name !== undefined && { 'x-remote-user-display-name': user.name }),
  };
}

export function createIngress(app: App, core: Core): Ingress {
  const token = randomBytes(32).toString('base64url');
  const sessions = new Map<string, User | undefined>();
  const userOf = (session: string | undefined): User | undefined => {
    if (session === undefined || !sessions.has(session)) throw new Refusal(401);
    return sessions.get(session);
  };
  return {
    token,
    leadsTo: (url) => PATH.test(url),
    async begin(userId) {
      const session = randomBytes(64).toString('hex');
      sessions.set(
        session,
        (await core.users()).find(({ id }) => id === userId),
      );
      return session;
    },
    validate: (session) => void userOf(session),
    async pass(incoming, response) {
      const [, asked, path = '/'] = PATH.exec(incoming.url ?? '') ?? [];
      const user = userOf(/(?:^|;\s*)ingress_session=([^;]+)/.exec(incoming.headers.cookie ?? '')?.[1]);
      if (asked !== token) throw new Refusal(503);
      const target = { host: '127.0.0.1', port: app.port, localAddress: PROXY_ADDRESS, method: incoming.method, path };
      await pass(incoming, response, { ...target, headers: headersFor(incoming, user) });
    },
  };
}
