/** What the devices with a power sensor of their own used in an hour. */
import { onThreshold } from '../insight/on-threshold.ts';
import { useOfBins } from '../insight/use-of-bins.ts';
import type { MeasuredDevice } from '../insight/measured-devices.ts';
import type { EntityHour, Store } from '../store/store.ts';

const HOUR_MS = 3_600_000;
const BIN_MS = 60_000;
type Bin = { time_ms: number; power_w: number | null };

/** Seconds on, each bin counted until the next one; a value is held for an hour at most, as its energy is. */
function onSeconds(bins: readonly Bin[], { start_ms, end_ms }: { start_ms: number; end_ms: number }): number {
  const threshold = onThreshold(Math.max(...bins.map(({ power_w }) => power_w ?? 0)));
  const onMs = bins.map(({ time_ms, power_w }, i) => {
    const until = Math.min(bins[i + 1]?.time_ms ?? end_ms, time_ms + HOUR_MS, end_ms);
    return (power_w ?? 0) > threshold ? Math.max(0, until - Math.max(start_ms, time_ms)) : 0;
  });
  return onMs.reduce((sum, ms) => sum + ms, 0) / 1000;
}

/** Of the hour that begins at start_ms; a device of which nothing was measured in it has no row. Cost is not known here. */
export async function readMeasuredHours(
  store: Store,
  meter_id: string,
  devices: readonly MeasuredDevice[],
  start_ms: number,
): Promise<Omit<EntityHour, 'cost'>[]> {
  if (devices.length === 0) return [];
  const hour = { start_ms, end_ms: start_ms + HOUR_MS };
  // A sensor that reports only changes may have told its value in the hour before.
  const all = await store.series.circuitBins({ ...hour, start_ms: start_ms - HOUR_MS, meter_id, bin_ms: BIN_MS });
  const byCircuit = Map.groupBy(all, ({ circuit_id }) => circuit_id);
  return devices.flatMap(({ circuit_id, entity_id }) => {
    const bins = byCircuit.get(circuit_id) ?? [];
    const uses = useOfBins(bins, BIN_MS, hour).flatMap(({ energy_kwh }) => energy_kwh ?? []);
    if (uses.length === 0) return [];
    const energy_kwh = Math.max(
      0,
      uses.reduce((sum, kwh) => sum + kwh, 0),
    );
    return [{ time_ms: start_ms, entity_id, energy_kwh, on_s: onSeconds(bins, hour), provenance: 'measured' }];
  });
}
