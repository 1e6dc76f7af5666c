/** A clock that runs faster than the real one: an hour of the product in seconds of a test. */
import { systemClock, type Clock } from '../clock.ts';

export function createFastClock(startMs: number, times: number): Clock {
  const began = performance.now();
  return {
    now: () => startMs + Math.floor((performance.now() - began) * times),
    sleep: (ms, signal) => systemClock.sleep(ms / times, signal),
  };
}
