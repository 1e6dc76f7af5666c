/** Energy of a circuit from the means of equal bins. */
import type { Range } from '../store/store.ts';
import type { Use } from './energy-of-periods.ts';

type Bin = { time_ms: number; power_w: number | null };

/** A sensor that reports only changes is silent while its value holds; it is believed for so long. */
const HOLD_MS = 3_600_000;
const MS_PER_KWH_OF_1W = 3_600_000_000;

/**
 * Each mean counts until the next bin, within the range; one that is not known counts for nothing. `bins` of one circuit in time order, the first
 * may lie before the range.
 *
 * @example
 * useOfBins([{ time_ms: 0, power_w: 1000 }], 900_000, { start_ms: 0, end_ms: 1_800_000 }); // [{ time_ms: 0, end_ms: 1_800_000, energy_kwh: 0.5, cost: null }]
 */
export const useOfBins = (bins: readonly Bin[], bin_ms: number, { start_ms, end_ms }: Range): Use[] =>
  bins.flatMap(({ time_ms, power_w }, i) => {
    const until = Math.min(bins[i + 1]?.time_ms ?? end_ms, time_ms + Math.max(bin_ms, HOLD_MS), end_ms);
    const from = Math.max(time_ms, start_ms);
    if (until <= from) return [];
    const energy_kwh = power_w === null ? null : (power_w * (until - from)) / MS_PER_KWH_OF_1W;
    return [{ time_ms: from, end_ms: until, energy_kwh, cost: null }];
  });
