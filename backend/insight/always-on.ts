/** What never stops: the level below which the house does not fall, apart from devices that are known to be on all the time. */
import type { Range, Store } from '../store/store.ts';
import { createIsWithin, learnedOf, type KnownLoads } from './list-loads.ts';
import { leavesOf } from './measured-devices.ts';
import { quantileOf } from './quantile-of.ts';
import type { Timeline } from './timeline.ts';

const DAY_MS = 86_400_000;
/** The quietest 5 % of the day before, by the lowest reading of each 5 min: a mean would mix in what cycles. */
const QUIET_SHARE = 0.05;
const BIN_MS = 300_000;
/** It is looked for at each quarter of an hour. */
const STEP_MS = 900_000;
/** So many ends are remembered: charts that are paged. */
const MOST_KEPT = 100;

const lowest = (watts: readonly (number | null)[]): number | null =>
  quantileOf(
    watts.filter((w) => w !== null),
    QUIET_SHARE,
  );

export type AlwaysOnOptions = { store: Store; timeline: Timeline; meter_id: string; known: () => KnownLoads };

/** What the circuits do not fall below: told with them. */
async function ofCircuits({ store, meter_id, known }: AlwaysOnOptions, range: Range): Promise<number> {
  const leaves = leavesOf(known().circuits);
  if (leaves.length === 0) return 0;
  const bins = await store.series.circuitBins({ ...range, meter_id, bin_ms: BIN_MS });
  const byCircuit = Map.groupBy(bins, ({ circuit_id }) => circuit_id);
  const quiet = leaves.map(({ circuit_id }) => lowest((byCircuit.get(circuit_id) ?? []).map(({ power_w }) => power_w)) ?? 0);
  return quiet.reduce((sum, watts) => sum + Math.max(0, watts), 0);
}

/** What learned devices draw that were on all that time and lie in no circuit that counts: told with them. */
async function ofLearned({ timeline, known }: AlwaysOnOptions, range: Range, nowMs: number): Promise<number> {
  const stretches = await timeline.stretches(range, nowMs);
  const loads = known();
  const isWithin = createIsWithin(loads);
  const steady = learnedOf(loads).map(({ entity_id, on_power_w }) => {
    const onMs = (stretches.get(entity_id) ?? []).map(({ start_ms, end_ms, share }) => ({ ms: end_ms - start_ms, share }));
    const isSteady = onMs.reduce((sum, { ms }) => sum + ms, 0) >= range.end_ms - range.start_ms;
    if (!isSteady || isWithin(entity_id)) return 0;
    return (on_power_w ?? 0) * Math.min(...onMs.map(({ share }) => share));
  });
  return steady.reduce((sum, watts) => sum + watts, 0);
}

/** W in the 24 h before a time; null: nothing was recorded of them. Throws UnavailableError. */
export type AlwaysOn = (timeMs: number, nowMs: number) => Promise<number | null>;

/** Remembers what it found for each quarter of an hour; what it is made of changes slowly. */
export function createAlwaysOn(options: AlwaysOnOptions): AlwaysOn {
  const { store, meter_id } = options;
  const kept = new Map<number, { watts: Promise<number | null>; madeMs: number }>();

  async function find(end_ms: number, nowMs: number): Promise<number | null> {
    const range = { start_ms: end_ms - DAY_MS, end_ms };
    const bins = await store.series.powerBins({ ...range, meter_id, bin_ms: BIN_MS });
    const house = lowest(bins.map(({ min_w }) => min_w));
    if (house === null) return null;
    return Math.max(0, house - (await ofCircuits(options, range)) - (await ofLearned(options, range, nowMs)));
  }

  return (timeMs, nowMs) => {
    const end = Math.floor(timeMs / STEP_MS) * STEP_MS;
    const known = kept.get(end);
    if (known !== undefined && nowMs - known.madeMs < STEP_MS && nowMs >= known.madeMs) return known.watts;
    const watts = find(end, nowMs);
    kept.delete(end);
    kept.set(end, { watts, madeMs: nowMs });
    for (const oldest of kept.keys()) {
      if (kept.size <= MOST_KEPT) break;
      kept.delete(oldest);
    }
    // What is not known yet may be in a moment.
    const forget = () => void kept.delete(end);
    watts.then((found) => found === null && forget(), forget);
    return watts;
  };
}
