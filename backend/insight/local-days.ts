/** The last days as people count them. */
import { startOfDay } from '../local-day.ts';

const HALF_DAY_MS = 43_200_000;

/**
 * The first moments of the last `count` local days, oldest first, today last.
 * @example localDays(noon, 2, 'UTC') // [yesterday 00:00, today 00:00]
 */
export function localDays(nowMs: number, count: number, timeZone: string): number[] {
  const starts = [startOfDay(nowMs, timeZone)];
  // Half a day before a midnight lies in the day before, however long that was.
  while (starts.length < count) starts.unshift(startOfDay((starts[0] ?? nowMs) - HALF_DAY_MS, timeZone));
  return starts;
}
