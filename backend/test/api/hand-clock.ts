/** A clock that a test moves by hand. */
import type { Clock } from '../../clock.ts';

export interface HandClock extends Clock {
  /** Moves on, and wakes who slept long enough. */
  advance(ms: number): Promise<void>;
}

export function createHandClock(startMs: number): HandClock {
  let now = startMs;
  const sleepers = new Set<{ untilMs: number; wake: () => void }>();
  return {
    now: () => now,
    sleep: (ms, signal) =>
      new Promise((resolve) => {
        const sleeper = {
          untilMs: now + ms,
          wake: () => {
            sleepers.delete(sleeper);
            resolve();
          },
        };
        sleepers.add(sleeper);
        if (signal?.aborted) sleeper.wake();
        signal?.addEventListener('abort', sleeper.wake, { once: true });
      }),
    async advance(ms) {
      now += ms;
      for (const sleeper of [...sleepers]) if (sleeper.untilMs <= now) sleeper.wake();
      await new Promise((resolve) => setImmediate(resolve));
    },
  };
}
