/** Refuses a change that another site's page sends through a browser that is signed in here. */
import type { Request } from 'express';
import { RequestError } from './problem.ts';

const isWrite = (method: string): boolean => !['GET', 'HEAD', 'OPTIONS'].includes(method);

const hostOf = (origin: string): string | undefined => (URL.canParse(origin) ? new URL(origin).host : undefined);

/** The browser says where the page came from: by Sec-Fetch-Site where it does (https, localhost), else by Origin. */
function isSameOrigin(request: Request, host: string | undefined): boolean {
  const site = request.get('Sec-Fetch-Site');
  if (site !== undefined) return site === 'same-origin';
  const origin = request.get('Origin');
  // Programs send neither, and browsers always send Origin with a write.
  return origin === undefined || hostOf(origin) === host;
}

/** `viaProxy`: the proxy is believed, which tells the host that the browser knows. */
export function checkOrigin(request: Request, viaProxy: boolean): void {
  const host = (viaProxy ? request.get('X-Forwarded-Host') : undefined) ?? request.get('Host');
  if (!isWrite(request.method) || isSameOrigin(request, host)) return;
  throw new RequestError({
    title: 'Forbidden',
    status: 403,
    code: 'wrong_origin',
    detail: 'This change came from the page of another site.',
  });
}
