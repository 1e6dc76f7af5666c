/** Loads without an entity that users named, and what they drew: their runs are known by size and length. */
import type { Range } from '../store/store.ts';
import type { Load, Loads } from './divide-power.ts';
import { wattsByBin, type Draw } from './explain-series.ts';
import { isAlike, LONGEST_OF_ALIKE, type Run } from './find-patterns.ts';
import { createIsWithin, listLoads, type KnownLoads } from './list-loads.ts';
import type { Rise } from './pair-steps.ts';

/** `entity_id`: what a user says that it is, else an id of its own; then it has its `name`. */
export type NamedLoad = { entity_id: string; name: string | null; power_w: number; duration_s: number };
export type NamedDraw = Draw & { entity_id: string; name: string | null; stretches: Run[] };
/** What the named loads drew in a range, as far as they did. Throws UnavailableError. */
export type ReadNamed = (range: Range) => Promise<NamedDraw[]>;

const isRun = (rise: Rise): rise is Run => rise.end_ms !== null;

/** A rise whose fall may still come is a run so far. */
const asRun = (rise: Rise, { duration_s }: NamedLoad, nowMs: number): Run[] => {
  if (isRun(rise)) return [rise];
  const longestMs = LONGEST_OF_ALIKE * duration_s * 1000;
  return nowMs - rise.start_ms > longestMs ? [] : [{ ...rise, end_ms: rise.start_ms + longestMs }];
};

const usualRun = ({ power_w, duration_s }: NamedLoad, start_ms: number): Run => ({
  start_ms,
  end_ms: start_ms + duration_s * 1000,
  power_w,
});

/** The named load that the rise is nearest to in size, of those that it is like; null: of none. */
function whose(rise: Rise, loads: readonly NamedLoad[], nowMs: number): { load: NamedLoad; run: Run } | null {
  const fits = loads.flatMap((load) => asRun(rise, load, nowMs).map((run) => ({ load, run })));
  const alike = fits.filter(({ load, run }) => isAlike(usualRun(load, run.start_ms), run));
  const awayOf = ({ load }: { load: NamedLoad }) => Math.abs(load.power_w - rise.power_w);
  return alike.sort((a, b) => awayOf(a) - awayOf(b))[0] ?? null;
}

/**
 * Each named load with its runs.
 *
 * @example
 * drawsOfNamed([{ start_ms: 0, end_ms: 1_080_000, power_w: 93 }], [aFridgeOf95W], nowMs)[0].stretches; // [{ start_ms: 0, end_ms: 1080000, power_w: 93 }]
 */
export function drawsOfNamed(rises: readonly Rise[], loads: readonly NamedLoad[], nowMs: number): NamedDraw[] {
  const runs = rises.flatMap((rise) => whose(rise, loads, nowMs) ?? []);
  return [...Map.groupBy(runs, ({ load }) => load)].map(([{ entity_id, name }, own]) => ({
    ...{ entity_id, name, circuit_id: null, provenance: 'learned', within: false },
    stretches: own.map(({ run }) => run),
  }));
}

/**
 * What has a power sensor of its own needs no pattern; what was named to be an entity is told in its place, whatever was learned of that one or
 * entered. `known`: the others.
 */
export function replaceByNamed(
  known: KnownLoads,
  named: readonly NamedDraw[],
): { known: KnownLoads; told: NamedDraw[]; isNamed: ReadonlySet<string> } {
  const isMeasured = new Set(known.measured.map(({ entity_id }) => entity_id));
  const isWithin = createIsWithin(known);
  const told = named.filter(({ entity_id }) => !isMeasured.has(entity_id)).map((draw) => ({ ...draw, within: isWithin(draw.entity_id) }));
  const isNamed = new Set(told.map(({ entity_id }) => entity_id));
  const devices = known.devices.filter(({ entity_id }) => !isNamed.has(entity_id));
  const entered = new Map([...known.entered].filter(([entityId]) => !isNamed.has(entityId)));
  return { known: { ...known, devices, entered }, told, isNamed };
}

/** As `listLoads`, with what the named loads drew in the mean of the range. */
export function listWithNamed(
  known: KnownLoads,
  {
    shares,
    wattsOf,
    named,
  }: { shares: ReadonlyMap<string, number>; wattsOf: ReadonlyMap<string, number | null>; named: readonly NamedDraw[] },
  range: Range,
): Loads {
  const { known: others, told } = replaceByNamed(known, named);
  const bin = { ...range, bin_ms: range.end_ms - range.start_ms };
  const drawing = told.map((draw): Load => {
    const { entity_id, name } = draw;
    return { entity_id, name, kind: 'learned', power_w: wattsByBin([draw], bin)[0] ?? 0, interval_w: null };
  });
  return listLoads(others, shares, wattsOf, drawing);
}
