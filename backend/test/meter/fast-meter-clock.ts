/** A clock that goes many times as fast, so that a meter that is asked each minute is asked often. */
import type { Clock } from '../../clock.ts';

export function createFastMeterClock(factor: number): Clock {
  const started = Date.now();
  return {
    now: () => started + Math.round((performance.timeOrigin + performance.now() - started) * factor),
    sleep: (ms, signal) =>
      new Promise((resolve) => {
        const timer = setTimeout(resolve, ms / factor);
        const end = () => {
          clearTimeout(timer);
          resolve();
        };
        signal?.addEventListener('abort', end, { once: true });
      }),
  };
}
