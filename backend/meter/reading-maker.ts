/** States of power sensors -> readings of the house and of its circuits, the same live and from history. */
import type { CircuitReading, Reading } from '../contract/reading.ts';
import type { MeterCircuit } from './meter.ts';
import { planPower, roundWatts } from './plan-power.ts';
import { entitiesOf, termsOf, type PowerPlan } from './power-plan.ts';
import { toWatts, type Converted } from './units.ts';

/** What a sensor says. */
type SensorState = { entity_id: string; state: string; unit: unknown; time_ms: number };

export interface ReadingMaker {
  /** Takes in what a sensor says; whether the house's power comes from it, and whether it is a circuit. */
  put(state: SensorState): { house: boolean; circuit: boolean };
  /** The house as it is now, at the newest time of its sensors; undefined: no newer than the last. `time_ms`: a later time at which all still was so. */
  reading(time_ms?: number): Reading | undefined;
  circuit(entityId: string): CircuitReading[];
  /** Time of the newest sensor whose state is not yet in a reading; null: none. */
  waitingMs(): number | null;
  /** As it was put last. */
  stateOf(entityId: string): string | undefined;
  /** Why the power is not known, a sentence for each sensor. */
  faults(): string[];
}

/** Later than the last: two in one ms are one apart. A clock that was set back is followed. */
const nextTime = (timeMs: number, last: number): number => (timeMs <= last && last - timeMs < 1000 ? last + 1 : timeMs);

const faultOf = (entityId: string, converted: Converted | undefined): string[] => {
  if (converted === undefined) return [`Home Assistant has no entity ${entityId}`];
  return converted.ok ? [] : [`${entityId}: ${converted.reason}`];
};

export function createReadingMaker({
  meterId,
  plan,
  circuits,
  dailyKwh,
}: {
  meterId: string;
  plan: PowerPlan;
  circuits: readonly MeterCircuit[];
  /** kWh of the local day up to this time; null: not known. */
  dailyKwh: (timeMs: number) => number | null;
}): ReadingMaker {
  const power = new Map<string, Converted>();
  const house = new Set(entitiesOf(plan));
  const byEntity = Map.groupBy(circuits, (circuit) => circuit.entity_id);
  const times = new Map<string, number>();
  const states = new Map<string, string>();
  const identity = { meter_id: meterId, meter_type: 'home_assistant' as const };
  let newest: number | null = null;
  let lastMs = -Infinity;

  const wattsOf = (entityId: string): number | null => {
    const converted = power.get(entityId);
    return converted?.ok === true ? converted.value : null;
  };
  const now = () => planPower(plan, wattsOf);

  return {
    put: ({ entity_id: entityId, state, unit, time_ms: timeMs }) => {
      power.set(entityId, toWatts(state, unit));
      times.set(entityId, nextTime(timeMs, times.get(entityId) ?? -Infinity));
      states.set(entityId, state);
      if (house.has(entityId)) newest = Math.max(newest ?? -Infinity, timeMs);
      return { house: house.has(entityId), circuit: byEntity.has(entityId) };
    },
    reading: (timeMs) => {
      const at = timeMs ?? newest;
      if (at === null || (timeMs !== undefined && timeMs <= lastMs)) return undefined;
      newest = null;
      lastMs = nextTime(at, lastMs);
      return { ...identity, time_ms: lastMs, meter_source: 'ha_integration', daily_kwh: dailyKwh(lastMs), ...now() };
    },
    circuit: (entityId) => {
      const own = wattsOf(entityId);
      const whole = now().total_power_w;
      const percentage = own === null || whole === null || whole <= 0 ? null : roundWatts((100 * own) / whole);
      return (byEntity.get(entityId) ?? []).map(({ circuit_id, circuit_name }) => ({
        ...identity,
        time_ms: times.get(entityId) ?? 0,
        circuit_id,
        circuit_name,
        power_w: own === null ? null : roundWatts(own),
        percentage,
      }));
    },
    waitingMs: () => newest,
    stateOf: (entityId) => states.get(entityId),
    faults: () => [...new Set(termsOf(plan).map((term) => term.entity_id))].flatMap((entityId) => faultOf(entityId, power.get(entityId))),
  };
}
