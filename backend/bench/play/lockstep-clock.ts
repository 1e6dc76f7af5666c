/** A clock that runs as fast as its sleepers can follow: a time is over when every loop sleeps again. */
import { setImmediate } from 'node:timers/promises';
import type { Clock } from '../../clock.ts';

export interface LockstepClock extends Clock {
  /** Moves the time on, wakes who is due, and resolves when `loops` sleep again. */
  advance(ms: number, loops: number): Promise<void>;
}

type Sleeper = { wakeMs: number; wake: () => void };

export function createLockstepClock(startMs: number): LockstepClock {
  let now = startMs;
  let onAsleep = () => {};
  const sleepers = new Set<Sleeper>();

  return {
    now: () => now,
    sleep: (ms, signal) =>
      new Promise((resolve) => {
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
        if (signal?.aborted) sleeper.wake();
        onAsleep();
      }),
    async advance(ms, loops) {
      now += ms;
      for (const sleeper of [...sleepers]) if (sleeper.wakeMs <= now) sleeper.wake();
      // A loop that was woken comes back when its work is done, however long that takes.
      while (sleepers.size < loops) await new Promise<void>((resolve) => (onAsleep = resolve));
      // What was begun without waiting for it gets its turn too.
      await setImmediate();
    },
  };
}
