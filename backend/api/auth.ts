/** Who may ask: the bearer of the token, a page session made with it, users that the ingress proxy vouches for; in the demo, this machine. */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { Request } from 'express';
import type { Clock } from '../clock.ts';
import { type Asker, askerBy, nobody } from './asker.ts';
import { createIngressUsers } from './ingress-users.ts';
import { peerOf } from './peer.ts';
import { createSessions, type Sessions } from './sessions.ts';
import { createWrongTokens } from './wrong-tokens.ts';
import type { Log } from '../log.ts';

export type Access = {
  /** 256 bits, hexadecimal. */
  token: string;
  mode: 'demo' | 'real';
  /** The address whose X-Remote-User-Id is believed. */
  trustedProxy: string | null;
  instance_id: string;
};

export interface Auth {
  readonly sessions: Sessions;
  readonly cookieName: string;
  /** Throws RequestError for a wrong token. */
  readonly identify: (request: Request) => Asker;
  /** Throws RequestError unless the token is right. */
  checkToken(token: string, request: Request): void;
  sessionOf(request: Request): string | undefined;
  isViaProxy(request: Request): boolean;
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

export type AuthOptions = { access: Access; isAdmin: (userId: string) => Promise<boolean>; clock: Clock; log: Log };

export function createAuth({ access, isAdmin, clock, log }: AuthOptions): Auth {
  const expected = digest(access.token);
  const sessions = createSessions(clock);
  const refuseWrongToken = createWrongTokens({ clock, log });
  const ingressUser = createIngressUsers({ isAdmin, clock });
  // Cookies do not tell ports apart: two backends on one machine need two names.
  const cookieName = `wattribute_${access.instance_id.replaceAll(/[^A-Za-z0-9]/g, '').slice(0, 8)}`;

  const checkToken = (token: string, request: Request) => {
    if (!timingSafeEqual(digest(token), expected)) throw refuseWrongToken(peerOf(request));
  };
  const sessionOf = (request: Request) => readCookie(request.get('Cookie') ?? '', cookieName);
  const isViaProxy = (request: Request) => access.trustedProxy !== null && peerOf(request) === access.trustedProxy;

  const bySession = (session: string | undefined): Asker =>
    session !== undefined && sessions.has(session) ? askerBy('session', true) : nobody;

  function identify(request: Request): Asker {
    const userId = isViaProxy(request) ? request.get('X-Remote-User-Id') : undefined;
    // Through ingress a browser may add its own Authorization, which is not for us.
    if (userId) return ingressUser(userId);
    if (access.mode === 'demo') return askerBy('demo', speaksForAdmin(request));
    const token = /^Bearer +(\S+)$/i.exec(request.get('Authorization') ?? '')?.[1];
    if (token === undefined) return bySession(sessionOf(request));
    checkToken(token, request);
    return askerBy('token', speaksForAdmin(request), userOf(request));
  }

  return { sessions, cookieName, identify, checkToken, sessionOf, isViaProxy };
}

/** The integration says for whom it speaks: the id of a user. */
const userOf = (request: Request): string | undefined => /^[A-Za-z0-9_-]{1,64}$/.exec(request.get('Wattribute-User') ?? '')?.[0];

/** And whether that is an administrator; an unknown word counts as the lesser. */
const speaksForAdmin = (request: Request): boolean => (request.get('Wattribute-Role') ?? 'admin') === 'admin';

const readCookie = (header: string, name: string): string | undefined =>
  header
    .split(';')
    .map((pair) => pair.trim())
    .find((pair) => pair.startsWith(`${name}=`))
    ?.slice(name.length + 1);
