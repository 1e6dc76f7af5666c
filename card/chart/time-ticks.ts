/** The times below the chart: whole hours or days of the reader's clock. */
import { xOf, type ChartRange } from './chart-range.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** A plot that is narrower has fewer times, px. */
const NARROW = 420;
/** Text goes only so far beyond the edges, px. */
const BEYOND = 12;
const STEPS = [0.25, 0.5, 1, 2, 3, 6, 12, 24, 48].map((hours) => hours * HOUR_MS);

/** Between times that have room, ms. */
function stepFor({ hours, width }: ChartRange, room: number): number {
  const isNarrow = width < NARROW;
  const least = hours <= 1 ? 0.25 : hours <= 6 ? 1 + Number(isNarrow) : hours <= 24 ? 3 + 3 * Number(isNarrow) : 24;
  return STEPS.find((step) => step >= least * HOUR_MS && (step / (hours * HOUR_MS)) * width >= room) ?? 2 * DAY_MS;
}

/** `offsetAt`: how far the reader's clock is ahead of UTC at a time, ms; `room`: what a time needs, px. */
export function timeTicks(range: ChartRange, offsetAt: (timeMs: number) => number, room: number): { timeMs: number; x: number }[] {
  const step = stepFor(range, room);
  const margin = room / 2 - BEYOND;
  const ticks: { timeMs: number; x: number }[] = [];
  for (let local = Math.ceil((range.startMs + offsetAt(range.startMs)) / step) * step; ; local += step) {
    // Where the clock is changed the offset is another one.
    const timeMs = local - offsetAt(local - offsetAt(local));
    if (timeMs > range.endMs) return ticks;
    const x = xOf(timeMs, range);
    if (x >= margin && x <= range.width - margin) ticks.push({ timeMs, x });
  }
}
