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

export interface HousePower {
  /** Takes in what a sensor says; whether the power of the house may be another by it. */
  put(said: SensorState): boolean;
  now(): PlanPower;
  /** Why the power is not known, a sentence for each sensor. */
  faults(): string[];
}

const faultOf = (entityId: string, converted: Converted | undefined): string[] => {
  if (converted === undefined) return [`Home Assistant has no entity ${entityId}`];
  return converted.ok ? [] : [`${entityId}: ${converted.reason}`];
};

function createMeasured(plan: PowerPlan, entityIds: readonly string[]): HousePower {
  const power = new Map<string, Converted>();
  const wattsOf = (entityId: string): number | null => {
    const converted = power.get(entityId);
    return converted?.ok === true ? converted.value : null;
  };
  return {
    put: ({ entity_id, state, unit }) => {
      power.set(entity_id, toWatts(state, unit));
      return true;
    },
    now: () => planPower(plan, wattsOf),
    faults: () => entityIds.flatMap((entityId) => faultOf(entityId, power.get(entityId))),
  };
}

function createDerived({ of, terms }: NonNullable<PowerPlan['counters']>, entityIds: readonly string[]): HousePower {
  const counted = createCounterPower(terms);
  const heard = new Set<string>();
  return {
    put: ({ entity_id, ...said }) => {
      heard.add(entity_id);
      return counted.put(entity_id, said);
    },
    now: () => derivedPower(of, counted.power()),
    faults: () => {
      const missing = entityIds.filter((entityId) => !heard.has(entityId));
      return missing.length > 0
        ? missing.flatMap((entityId) => faultOf(entityId, undefined))
        : faultOf(entityIds.join(', '), counted.power());
    },
  };
}

export function createHousePower(plan: PowerPlan): HousePower {
  const entityIds = [...new Set(termsOf(plan).map((term) => term.entity_id))];
  return plan.counters === null ? createMeasured(plan, entityIds) : createDerived(plan.counters, entityIds);
}
