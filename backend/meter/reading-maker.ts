/** States of power sensors -> readings of the house and of its circuits, the same live and from history. */
import type { CircuitReading, Reading } from '../contract/reading.ts';
import { createHousePower, type Fault, type OnFinding, type SensorState } from './house-power.ts';
import type { MeterCircuit } from './meter.ts';
import { nextTime } from './next-time.ts';
import { roundWatts } from './plan-power.ts';
import { watchedBy, type PowerPlan } from './power-plan.ts';
import { shareOfHouse } from './share-of-house.ts';
import { toWatts } from './units.ts';

export interface ReadingMaker {
  /** Takes in what a sensor says; whether there is a new power of the house by it, and whether it is a circuit. */
  put(state: SensorState): { house: boolean; circuit: boolean };
  /** The house as it is now, at the newest time of its sensors; undefined: no newer than the last. `time_ms`: a later time at which all still was so. */
  reading(time_ms?: number): Reading | undefined;
  circuit(entityId: string): CircuitReading[];
  /** Time of the newest sensor whose state is not yet in a reading; null: none. */
  waitingMs(): number | null;
  /** Why the power is not known, a sentence for each sensor. */
  faults(): Fault[];
}

export function createReadingMaker({
  meterId,
  plan,
  circuits,
  dailyKwh,
  ...memory
}: {
  meterId: string;
  plan: PowerPlan;
  circuits: readonly MeterCircuit[];
  /** kWh of the local day up to this time; null: not known. */
  dailyKwh: (timeMs: number) => number | null;
  /** W of sensors before what is put in. */
  lastKnown?: ReadonlyMap<string, number>;
  onFinding?: OnFinding;
}): ReadingMaker {
  const power = createHousePower(plan, memory);
  const house = new Set(watchedBy(plan));
  const byEntity = Map.groupBy(circuits, (circuit) => circuit.entity_id);
  const ofCircuits = new Map<string, { watts: number | null; time_ms: number }>();
  const identity = { meter_id: meterId, meter_type: 'home_assistant' as const };
  let newest: number | null = null;
  let lastMs = -Infinity;

  return {
    put: (said) => {
      const { entity_id: entityId, state, unit, time_ms: timeMs } = said;
      const isCircuit = byEntity.has(entityId);
      if (isCircuit) {
        const watts = toWatts(state, unit);
        const at = nextTime(timeMs, ofCircuits.get(entityId)?.time_ms ?? -Infinity);
        ofCircuits.set(entityId, { watts: watts.ok ? watts.value : null, time_ms: at });
      }
      const isNew = house.has(entityId) && power.put(said);
      if (isNew) newest = Math.max(newest ?? -Infinity, timeMs);
      return { house: isNew, circuit: isCircuit };
    },
    reading: (timeMs) => {
      const at = timeMs ?? newest;
      if (at === null || (timeMs !== undefined && timeMs <= lastMs)) return undefined;
      newest = null;
      lastMs = nextTime(at, lastMs);
      return { ...identity, time_ms: lastMs, meter_source: 'ha_integration', daily_kwh: dailyKwh(lastMs), ...power.now() };
    },
    circuit: (entityId) => {
      const { watts, time_ms } = ofCircuits.get(entityId) ?? { watts: null, time_ms: 0 };
      const whole = power.now().total_power_w;
      const percentage = shareOfHouse(watts, whole);
      return (byEntity.get(entityId) ?? []).map(({ circuit_id, circuit_name }) => ({
        ...identity,
        time_ms,
        circuit_id,
        circuit_name,
        power_w: watts === null ? null : roundWatts(watts),
        percentage,
      }));
    },
    waitingMs: () => newest,
    faults: () => power.faults(),
  };
}
