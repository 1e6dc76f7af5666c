/** What the sensors of a plan say of the power of the house, be it measured or derived. */
import { createCounterPower } from './counter-power.ts';
import { derivedPower, planPower, type PlanPower } from './plan-power.ts';
import { termsOf, type PowerPlan } from './power-plan.ts';
import { toWatts, type Converted } from './units.ts';

/** What a sensor says. */
export type SensorState = {
  entity_id: string;
  state: string;
  unit: unknown;
  time_ms: number;
  /** False: it says so at this time, but may have begun to long before. */
  since?: boolean;
};

/** Sensors that do not tell a power now, and why, in English. */
export type Fault = { entity_ids: readonly string[]; why: string };

export interface HousePower {
  /** Takes in what a sensor says; whether the power of the house may be another by it. */
  put(said: SensorState): boolean;
  now(): PlanPower;
  /** Why the power is not known; empty: it is. */
  faults(): Fault[];
}

const faultOf = (entity_ids: readonly string[], converted: Converted | undefined): Fault[] => {
  const sensors = entity_ids.join(', ');
  if (converted === undefined) return [{ entity_ids, why: `Home Assistant has no entity ${sensors}` }];
  return converted.ok ? [] : [{ entity_ids, why: `${sensors}: ${converted.reason}` }];
};

/** What an inverter may say before it goes off for the night, W. */
const ALMOST_NOTHING_W = 20;

/** What a sensor did that a reading does not show. */
export type OnFinding = (kind: 'unit_change' | 'counter_reset') => void;

/** Tells when a sensor comes with another unit than it had. */
function createUnitWatch(onFinding: OnFinding) {
  const units = new Map<string, unknown>();
  return (entityId: string, unit: unknown) => {
    if (typeof unit !== 'string') return;
    if (units.has(entityId) && units.get(entityId) !== unit) onFinding('unit_change');
    units.set(entityId, unit);
  };
}

type Memory = { lastKnown: ReadonlyMap<string, number>; onFinding: OnFinding };

function createMeasured(plan: PowerPlan, entityIds: readonly string[], { lastKnown, onFinding }: Memory): HousePower {
  const watchUnit = createUnitWatch(onFinding);
  const power = new Map<string, Converted>();
  const last = new Map(lastKnown);
  const solar = new Set(plan.solar.map((term) => term.entity_id));
  let isDark = false;

  /** Off because there is no sun: its power is known, it is 0. */
  const isOffAtNight = (entityId: string) => isDark && solar.has(entityId) && Math.abs(last.get(entityId) ?? Infinity) <= ALMOST_NOTHING_W;
  const convertedOf = (entityId: string): Converted | undefined => {
    const converted = power.get(entityId);
    return converted?.ok === false && !converted.unit && isOffAtNight(entityId) ? { ok: true, value: 0 } : converted;
  };
  const now = () =>
    planPower(plan, (entityId) => {
      const converted = convertedOf(entityId);
      return converted?.ok === true ? converted.value : null;
    });
  return {
    put: ({ entity_id, state, unit }) => {
      if (entity_id === plan.sun) {
        const before = now().total_power_w;
        isDark = state === 'below_horizon';
        return now().total_power_w !== before;
      }
      watchUnit(entity_id, unit);
      const converted = toWatts(state, unit);
      power.set(entity_id, converted);
      if (converted.ok) last.set(entity_id, converted.value);
      return true;
    },
    now,
    faults: () => entityIds.flatMap((entityId) => faultOf([entityId], convertedOf(entityId))),
  };
}

function createDerived({ of, terms }: NonNullable<PowerPlan['counters']>, entityIds: readonly string[], { onFinding }: Memory): HousePower {
  const counted = createCounterPower(terms);
  const heard = new Set<string>();
  return {
    put: ({ entity_id, ...said }) => {
      heard.add(entity_id);
      const before = counted.resets();
      const isNew = counted.put(entity_id, said);
      if (counted.resets() > before) onFinding('counter_reset');
      return isNew;
    },
    now: () => derivedPower(of, counted.power()),
    faults: () => {
      const missing = entityIds.filter((entityId) => !heard.has(entityId));
      return missing.length > 0 ? missing.flatMap((entityId) => faultOf([entityId], undefined)) : faultOf(entityIds, counted.power());
    },
  };
}

/** `lastKnown`: W of sensors before what is put in. */
export function createHousePower(
  plan: PowerPlan,
  { lastKnown = new Map(), onFinding = () => undefined }: Partial<Memory> = {},
): HousePower {
  const entityIds = [...new Set(termsOf(plan).map((term) => term.entity_id))];
  const memory = { lastKnown, onFinding };
  return plan.counters === null ? createMeasured(plan, entityIds, memory) : createDerived(plan.counters, entityIds, memory);
}
