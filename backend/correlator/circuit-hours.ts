/** What circuits with a sensor used in an hour. */
import { onThreshold } from '../insight/on-threshold.ts';
import { useOfBins } from '../insight/use-of-bins.ts';
import type { Range, Store } from '../store/store.ts';

const HOUR_MS = 3_600_000;
const BIN_MS = 60_000;
type Bin = { time_ms: number; power_w: number | null };

/** `least_kwh`: what of it never fell away in that hour. */
export type CircuitHour = { energy_kwh: number; least_kwh: number; on_s: number };

/** Seconds on, each bin counted until the next one; a value is held for an hour at most, as its energy is. */
function onSeconds(bins: readonly Bin[], { start_ms, end_ms }: Range): number {
  const threshold = onThreshold(Math.max(...bins.map(({ power_w }) => power_w ?? 0)));
  const onMs = bins.map(({ time_ms, power_w }, i) => {
    const until = Math.min(bins[i + 1]?.time_ms ?? end_ms, time_ms + HOUR_MS, end_ms);
    return (power_w ?? 0) > threshold ? Math.max(0, until - Math.max(start_ms, time_ms)) : 0;
  });
  return onMs.reduce((sum, ms) => sum + ms, 0) / 1000;
}

/** At the least that it drew, all along. */
const leastKwh = (bins: readonly Bin[], { start_ms, end_ms }: Range): number =>
  (Math.max(0, Math.min(...bins.map(({ power_w }) => power_w ?? 0))) * (end_ms - start_ms)) / HOUR_MS / 1000;

/** By circuit, of an hour or the part of it that has come; one of which nothing was measured in it is left out. Throws UnavailableError. */
export async function readCircuitHours(store: Store, meter_id: string, hour: Range): Promise<Map<string, CircuitHour>> {
  const { start_ms } = hour;
  // A sensor that reports only changes may have told its value in the hour before.
  const all = await store.series.circuitBins({ ...hour, start_ms: start_ms - HOUR_MS, meter_id, bin_ms: BIN_MS });
  const byCircuit = Map.groupBy(all, ({ circuit_id }) => circuit_id);
  return new Map(
    [...byCircuit].flatMap(([circuitId, before]) => {
      // Those that hold in the hour.
      const bins = before.filter((_, i) => (before[i + 1]?.time_ms ?? Infinity) > start_ms);
      const uses = useOfBins(bins, BIN_MS, hour).flatMap(({ energy_kwh }) => energy_kwh ?? []);
      if (uses.length === 0) return [];
      const used = uses.reduce((sum, kwh) => sum + kwh, 0);
      const energy_kwh = Math.max(0, used);
      return [[circuitId, { energy_kwh, least_kwh: Math.min(energy_kwh, leastKwh(bins, hour)), on_s: onSeconds(bins, hour) }]];
    }),
  );
}
