/** Why nothing is sent, in words for people; and how fast it goes when it does. */
import type { Clock } from '../../clock.ts';

/** A failure is told when it lasts: a database that restarts is nothing to worry about. */
const TOLD_AFTER_MS = 60_000;
const RATE_WINDOW_S = 60;

export interface Trouble {
  /** It failed and is tried again. */
  failed(message: string): void;
  /** It failed and cannot work until a person has done something. */
  blocked(message: string): void;
  clear(): void;
  isBlocked(): boolean;
  told(): string[];
}

/** `onTrouble` is called each time that something fails. */
export function createTrouble(clock: Clock, onTrouble: () => void): Trouble {
  let trouble: { message: string; since_ms: number; blocked: boolean } | undefined;
  const set = (message: string, blocked: boolean) => {
    trouble = { message, since_ms: trouble?.since_ms ?? clock.now(), blocked };
    onTrouble();
  };
  return {
    failed: (message) => set(message, false),
    blocked: (message) => set(message, true),
    clear() {
      trouble = undefined;
    },
    isBlocked: () => trouble?.blocked ?? false,
    told() {
      if (trouble === undefined || (!trouble.blocked && clock.now() - trouble.since_ms < TOLD_AFTER_MS)) return [];
      return [
        `${trouble.message} What is recorded waits in the outbox since ${new Date(trouble.since_ms).toISOString()}; nothing is lost.`,
      ];
    },
  };
}

/** Rows a second over the last minute. */
export function createRate(clock: Clock): { count: (rows: number) => void; perSecond: () => number } {
  const sent: { ms: number; rows: number }[] = [];
  return {
    count: (rows) => void sent.push({ ms: clock.now(), rows }),
    perSecond() {
      while (sent[0] !== undefined && sent[0].ms < clock.now() - RATE_WINDOW_S * 1000) sent.shift();
      return sent.reduce((sum, { rows }) => sum + rows, 0) / RATE_WINDOW_S;
    },
  };
}
