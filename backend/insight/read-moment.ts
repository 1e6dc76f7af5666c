/** One moment, or the mean of a span: what the meter showed of it, what was on, and which change happened. */
import { toWireCorrelation, type Feedback, type StoredCorrelation } from '../contract/correlation.ts';
import { toTimestamp, type MeterKind } from '../contract/identity.ts';
import type { Moment, Reason } from '../contract/moment.ts';
import type { EngineProfile } from '../correlation/types.ts';
import type { PowerBin, Range, Store } from '../store/store.ts';
import type { AlwaysOn } from './always-on.ts';
import { deniedAt, type Denied } from './denied-runs.ts';
import { dividePower, type Loads, type Part } from './divide-power.ts';
import { readLoadsAt, readMeanLoads, type LoadsOptions, type Rise } from './read-loads.ts';
import { NEAR_MS, tellReasons } from './tell-reasons.ts';

export type MomentOptions = LoadsOptions & {
  kind: MeterKind;
  alwaysOn: AlwaysOn;
  profile: EngineProfile;
  nameOf: (entityId: string) => string;
  /** The state changes whose correlation was denied. */
  denied: readonly Denied[];
  feedbackOf: (of: { time_ms: number; entity_id: string }) => Feedback;
};

/** A reading is held until the next one, but no longer than this. */
const HOLD_MS = 15 * 60_000;
/** A change so near is the one of this moment. */
const SAME_MS = 2000;
const LEAST_CONFIDENCE = 0.5;

/** When the meter shows what happened at a time: one lag and one report later; what is not learned yet counts as none. */
const shownMs = (timeMs: number, { lag_s, cadence_s }: EngineProfile): number =>
  Math.round(timeMs + 1000 * ((lag_s ?? 0) + (cadence_s ?? 0))) + 1;

/** After a change the level that was measured for it: a reading may lie amid the step. Else the one that shows this time; before it has come the last one. Null: a gap. */
async function powerAt(
  timeMs: number,
  correlation: StoredCorrelation | null,
  { store, meter_id, profile }: MomentOptions,
): Promise<number | null> {
  if (correlation !== null) return correlation.power_after_w;
  const readings = await store.series.readings({ start_ms: timeMs - HOLD_MS, end_ms: shownMs(timeMs, profile), meter_id });
  return readings.at(-1)?.total_power_w ?? null;
}

async function largestAt(timeMs: number, store: Store): Promise<StoredCorrelation | null> {
  const range = { start_ms: timeMs - SAME_MS, end_ms: timeMs + SAME_MS + 1 };
  const found = await store.series.correlations({ ...range, min_delta_w: 0, min_confidence: LEAST_CONFIDENCE, order: 'delta', limit: 1 });
  return found[0] ?? null;
}

async function reasonsFor(correlation: StoredCorrelation, { store, known, profile, nameOf }: MomentOptions): Promise<Reason[]> {
  const { time_ms, entity_id } = correlation;
  const near = await store.series.changes({ start_ms: time_ms - NEAR_MS, end_ms: time_ms + NEAR_MS + 1 });
  const othersMs = near.filter((change) => change.entity_id !== entity_id).map((change) => change.time_ms);
  return tellReasons({ correlation, device: known.devices.find((one) => one.entity_id === entity_id), profile, othersMs, nameOf });
}

/** None in a gap, and none of the net power of a house whose own use is not known. */
async function partsOf(powerW: number | null, timeMs: number, loads: Loads, { kind, alwaysOn, nowMs }: MomentOptions): Promise<Part[]> {
  if (powerW === null || kind === 'net') return [];
  return dividePower(powerW, await alwaysOn(timeMs, nowMs), loads);
}

/** What a user denied did not begin. */
const riseOf = (correlation: StoredCorrelation | null, { feedbackOf }: MomentOptions): Rise | null =>
  correlation === null || correlation.power_delta_w <= 0 || feedbackOf(correlation) === 'denied'
    ? null
    : { entity_id: correlation.entity_id, power_w: correlation.power_delta_w };

/** The parts add up to the power. States count as they are just after the change of the moment. Throws UnavailableError. */
export async function readMoment(timeMs: number, options: MomentOptions): Promise<Moment> {
  const { store, kind, profile } = options;
  const correlation = await largestAt(timeMs, store);
  const atMs = Math.max(timeMs, correlation?.time_ms ?? timeMs);
  const [power_w, all, denied] = await Promise.all([
    powerAt(atMs, correlation, options),
    readLoadsAt(atMs, shownMs(atMs, profile), options, riseOf(correlation, options)),
    deniedAt(atMs, options.denied, store),
  ]);
  // What a user denied is unexplained.
  const loads = { ...all, learned: all.learned.filter(({ entity_id }) => !denied.has(entity_id ?? '')) };
  return {
    timestamp: toTimestamp(timeMs),
    end: null,
    kind,
    power_w,
    parts: await partsOf(power_w, atMs, loads, options),
    correlation: correlation && toWireCorrelation(correlation, options.feedbackOf(correlation)),
    reasons: correlation === null ? [] : await reasonsFor(correlation, options),
  };
}

/** Each bin counts as much as any other; a gap counts for nothing. */
function meanPower(bins: readonly PowerBin[]): number | null {
  const known = bins.flatMap(({ mean_w }) => mean_w ?? []);
  return known.length === 0 ? null : known.reduce((sum, watts) => sum + watts, 0) / known.length;
}

/** Means over the span, of bins of such a width; the parts add up to the mean power. Throws UnavailableError. */
export async function readSpan(span: Range & { bin_ms: number }, options: MomentOptions): Promise<Moment> {
  const { store, meter_id, kind } = options;
  const [bins, loads] = await Promise.all([store.series.powerBins({ ...span, meter_id }), readMeanLoads(span, options)]);
  const power_w = meanPower(bins);
  return {
    timestamp: toTimestamp(span.start_ms),
    end: toTimestamp(span.end_ms),
    kind,
    power_w,
    parts: await partsOf(power_w, span.end_ms, loads, options),
    correlation: null,
    reasons: [],
  };
}
