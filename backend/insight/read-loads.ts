/** What drew power at a time, or in the mean of a span. */
import type { CircuitReading } from '../contract/reading.ts';
import type { CircuitBin, Range, Store } from '../store/store.ts';
import type { Loads } from './divide-power.ts';
import { drawsOfCircuits, wattsByBin } from './explain-series.ts';
import type { KnownLoads } from './list-loads.ts';
import { listWithNamed, type ReadNamed } from './named-draws.ts';
import type { Stretch } from './on-stretches.ts';
import type { Timeline } from './timeline.ts';

export type LoadsOptions = { store: Store; timeline: Timeline; meter_id: string; known: KnownLoads; named: ReadNamed; nowMs: number };

const HOUR_MS = 3_600_000;
const BIN_MS = 60_000;
/** Circuits that were read so near are told by the nearest reading, others by the mean of the last minute that is known. */
const NEAR_MS = 60_000;
const MOST_ROWS = 20_000;

type Watts = Map<string, number | null>;

/** Of each circuit the reading that is nearest in time. */
function nearest(rows: readonly CircuitReading[], timeMs: number): Map<string, CircuitReading> {
  const found = new Map<string, CircuitReading>();
  const awayOf = (row: CircuitReading | undefined) => (row === undefined ? Infinity : Math.abs(row.time_ms - timeMs));
  for (const row of rows) if (awayOf(row) < awayOf(found.get(row.circuit_id))) found.set(row.circuit_id, row);
  return found;
}

/** Of each circuit what it drew at a time; what was told longer than an hour before is not known. */
async function wattsAt({ store, meter_id }: LoadsOptions, timeMs: number): Promise<Watts> {
  const [bins, rows] = await Promise.all([
    store.series.circuitBins({ start_ms: timeMs - HOUR_MS, end_ms: timeMs - NEAR_MS, meter_id, bin_ms: BIN_MS }),
    store.series.circuits({ start_ms: timeMs - NEAR_MS, end_ms: timeMs + NEAR_MS, meter_id, limit: MOST_ROWS }),
  ]);
  return new Map([...bins, ...nearest(rows, timeMs).values()].map(({ circuit_id, power_w }) => [circuit_id, power_w]));
}

/** Throws UnavailableError. `shownMs`: when the meter shows what was so at timeMs. */
export async function readLoadsAt(timeMs: number, shownMs: number, options: LoadsOptions): Promise<Loads> {
  const { timeline, known, nowMs } = options;
  const shown = { start_ms: shownMs, end_ms: shownMs + 1 };
  const [stretches, wattsOf, named] = await Promise.all([
    timeline.stretches({ start_ms: timeMs, end_ms: timeMs + 1 }, nowMs),
    known.circuits.length === 0 ? (new Map() as Watts) : wattsAt(options, shownMs),
    options.named(shown),
  ]);
  const shares = new Map([...stretches].map(([entityId, [only]]) => [entityId, only?.share ?? 0]));
  return listWithNamed(known, { shares, wattsOf, named }, shown);
}

const meanShare = (stretches: readonly Stretch[], spanMs: number): number =>
  stretches.reduce((sum, { start_ms, end_ms, share }) => sum + share * (end_ms - start_ms), 0) / spanMs;

function meanWatts(known: KnownLoads, bins: readonly CircuitBin[], span: Range): Watts {
  const draws = drawsOfCircuits({ ...known, measured: [] }, bins, span);
  const one = { ...span, bin_ms: span.end_ms - span.start_ms };
  return new Map(
    draws.map((draw) => [
      draw.circuit_id ?? '',
      Iterator.from(draw.stretches).next().done === true ? null : (wattsByBin([draw], one)[0] ?? 0),
    ]),
  );
}

/** In the mean of the span. Throws UnavailableError. */
export async function readMeanLoads(span: Range & { bin_ms: number }, options: LoadsOptions): Promise<Loads> {
  const { store, timeline, meter_id, known, nowMs } = options;
  const { bin_ms, ...range } = span;
  const [stretches, bins, named] = await Promise.all([
    timeline.stretches(range, nowMs),
    known.circuits.length === 0
      ? []
      : store.series.circuitBins({ ...range, start_ms: range.start_ms - HOUR_MS, meter_id, bin_ms: Math.max(BIN_MS, bin_ms) }),
    options.named(range),
  ]);
  const shares = new Map([...stretches].map(([entityId, own]) => [entityId, meanShare(own, range.end_ms - range.start_ms)]));
  return listWithNamed(known, { shares, wattsOf: meanWatts(known, bins, range), named }, range);
}
