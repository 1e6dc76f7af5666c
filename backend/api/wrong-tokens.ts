/** Counts wrong tokens by address and slows down who keeps guessing; a right token is never kept waiting. */
import type { Clock } from '../clock.ts';
import type { Log } from '../log.ts';
import { keepNewest } from './keep-newest.ts';
import { RequestError } from './problem.ts';

const WINDOW_MS = 60_000;
const MOST_IN_WINDOW = 10;
const MOST_ADDRESSES = 1000;

/** Returns what to answer to a wrong token from this address: 401, and 429 after ten in a minute. */
export type RefuseWrongToken = (address: string) => RequestError;

export function createWrongTokens({ clock, log }: { clock: Clock; log: Log }): RefuseWrongToken {
  const windows = new Map<string, { sinceMs: number; count: number }>();

  function count(address: string): { sinceMs: number; count: number } {
    const known = windows.get(address);
    if (known !== undefined && clock.now() - known.sinceMs < WINDOW_MS) {
      known.count += 1;
      return known;
    }
    const fresh = { sinceMs: clock.now(), count: 1 };
    keepNewest(windows, address, fresh, MOST_ADDRESSES);
    log.warn(`API: refused a wrong token from ${address}; the right one lies in DATA_DIR`);
    return fresh;
  }

  return (address) => {
    const window = count(address);
    if (window.count <= MOST_IN_WINDOW)
      return new RequestError(
        { title: 'Unauthorized', status: 401, code: 'invalid_token', detail: 'This token is not the one of this backend.' },
        { 'WWW-Authenticate': 'Bearer error="invalid_token"' },
      );
    const waitS = Math.ceil((window.sinceMs + WINDOW_MS - clock.now()) / 1000);
    return new RequestError(
      { title: 'Too Many Requests', status: 429, code: 'too_many_requests', detail: `Too many wrong tokens; try again in ${waitS} s.` },
      { 'Retry-After': String(waitS) },
    );
  };
}
