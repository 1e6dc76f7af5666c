/** Bins of power -> the points of a chart, with a point that says "unknown" where a gap begins. */
import { toTimestamp } from '../contract/identity.ts';
import type { SeriesPoint } from '../contract/series.ts';
import type { PowerBin } from '../store/store.ts';

const toPoint = ({ time_ms, mean_w, min_w, max_w }: Omit<PowerBin, 'ends_unknown'>, explained_w: number | null): SeriesPoint => ({
  timestamp: toTimestamp(time_ms),
  power_w: mean_w,
  min_w,
  max_w,
  explained_w,
});

/**
 * A value is held until the next point. Where a bin has readings and then ends unknown, the next bin says so, so that nothing is held over the gap;
 * where the range ends, nothing is added. `explained`: W of each bin.
 */
export function seriesPoints(
  bins: readonly PowerBin[],
  explained: readonly (number | null)[],
  { bin_ms, end_ms }: { bin_ms: number; end_ms: number },
): SeriesPoint[] {
  return bins.flatMap((bin, i) => {
    const next_ms = bin.time_ms + bin_ms;
    const isGap = bin.ends_unknown && bin.mean_w !== null && next_ms < Math.min(end_ms, bins[i + 1]?.time_ms ?? Infinity);
    const point = toPoint(bin, explained[i] ?? null);
    return isGap ? [point, toPoint({ time_ms: next_ms, mean_w: null, min_w: null, max_w: null }, null)] : [point];
  });
}
