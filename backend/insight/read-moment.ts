/** One moment: what the meter showed of it, what was on, and which change happened. */
import { toWireCorrelation, type StoredCorrelation } from '../contract/correlation.ts';
import { toTimestamp, type MeterKind } from '../contract/identity.ts';
import type { Moment, Reason } from '../contract/moment.ts';
import type { StateChange } from '../contract/state-change.ts';
import type { EngineDevice, EngineProfile } from '../correlation/types.ts';
import type { Store } from '../store/store.ts';
import { listDrawing } from './list-drawing.ts';
import { quantileOf } from './quantile-of.ts';
import { sharePower } from './share-power.ts';
import { NEAR_MS, tellReasons } from './tell-reasons.ts';

export type MomentOptions = {
  store: Store;
  meter_id: string;
  kind: MeterKind;
  devices: readonly EngineDevice[];
  profile: EngineProfile;
  nameOf: (entityId: string) => string;
};

const DAY_MS = 86_400_000;
/** A reading is held until the next one, but no longer than this. */
const HOLD_MS = 15 * 60_000;
/** A change so near is the one of this moment. */
const SAME_MS = 2000;
const LEAST_CONFIDENCE = 0.5;
/** The quietest 5 % of the day before, by the lowest reading of each 5 min: a mean would mix in what cycles. */
const QUIET_SHARE = 0.05;
const QUIET_BIN_MS = 300_000;

/** When the meter shows what happened at a time: one lag and one report later; what is not learned yet counts as none. */
const shownMs = (timeMs: number, { lag_s, cadence_s }: EngineProfile): number => timeMs + 1000 * ((lag_s ?? 0) + (cadence_s ?? 0));

/** The reading that shows this time; before it has come the last one. Null: a gap. */
async function powerAt(timeMs: number, { store, meter_id, profile }: MomentOptions): Promise<number | null> {
  const end_ms = Math.round(shownMs(timeMs, profile)) + 1;
  const readings = await store.series.readings({ start_ms: timeMs - HOLD_MS, end_ms, meter_id });
  return readings.at(-1)?.total_power_w ?? null;
}

/**
 * What never stops: the quietest 5 % of the 24 h before, less what the learned devices draw that were on all that time (theirs is told with them).
 * Null: nothing was recorded of them.
 */
async function alwaysOnAt(
  timeMs: number,
  states: readonly StateChange[],
  { store, meter_id, devices }: MomentOptions,
): Promise<number | null> {
  const aligned = (ms: number) => Math.floor(ms / QUIET_BIN_MS) * QUIET_BIN_MS;
  const range = { start_ms: aligned(timeMs - DAY_MS), end_ms: aligned(timeMs) };
  const bins = await store.series.powerBins({ ...range, meter_id, bin_ms: QUIET_BIN_MS });
  const quiet = quantileOf(
    bins.flatMap(({ min_w }) => (min_w === null ? [] : [min_w])),
    QUIET_SHARE,
  );
  if (quiet === null) return null;
  const steady = listDrawing(
    states.filter(({ time_ms }) => time_ms <= range.start_ms),
    devices,
  );
  return Math.max(0, quiet - steady.reduce((sum, { power_w }) => sum + power_w, 0));
}

async function largestAt(timeMs: number, store: Store): Promise<StoredCorrelation | null> {
  const range = { start_ms: timeMs - SAME_MS, end_ms: timeMs + SAME_MS + 1 };
  const found = await store.series.correlations({ ...range, min_delta_w: 0, min_confidence: LEAST_CONFIDENCE, order: 'delta', limit: 1 });
  return found[0] ?? null;
}

async function reasonsFor(correlation: StoredCorrelation, { store, devices, profile, nameOf }: MomentOptions): Promise<Reason[]> {
  const { time_ms, entity_id } = correlation;
  const near = await store.series.changes({ start_ms: time_ms - NEAR_MS, end_ms: time_ms + NEAR_MS + 1 });
  const othersMs = near.filter((change) => change.entity_id !== entity_id).map((change) => change.time_ms);
  return tellReasons({ correlation, device: devices.find((known) => known.entity_id === entity_id), profile, othersMs, nameOf });
}

/** The parts add up to the power; in a gap there are none. States count as they are just after the change of the moment. */
export async function readMoment(timeMs: number, options: MomentOptions): Promise<Moment> {
  const { store, kind, devices } = options;
  const correlation = await largestAt(timeMs, store);
  const atMs = Math.max(timeMs, correlation?.time_ms ?? timeMs);
  const [power_w, states] = await Promise.all([powerAt(atMs, options), store.series.statesAt(atMs + 1)]);
  const alwaysOnW = power_w === null ? null : await alwaysOnAt(atMs, states, options);
  return {
    timestamp: toTimestamp(timeMs),
    end: null,
    kind,
    power_w,
    parts: power_w === null ? [] : sharePower(power_w, alwaysOnW, listDrawing(states, devices)),
    correlation: correlation && toWireCorrelation(correlation),
    reasons: correlation === null ? [] : await reasonsFor(correlation, options),
  };
}
