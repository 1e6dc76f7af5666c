/** The readings in one bucket a pixel. */
import type { PowerBin } from '../controllers/home-state.ts';
import type { ChartRange } from './chart-range.ts';

/** Mean and highest power of a pixel, W, and how much of the mean is explained; null: nothing is known of that time. */
export type Bucket = { mean: number; highest: number; explained: number | null } | null;

type Sum = { weight: number; mean: number; highest: number; explained: number; explainedWeight: number };

const nothing = (): Sum => ({ weight: 0, mean: 0, highest: -Infinity, explained: 0, explainedWeight: 0 });

const addTo = (sum: Sum, { power_w, max_w, explained_w }: PowerBin, weight: number): void => {
  if (power_w === null) return;
  sum.weight += weight;
  sum.mean += power_w * weight;
  sum.highest = Math.max(sum.highest, max_w ?? power_w);
  if (explained_w === null) return;
  sum.explained += explained_w * weight;
  sum.explainedWeight += weight;
};

const toBucket = ({ weight, mean, highest, explained, explainedWeight }: Sum): Bucket =>
  weight === 0
    ? null
    : { mean: mean / weight, highest, explained: explainedWeight === 0 ? null : Math.min(explained / explainedWeight, mean / weight) };

/**
 * A bin holds until the next one, the last one until `knownUntilMs`; a bin of null is a gap, and stays one.
 * @example bucketReadings([{ time_ms: 0, power_w: 5, max_w: 7, explained_w: null }], range, 20) // [{ mean: 5, highest: 7, explained: null }, null, …]
 */
export function bucketReadings(bins: readonly PowerBin[], range: ChartRange, knownUntilMs: number): Bucket[] {
  const count = Math.max(1, Math.round(range.width));
  const pixelMs = (range.endMs - range.startMs) / count;
  const sums = Array.from({ length: count }, nothing);
  const endMs = Math.min(range.endMs, knownUntilMs);
  bins.forEach((bin, i) => {
    const from = Math.max(range.startMs, bin.time_ms);
    const to = Math.min(endMs, bins[i + 1]?.time_ms ?? endMs);
    for (let at = Math.floor((from - range.startMs) / pixelMs); at < count && range.startMs + at * pixelMs < to; at += 1) {
      const pixelStart = range.startMs + at * pixelMs;
      const weight = Math.min(to, pixelStart + pixelMs) - Math.max(from, pixelStart);
      const sum = sums[at];
      if (sum !== undefined && weight > 0) addTo(sum, bin, weight);
    }
  });
  return sums.map(toBucket);
}
