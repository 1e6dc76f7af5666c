/** Divides a stretch of time into equal bins of a width that people count in. */
import type { Range } from '../store/store.ts';

const MINUTE_S = 60;
const HOUR_S = 3600;
const DAY_S = 86_400;
const WIDTHS_S = [
  ...[1, 2, 5, 10, 15, 30],
  ...[1, 2, 5, 10, 15, 30].map((minutes) => minutes * MINUTE_S),
  ...[1, 2, 3, 4, 6, 12].map((hours) => hours * HOUR_S),
  ...[1, 2, 5, 10, 20, 50].map((days) => days * DAY_S),
];

export type Bins = Range & { bin_ms: number };

const align = ({ start_ms, end_ms }: Range, bin_ms: number): Bins => ({
  start_ms: Math.floor(start_ms / bin_ms) * bin_ms,
  end_ms: Math.ceil(end_ms / bin_ms) * bin_ms,
  bin_ms,
});

/**
 * The finest bins of which at most `most` cover the range. They start at multiples of their width, so that they stay the same while time goes on.
 * @example chooseBins({ start_ms: 1000, end_ms: 3_601_000 }, 100) // { start_ms: 0, end_ms: 3_660_000, bin_ms: 60_000 }
 */
export function chooseBins(range: Range, most: number): Bins {
  const all = WIDTHS_S.map((width) => align(range, width * 1000));
  const fitting = all.find(({ start_ms, end_ms, bin_ms }) => (end_ms - start_ms) / bin_ms <= most);
  return fitting ?? align(range, Math.max(...WIDTHS_S) * 1000);
}
