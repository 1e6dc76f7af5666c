/** Energy of a circuit from the means of equal bins. */
import type { Use } from './energy-of-periods.ts';

type Bin = { time_ms: number; power_w: number | null };

/** A sensor that reports only changes is silent while its value holds; it is believed for so long. */
const HOLD_MS = 3_600_000;
const MS_PER_KWH_OF_1W = 3_600_000_000;

/** Each mean counts until the next bin; one that is not known counts for nothing. `bins` of one circuit in time order, the last not beyond `nowMs`. */
export const useOfBins = (bins: readonly Bin[], bin_ms: number, nowMs: number): Use[] =>
  bins.map(({ time_ms, power_w }, i) => {
    const until = Math.min(bins[i + 1]?.time_ms ?? nowMs, time_ms + Math.max(bin_ms, HOLD_MS), nowMs);
    return { time_ms, energy_kwh: power_w === null ? null : (power_w * (until - time_ms)) / MS_PER_KWH_OF_1W, cost: null };
  });
