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

/** How far an entity was on at a time, 0 to 1; undefined: it was off. */
type ShareAt = (entityId: string, timeMs: number) => number | undefined;
type At = { timeMs: number; /** When the meter shows what was so at timeMs. */ shownMs: number; shareAt: ShareAt };

/**
 * Whether a circuit was read while all that is known to be part of it was set as at the time: a circuit that is told once a minute knows
 * nothing of a kettle that was switched on since.
 */
function createSawTheSame({ placed, measured }: KnownLoads, { timeMs, shownMs, shareAt }: At): (row: CircuitReading) => boolean {
  const circuitOf = new Map([...placed, ...measured.map(({ entity_id, circuit_id }) => [entity_id, circuit_id] as const)]);
  const parts = Map.groupBy(circuitOf.keys(), (entityId) => circuitOf.get(entityId));
  return ({ circuit_id, time_ms }) => {
    // Between these the circuit may have been looked at.
    const times = [time_ms - (shownMs - timeMs), time_ms];
    return (parts.get(circuit_id) ?? []).every((entityId) => {
      const share = shareAt(entityId, timeMs);
      return times.every((time) => shareAt(entityId, time) === share);
    });
  };
}

/** Of each circuit what it drew at a time; what was told longer than an hour before is not known, nor what was read only of another setting. */
async function wattsAt({ store, meter_id, known }: LoadsOptions, at: At): Promise<Watts> {
  const { shownMs } = at;
  const [bins, rows] = await Promise.all([
    store.series.circuitBins({ start_ms: shownMs - HOUR_MS, end_ms: shownMs - NEAR_MS, meter_id, bin_ms: BIN_MS }),
    store.series.circuits({ start_ms: shownMs - NEAR_MS, end_ms: shownMs + NEAR_MS, meter_id, limit: MOST_ROWS }),
  ]);
  const near = nearest(rows.filter(createSawTheSame(known, at)), shownMs);
  const unknown = rows.map(({ circuit_id }) => ({ circuit_id, power_w: null }));
  return new Map([...bins, ...unknown, ...near.values()].map(({ circuit_id, power_w }) => [circuit_id, power_w]));
}

/** An entity that has just begun to draw, with what the house's meter saw of it. */
export type Rise = { entity_id: string; power_w: number };

/** What measures it draws at least as much, though it was read while the device was on and paused. */
function withRise(watts: Watts, { measured, placed }: KnownLoads, { entity_id, power_w }: Rise): Watts {
  const own = measured.find((device) => device.entity_id === entity_id)?.circuit_id;
  if (own !== undefined) return new Map(watts).set(own, Math.max(watts.get(own) ?? 0, power_w));
  const circuit = placed.get(entity_id) ?? '';
  const known = watts.get(circuit) ?? null;
  // Where a circuit of several is not known, the device is told as learned.
  return known === null ? watts : new Map(watts).set(circuit, Math.max(known, power_w));
}

const shareIn = (stretches: readonly Stretch[], timeMs: number): number | undefined =>
  stretches.find(({ start_ms, end_ms }) => start_ms <= timeMs && timeMs < end_ms)?.share;

/** Throws UnavailableError. `shownMs`: when the meter shows what was so at timeMs. `rise`: what happened just then; null: nothing is known to. */
export async function readLoadsAt(timeMs: number, shownMs: number, options: LoadsOptions, rise: Rise | null = null): Promise<Loads> {
  const { timeline, known, nowMs } = options;
  const shown = { start_ms: shownMs, end_ms: shownMs + 1 };
  const around = { start_ms: timeMs - NEAR_MS, end_ms: shownMs + NEAR_MS };
  const [stretches, named] = await Promise.all([timeline.stretches(around, nowMs), options.named(shown)]);
  const shareAt: ShareAt = (entityId, time) => shareIn(stretches.get(entityId) ?? [], time);
  const shares = new Map(
    [...stretches].flatMap(([entityId, own]) => {
      const share = shareIn(own, timeMs);
      return share === undefined ? [] : [[entityId, share] as const];
    }),
  );
  const wattsOf = known.circuits.length === 0 ? (new Map() as Watts) : await wattsAt(options, { timeMs, shownMs, shareAt });
  return listWithNamed(known, { shares, wattsOf: rise === null ? wattsOf : withRise(wattsOf, known, rise), named }, shown);
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
