/** Patterns of steps without an entity, with ids that hold over time and the names that users gave them. */
import type { Clock } from './clock.ts';
import type { Device } from './contract/device.ts';
import { toWireStep, type Pattern, type StoredStep, type Unexplained } from './contract/unexplained.ts';
import type { Corrections } from './corrections.ts';
import { describePattern, patternEntityId } from './insight/describe-pattern.ts';
import { findInSteps } from './insight/find-in-steps.ts';
import { localDays } from './insight/local-days.ts';
import { drawsOfNamed, type NamedDraw, type NamedLoad, type ReadNamed } from './insight/named-draws.ts';
import type { Rise } from './insight/pair-steps.ts';
import { createRiseDays, readRises } from './insight/rise-days.ts';
import { createKnownPatterns } from './patterns/known-patterns.ts';
import type { Range, Store } from './store/store.ts';

export interface Patterns {
  /** Steps of the range and patterns of its last week. Throws UnavailableError. */
  unexplained(range: Range, price: number | null): Promise<Unexplained>;
  /** Those that users named, as devices, with what they used today and in the last seven days. Throws UnavailableError. */
  devices(timeZone: string, price: number | null): Promise<Device[]>;
  /** What those that users named drew in the range, as far as they did. Throws UnavailableError. */
  readonly named: ReadNamed;
  /** What they draw now: as `named`, read anew. Throws UnavailableError. */
  readonly namedNow: () => Promise<NamedDraw[]>;
  knows(id: string): boolean;
}

export type PatternsOptions = { store: Store; corrections: Corrections; clock: Clock };

/** Reads what is known. Throws UnavailableError. */
export async function createPatterns({ store, corrections, clock }: PatternsOptions): Promise<Patterns> {
  const said = () => corrections.holding();
  const known = await createKnownPatterns(store, (id) => said().named.has(id) || said().hidden.has(id));

  const withNames = <P extends Pattern>(pattern: P): P => {
    const [name, hide] = [said().named.get(pattern.id), said().hidden.get(pattern.id)];
    const { name: named = null, area_id = null } = name ?? {};
    return { ...pattern, name: named, area_id, hidden: hide !== undefined, correction_id: (hide ?? name)?.id ?? null };
  };
  const find = async (range: Range, price: number | null) => {
    const { steps, found } = await findInSteps(store, range, price);
    return { steps, patterns: (await known.identify(found, range.end_ms)).map(withNames) };
  };
  const riseDays = createRiseDays(store);
  const namedLoads = () =>
    [...said().named].flatMap(([id, { name, entity_id }]): NamedLoad[] => {
      const { power_w, duration_s = null } = known.shapeOf(id) ?? {};
      if (power_w === undefined || duration_s === null) return [];
      return [{ entity_id: entity_id ?? patternEntityId(id), name: entity_id === null ? name : null, power_w, duration_s }];
    });
  const drawsIn = async (read: () => Promise<Rise[]>) => {
    const loads = namedLoads();
    return loads.length === 0 ? [] : drawsOfNamed(await read(), loads, clock.now());
  };

  return {
    async unexplained(range, price) {
      const { steps, patterns } = await find(range, price);
      const idOf = new Map(patterns.flatMap(({ id, runs }) => runs.map(({ start_ms }): [number, string] => [start_ms, id])));
      const withPattern = (step: StoredStep) => ({ ...step, pattern_id: step.pattern_id ?? idOf.get(step.time_ms) ?? null });
      return {
        steps: steps.map((step) => toWireStep(withPattern(step))),
        patterns: patterns.map(({ runs: _runs, ...pattern }) => pattern),
      };
    },
    async devices(timeZone, price) {
      const { named } = said();
      if (named.size === 0) return [];
      const end_ms = clock.now();
      const starts = localDays(end_ms, 7, timeZone);
      const periods = { weekMs: starts[0] ?? end_ms, todayMs: starts.at(-1) ?? end_ms };
      const { patterns } = await find({ start_ms: end_ms, end_ms }, price);
      return patterns.flatMap(({ runs, ...pattern }) => {
        const name = named.get(pattern.id);
        if (name === undefined) return [];
        return [describePattern(pattern, runs, name.entity_id ?? patternEntityId(pattern.id), periods, price)];
      });
    },
    named: (range) => drawsIn(() => riseDays.read(range, clock.now())),
    namedNow: () => drawsIn(() => readRises(store, { start_ms: clock.now(), end_ms: clock.now() })),
    knows: (id) => known.has(id),
  };
}
