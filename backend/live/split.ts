/** How much of the power now is known, and from where: kept up to date reading by reading, at the same cost for each. */
import type { Clock } from '../clock.ts';
import type { Split } from '../contract/current.ts';
import { settingOf, type StateChange } from '../contract/state-change.ts';
import type { Events } from '../events.ts';
import type { House } from '../house.ts';
import { dividePower, type Loads, type Part } from '../insight/divide-power.ts';
import type { KnownLoads } from '../insight/list-loads.ts';
import { listWithNamed, type NamedDraw } from '../insight/named-draws.ts';
import { isOn } from '../insight/on-time.ts';
import type { Log } from '../log.ts';
import type { Patterns } from '../patterns.ts';
import type { Store } from '../store/store.ts';
import { messageOf } from '../errors.ts';

type CircuitNow = { circuit_id: string; power_w: number | null };
/** A learned device, with the circuit that it is part of. */
export type Within = { entity_id: string; name: string; power_w: number; parent: string; provenance: Part['kind'] };

export interface LiveSplit {
  /**
   * Of so much power with these circuits: how it is divided, null where the house feeds in or its power is not known; and the devices that draw
   * in these circuits, which see them but do not tell them apart.
   */
  of(powerW: number | null, circuits: readonly CircuitNow[]): { split: Split | null; within: Within[] };
  /** Reads from the store what happened before this start. Throws UnavailableError. */
  seed(): Promise<void>;
}

export type LiveSplitOptions = { store: Store; patterns: Pick<Patterns, 'namedNow'>; house: House; events: Events; clock: Clock; log: Log };

/** Between two looks at what is always on. */
const LOOK_MS = 300_000;

const sumOf = (parts: readonly Part[], ...kinds: Part['kind'][]): number =>
  parts.reduce((sum, { kind, power_w }) => sum + (kinds.includes(kind) ? power_w : 0), 0);

const toSplit = (parts: readonly Part[]): Split => ({
  measured_w: sumOf(parts, 'measured'),
  learned_w: sumOf(parts, 'learned', 'entered'),
  always_on_w: sumOf(parts, 'always_on'),
  unexplained_w: sumOf(parts, 'unexplained'),
});

export function createLiveSplit({ store, patterns, house, events, clock, log }: LiveSplitOptions): LiveSplit {
  /** Of what is on, 0 to 1. */
  const settings = new Map<string, number>();
  let named: readonly NamedDraw[] = [];
  let alwaysOn: { watts: number | null; lookedMs: number } = { watts: null, lookedMs: -Infinity };

  const follow = ({ entity_id, state_value, attributes }: StateChange) => {
    if (isOn(state_value, attributes.hvac_action) === true) settings.set(entity_id, settingOf(attributes));
    else settings.delete(entity_id);
  };
  const look = async () => {
    const now = clock.now();
    alwaysOn = { ...alwaysOn, lookedMs: now };
    alwaysOn = { ...alwaysOn, watts: await house.alwaysOn(now, now) };
  };
  let asked = 0;
  const lookForNamed = () => {
    const mine = ++asked;
    patterns.namedNow().then(
      // One that was asked later knows more, whichever comes first.
      (found) => {
        if (mine === asked) named = found;
      },
      (error: unknown) => log.warn(`What the named loads draw could not be read: ${messageOf(error)}`),
    );
  };
  const lookInTime = () => {
    const ageMs = clock.now() - alwaysOn.lookedMs;
    if (ageMs >= 0 && ageMs < LOOK_MS) return;
    look().catch((error: unknown) => log.warn(`What is always on could not be read: ${messageOf(error)}`));
  };
  events.subscribe('change', follow);
  events.subscribe('unexplained', lookForNamed);
  events.subscribe('corrected', lookForNamed);

  const withinOf = ({ measured }: Loads, { placed }: KnownLoads): Within[] =>
    measured.flatMap(({ entity_id, kind, power_w }) => {
      const parent = placed.get(entity_id ?? '');
      if (kind === 'measured' || entity_id === null || parent === undefined) return [];
      return [{ entity_id, name: house.nameOf(entity_id), power_w: Math.round(power_w * 10) / 10, parent, provenance: kind }];
    });

  return {
    of(powerW, circuits) {
      lookInTime();
      const known = house.known();
      const shares = new Map([...settings].map(([entityId, setting]) => [entityId, house.shareOf(entityId)(setting)]));
      const wattsOf = new Map(circuits.map(({ circuit_id, power_w }) => [circuit_id, power_w]));
      const now = { start_ms: clock.now(), end_ms: clock.now() + 1 };
      const loads = listWithNamed(known, { shares, wattsOf, named }, now);
      const isDivided = powerW !== null && powerW >= 0;
      return { split: isDivided ? toSplit(dividePower(powerW, alwaysOn.watts, loads)) : null, within: withinOf(loads, known) };
    },
    async seed() {
      const now = clock.now();
      for (const change of await store.series.statesAt(now)) follow(change);
      named = await patterns.namedNow();
      await look();
    },
  };
}
