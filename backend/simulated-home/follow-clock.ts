/** Lives along with a clock: tells of each stretch of time as it passes. */
import { isAborted, type Clock } from '../clock.ts';

/** After a longer leap (the machine slept) it begins anew, and what lies between is history. */
const LEAP_MS = 60_000;
const LONGEST_SLEEP_MS = 1000;

export type ClockFollower = {
  clock: Clock;
  signal: AbortSignal;
  /** When something happens next after this time: it is told of then, and nothing at all at the latest a second later. */
  nextMs: (time_ms: number) => number;
  /** At the beginning, and after a leap. */
  onBack: (time_ms: number) => void;
  /** After start_ms, up to end_ms. */
  onPassed: (range: { start_ms: number; end_ms: number }) => void;
};

/** Resolves when the signal aborts. While the clock is behind what was already told, it waits. */
export async function followClock({ clock, signal, nextMs, onBack, onPassed }: ClockFollower): Promise<void> {
  let told = clock.now();
  onBack(told);
  while (!isAborted(signal)) {
    const waitMs = nextMs(told) - clock.now();
    await clock.sleep(Math.max(1, Math.min(waitMs, LONGEST_SLEEP_MS)), signal);
    const now = clock.now();
    if (isAborted(signal) || now <= told) continue;
    if (now - told > LEAP_MS) onBack(now);
    else onPassed({ start_ms: told, end_ms: now });
    told = now;
  }
}
