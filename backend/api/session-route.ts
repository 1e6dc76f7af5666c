/** Signing in and out of the backend's own page: POST /session with the token, DELETE /session. */
import { json, Router, type Request } from 'express';
import * as v from 'valibot';
import type { Auth } from './auth.ts';
import { faultsOf } from './faults.ts';
import { badRequest } from './problem.ts';
import { SESSION_LIFETIME_S } from './sessions.ts';

export const SessionBody = v.strictObject({ token: v.pipe(v.string(), v.nonEmpty(), v.maxLength(1024)) });

/** Whether the browser came by https; a lie here harms only who tells it. */
const isHttps = (request: Request): boolean =>
  (request.get('Origin') ?? '').startsWith('https:') || (request.get('X-Forwarded-Proto') ?? '').startsWith('https');

export function createSessionRoute(auth: Auth): Router {
  const router = Router();
  // Without a path the cookie is sent to where it was set, /api/v1, and its address below a proxy need not be known.
  const cookieOptions = (request: Request) => ({ httpOnly: true, sameSite: 'strict', secure: isHttps(request), path: '' }) as const;

  router.post('/session', json({ limit: '4kb' }), (request, response) => {
    const body = v.safeParse(SessionBody, request.body ?? {});
    if (!body.success) throw badRequest(faultsOf(body.issues));
    auth.checkToken(body.output.token, request);
    response.cookie(auth.cookieName, auth.sessions.begin(), { ...cookieOptions(request), maxAge: SESSION_LIFETIME_S * 1000 });
    response.status(204).end();
  });

  router.delete('/session', (request, response) => {
    auth.sessions.end(auth.sessionOf(request) ?? '');
    response.clearCookie(auth.cookieName, cookieOptions(request));
    response.status(204).end();
  });
  return router;
}
