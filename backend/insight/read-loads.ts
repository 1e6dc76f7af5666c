/** What drew power at a time, or in the mean of a span. */
import type { CircuitBin, Range, Store } from '../store/store.ts';
import type { Loads } from './divide-power.ts';
import { drawsOfCircuits, wattsByBin } from './explain-series.ts';
import { listLoads, type KnownLoads } from './list-loads.ts';
import type { Stretch } from './on-stretches.ts';
import type { Timeline } from './timeline.ts';

export type LoadsOptions = { store: Store; timeline: Timeline; meter_id: string; known: KnownLoads; nowMs: number };

const HOUR_MS = 3_600_000;
const BIN_MS = 60_000;
/** Circuits that were read so shortly before are told by that reading, others by the mean of the last minute that is known. */
const NEAR_MS = 90_000;
const MOST_ROWS = 20_000;

type Watts = Map<string, number | null>;

/** The newest of each circuit up to end_ms; what was told longer than an hour ago is not known. */
async function wattsAt({ store, meter_id }: LoadsOptions, end_ms: number): Promise<Watts> {
  const [bins, rows] = await Promise.all([
    store.series.circuitBins({ start_ms: end_ms - HOUR_MS, end_ms: end_ms - NEAR_MS, meter_id, bin_ms: BIN_MS }),
    store.series.circuits({ start_ms: end_ms - NEAR_MS, end_ms, meter_id, limit: MOST_ROWS }),
  ]);
  return new Map([...bins, ...rows].map(({ circuit_id, power_w }) => [circuit_id, power_w]));
}

/** Throws UnavailableError. `shownMs`: when the meter shows what was so at timeMs. */
export async function readLoadsAt(timeMs: number, shownMs: number, options: LoadsOptions): Promise<Loads> {
  const { timeline, known, nowMs } = options;
  const [stretches, watts] = await Promise.all([
    timeline.stretches({ start_ms: timeMs, end_ms: timeMs + 1 }, nowMs),
    known.circuits.length === 0 ? (new Map() as Watts) : wattsAt(options, shownMs),
  ]);
  const shares = new Map([...stretches].map(([entityId, [only]]) => [entityId, only?.share ?? 0]));
  return listLoads(known, shares, watts);
}

const meanShare = (stretches: readonly Stretch[], spanMs: number): number =>
  stretches.reduce((sum, { start_ms, end_ms, share }) => sum + share * (end_ms - start_ms), 0) / spanMs;

function meanWatts(known: KnownLoads, bins: readonly CircuitBin[], span: Range): Watts {
  const draws = drawsOfCircuits({ ...known, measured: [] }, bins, span);
  const one = { ...span, bin_ms: span.end_ms - span.start_ms };
  return new Map(draws.map((draw) => [draw.circuit_id ?? '', draw.stretches.length === 0 ? null : (wattsByBin([draw], one)[0] ?? 0)]));
}

/** In the mean of the span. Throws UnavailableError. */
export async function readMeanLoads(span: Range & { bin_ms: number }, options: LoadsOptions): Promise<Loads> {
  const { store, timeline, meter_id, known, nowMs } = options;
  const { bin_ms, ...range } = span;
  const [stretches, bins] = await Promise.all([
    timeline.stretches(range, nowMs),
    known.circuits.length === 0
      ? []
      : store.series.circuitBins({ ...range, start_ms: range.start_ms - HOUR_MS, meter_id, bin_ms: Math.max(BIN_MS, bin_ms) }),
  ]);
  const shares = new Map([...stretches].map(([entityId, own]) => [entityId, meanShare(own, range.end_ms - range.start_ms)]));
  return listLoads(known, shares, meanWatts(known, bins, range));
}
