/** Power of a home that only counts its energy: what was counted over how long. */
import type { PowerTerm } from '../home-assistant/energy-preferences.ts';
import { quantumOf, toKwh, type Converted } from './units.ts';

/** A step of the counter spread over the stretch that a reading is made of is this much power at the most, W. */
const FINEST_W = 50;
const MS_PER_HOUR = 3_600_000;
/** Counters whose states have many decimals are no finer than their meter's pace. */
const SHORTEST_MS = 10_000;
/** More than that was not counted but put right, W. */
const MOST_W = 100_000;

/** Counters of the same meter, those of import and of each tariff with those of export. */
type Counted = { kwh: Converted; quantum_kwh: number };
/** What was counted when. */
type Total = { kwh: number; time_ms: number };

export interface CounterPower {
  /** Takes in what a counter says; whether the power became known, another, or unknown by it. `since` false: when it came to say so is not known. */
  put(entityId: string, state: { state: string; unit: unknown; time_ms: number; since?: boolean | undefined }): boolean;
  /** Mean power over the last stretch, W. */
  power(): Converted;
  /** How often a counter went back, or on by more than can be. */
  resets(): number;
}

/** The finest that it ever told: what ends with a nought is written with fewer decimals. */
function countedOf({ state, unit }: { state: string; unit: unknown }, before: Counted | undefined): Counted {
  const kwh = toKwh(state, unit);
  return { kwh, quantum_kwh: Math.min(before?.quantum_kwh ?? Infinity, kwh.ok ? quantumOf(state, unit) : Infinity) };
}

const isBack = (now: Counted, before: Counted | undefined): boolean =>
  now.kwh.ok && before?.kwh.ok === true && now.kwh.value < before.kwh.value;

const waiting: Converted = { ok: false, unit: false, reason: 'its energy has not been counted for long enough to tell a power' };

/**
 * W = (kWh now - kWh before) · 3.6e9 / ms, over a stretch that is long enough for one step of the counter to be 50 W: 3.6e6 · quantum / 50 s.
 * A counter that went back, as after a change of the meter, begins anew: what was counted meanwhile is not known.
 *
 * @example
 * // 1 Wh steps: 72 s. 100.000 kWh at 12:00:00, 100.040 at 12:01:12: 2,000 W
 */
export function createCounterPower(terms: readonly PowerTerm[]): CounterPower {
  const counters = new Map<string, Counted>();
  let base: Total | null = null;
  let power = waiting;
  let resets = 0;
  let newestMs = -Infinity;

  const total = (): number | null => {
    let sum = 0;
    for (const { entity_id, sign } of terms) {
      const kwh = counters.get(entity_id)?.kwh;
      if (kwh?.ok !== true) return null;
      sum += sign * kwh.value;
    }
    return sum;
  };
  const stretchMs = () =>
    Math.max(SHORTEST_MS, (Math.max(...[...counters.values()].map(({ quantum_kwh }) => quantum_kwh)) * MS_PER_HOUR * 1000) / FINEST_W);

  /** Begins anew; whether a power was known until now. */
  const begin = (from: Total | null, why: Converted): boolean => {
    const wasKnown = power.ok;
    base = from;
    power = why;
    return wasKnown;
  };
  const reset = (from: Total | null): boolean => {
    resets += 1;
    return begin(from, waiting);
  };
  /** All counters are known, and none went back. */
  const goOn = (here: Total | null): boolean => {
    if (base === null || here === null) return begin(here, waiting);
    const ms = here.time_ms - base.time_ms;
    if (ms < stretchMs()) return false;
    const watts = ((here.kwh - base.kwh) * MS_PER_HOUR * 1000) / ms;
    if (Math.abs(watts) > MOST_W) return reset(here);
    power = { ok: true, value: watts };
    base = here;
    return true;
  };

  return {
    put(entityId, { since = true, ...said }) {
      const before = counters.get(entityId);
      const counted = countedOf(said, before);
      counters.set(entityId, counted);
      newestMs = Math.max(newestMs, said.time_ms);
      if (!counted.kwh.ok) return begin(null, counted.kwh);
      const now = total();
      if (now === null) return false;
      const here = since ? { kwh: now, time_ms: newestMs } : null;
      return isBack(counted, before) ? reset(here) : goOn(here);
    },
    power: () => power,
    resets: () => resets,
  };
}
