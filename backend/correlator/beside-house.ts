/** What circuits used while the meter of the house knew its power: in a gap of it they tell nothing of what it left for others. */
import type { PowerBin, Range, Store } from '../store/store.ts';
import { readCircuitHours, type CircuitHour } from './circuit-hours.ts';

const BIN_MS = 60_000;
/** A reading is held until the next one, but no longer than this: as for the hours of the house. */
const HOLD_MS = 15 * 60_000;

/** Until when each mean holds. */
const heldUntil = ({ time_ms, ends_unknown }: PowerBin, next: PowerBin | undefined): number =>
  Math.min(time_ms + (ends_unknown ? BIN_MS : HOLD_MS), next?.time_ms ?? Infinity);

/** The stretches of the range in which the house was known, to the minute, in time order. */
async function readKnown(store: Store, meter_id: string, { start_ms, end_ms }: Range): Promise<Range[]> {
  const bins = await store.series.powerBins({ start_ms: start_ms - HOLD_MS, end_ms, meter_id, bin_ms: BIN_MS });
  const known: Range[] = [];
  for (const [i, bin] of bins.entries()) {
    const from = Math.max(bin.time_ms, start_ms);
    const until = Math.min(heldUntil(bin, bins[i + 1]), end_ms);
    if (bin.mean_w === null || until <= from) continue;
    const before = known.at(-1);
    if (before?.end_ms === from) before.end_ms = until;
    else known.push({ start_ms: from, end_ms: until });
  }
  return known;
}

const together = (a: CircuitHour, b: CircuitHour): CircuitHour => ({
  ...{ energy_kwh: a.energy_kwh + b.energy_kwh, least_kwh: a.least_kwh + b.least_kwh, on_s: a.on_s + b.on_s },
});

/** `whole`: what they used in all of the hour, which it is where the house was known all along. Throws UnavailableError. */
export async function readBesideHouse(
  store: Store,
  meter_id: string,
  hour: Range,
  whole: ReadonlyMap<string, CircuitHour>,
): Promise<ReadonlyMap<string, CircuitHour>> {
  if (whole.size === 0) return whole;
  const known = await readKnown(store, meter_id, hour);
  const knownMs = known.reduce((sum, { start_ms, end_ms }) => sum + end_ms - start_ms, 0);
  if (knownMs >= hour.end_ms - hour.start_ms) return whole;
  const parts: (readonly [string, CircuitHour])[] = [];
  for (const stretch of known) parts.push(...(await readCircuitHours(store, meter_id, stretch)));
  return new Map([...Map.groupBy(parts, ([id]) => id)].map(([id, own]) => [id, own.map(([, part]) => part).reduce(together)]));
}
