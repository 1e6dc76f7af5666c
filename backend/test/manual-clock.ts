/** A clock that a test moves by hand. */
import { setImmediate } from 'node:timers/promises';
import type { Clock } from '../clock.ts';

export interface ManualClock extends Clock {
  /** Lets this much time pass: sleepers wake in order, each at its time, and go on before the next one does. */
  advance(ms: number): Promise<void>;
  /** Resolves when somebody sleeps: what was at work has gone as far as it can without time. */
  asleep(): Promise<void>;
}

type Sleeper = { wakeMs: number; wake: () => void };

export function createManualClock(startMs: number): ManualClock {
  let now = startMs;
  const sleepers = new Set<Sleeper>();

  /** Who has to be woken next, among equals the one that fell asleep first. */
  const nextUntil = (end: number): Sleeper | undefined =>
    [...sleepers].filter(({ wakeMs }) => wakeMs <= end).sort((a, b) => a.wakeMs - b.wakeMs)[0];

  return {
    now: () => now,
    sleep: (ms, signal) =>
      new Promise((resolve) => {
        if (signal?.aborted) {
          resolve();
          return;
        }
        const sleeper: Sleeper = {
          wakeMs: now + ms,
          wake: () => {
            sleepers.delete(sleeper);
            signal?.removeEventListener('abort', sleeper.wake);
            resolve();
          },
        };
        sleepers.add(sleeper);
        signal?.addEventListener('abort', sleeper.wake, { once: true });
      }),
    async asleep() {
      while (sleepers.size === 0) await setImmediate();
    },
    async advance(ms) {
      const end = now + ms;
      // What was started just now may still be on its way to its first sleep.
      await setImmediate();
      for (let sleeper = nextUntil(end); sleeper !== undefined; sleeper = nextUntil(end)) {
        now = Math.max(now, sleeper.wakeMs);
        sleeper.wake();
        await setImmediate();
      }
      now = end;
    },
  };
}
