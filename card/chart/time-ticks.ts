/** The times below the chart: whole hours or days of the reader's clock. */
import { xOf, type ChartRange } from './chart-range.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
/** A plot that is narrower has fewer times, px. */
const NARROW = 420;
/** No text goes beyond the edges, px. */
const MARGIN = 14;

function stepFor({ hours, width }: ChartRange): number {
  const isNarrow = width < NARROW;
  if (hours <= 1) return 15 * MINUTE_MS;
  if (hours <= 6) return (isNarrow ? 2 : 1) * HOUR_MS;
  return hours <= 24 ? (isNarrow ? 6 : 3) * HOUR_MS : DAY_MS;
}

/** `offsetAt`: how far the reader's clock is ahead of UTC at a time, ms. */
export function timeTicks(range: ChartRange, offsetAt: (timeMs: number) => number): { timeMs: number; x: number }[] {
  const step = stepFor(range);
  const ticks: { timeMs: number; x: number }[] = [];
  for (let local = Math.ceil((range.startMs + offsetAt(range.startMs)) / step) * step; ; local += step) {
    // Where the clock is changed the offset is another one.
    const timeMs = local - offsetAt(local - offsetAt(local));
    if (timeMs > range.endMs) return ticks;
    const x = xOf(timeMs, range);
    if (x >= MARGIN && x <= range.width - MARGIN) ticks.push({ timeMs, x });
  }
}
