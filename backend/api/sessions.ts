/** The sessions of the backend's own page: random, in memory, few, and gone after a week unused. */
import { createHash, randomBytes } from 'node:crypto';
import type { Clock } from '../clock.ts';
import { keepNewest } from './keep-newest.ts';

export interface Sessions {
  /** Begins one and returns its secret, which only the browser keeps. */
  begin(): string;
  /** Whether it lives; asking keeps it alive. */
  has(secret: string): boolean;
  end(secret: string): void;
}

/** Seconds; the cookie lives as long. */
export const SESSION_LIFETIME_S = 7 * 86_400;
const MOST_SESSIONS = 100;

const hash = (secret: string): string => createHash('sha256').update(secret).digest('hex');

export function createSessions(clock: Clock): Sessions {
  // The one used last stands last.
  const lastUsed = new Map<string, number>();
  const touch = (key: string) => keepNewest(lastUsed, key, clock.now(), MOST_SESSIONS);
  return {
    begin() {
      const secret = randomBytes(32).toString('hex');
      touch(hash(secret));
      return secret;
    },
    has(secret) {
      const key = hash(secret);
      const usedMs = lastUsed.get(key);
      if (usedMs === undefined) return false;
      const alive = clock.now() - usedMs < SESSION_LIFETIME_S * 1000;
      if (alive) touch(key);
      else lastUsed.delete(key);
      return alive;
    },
    end: (secret) => void lastUsed.delete(hash(secret)),
  };
}
