/** A made-up home, the same every time: its past reaches back without end, and its future is already settled. */
import type { EntityName } from '../contract/home-context.ts';
import { appliances } from './appliances.ts';
import { circuits, type SimulatedCircuit } from './circuits.ts';
import { homeDayOf } from './home-day.ts';
import { planDay, type HomeEvent, type PlannedDay } from './plan-day.ts';

export interface SimulatedHome {
  readonly seed: string;
  readonly time_zone: string;
  readonly circuits: readonly SimulatedCircuit[];
  /** The day of the home, from four to four, that holds this time. */
  dayAt(time_ms: number): PlannedDay;
  /** The state changes after start_ms and up to end_ms, in time order. */
  events(range: { start_ms: number; end_ms: number }): HomeEvent[];
  /** The plug that an entity is part of: a circuit_id; null: none. */
  deviceOf(entityId: string): string | null;
  /** The entities with their states at this time. */
  entitiesAt(time_ms: number): EntityName[];
}

/** So many planned days are kept at hand. */
const KEEP_DAYS = 4;

/**
 * @example simulateHome({ seed: 'demo', time_zone: 'Europe/Berlin' }).events({ start_ms, end_ms })
 */
export function simulateHome({ seed, time_zone }: { seed: string; time_zone: string }): SimulatedHome {
  const planned: PlannedDay[] = [];

  const dayAt = (timeMs: number): PlannedDay => {
    const known = planned.find(({ day }) => timeMs >= day.start_ms && timeMs < day.end_ms);
    if (known !== undefined) return known;
    const plan = planDay(seed, homeDayOf(timeMs, time_zone));
    planned.unshift(plan);
    planned.length = Math.min(planned.length, KEEP_DAYS);
    return plan;
  };

  return {
    seed,
    time_zone,
    circuits,
    dayAt,
    events({ start_ms, end_ms }) {
      const found: HomeEvent[] = [];
      for (let time = start_ms; time <= end_ms;) {
        const { day, events } = dayAt(time);
        for (const event of events) if (event.change.time_ms > start_ms && event.change.time_ms <= end_ms) found.push(event);
        time = day.end_ms;
      }
      return found;
    },
    deviceOf(entityId) {
      const name = entityId.slice(entityId.indexOf('.') + 1).replace(/_power$/, '');
      return circuits.find(({ circuit_id, entity_id }) => entity_id !== null && circuit_id === name)?.circuit_id ?? null;
    },
    entitiesAt(time_ms) {
      // By four in the morning all are back at rest: the day alone tells.
      const poses = new Map(
        dayAt(time_ms)
          .events.filter(({ change }) => change.time_ms <= time_ms)
          .map(({ change }) => [change.entity_id, { state: change.state_value, attributes: change.attributes }]),
      );
      return appliances.map(({ entity_id, name, icon, area, device_class, rest }) => {
        const { state, attributes } = poses.get(entity_id) ?? rest;
        const { hvac_action: action } = attributes;
        return { entity_id, name, icon, area, device_class, state, ...(action !== undefined && { action }) };
      });
    },
  };
}
