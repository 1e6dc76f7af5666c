/** Forty lights that were learned, with their state changes and the hours that were counted of them. */
import type { StateChange } from '../../contract/state-change.ts';
import { createEngine } from '../../correlation/engine.ts';
import type { EngineState } from '../../correlation/types.ts';
import type { EntityHour, Range } from '../../store/store.ts';
import { circuitsAt, HOUR, SECOND } from '../store/rows.ts';

const LIGHTS = 40;
/** A light is switched every so often, on and off in turn: some thirteen hundred changes a day. */
const EVERY = 65 * SECOND;
const WATTS = 40;

const entityOf = (number: number): string => `light.room_${number % LIGHTS}`;

/** The changes from start_ms on and before end_ms; the same whatever the range. */
export function changesOf({ start_ms, end_ms }: Range): StateChange[] {
  const first = Math.ceil(start_ms / EVERY);
  return Array.from({ length: Math.max(0, Math.ceil(end_ms / EVERY) - first) }, (_, i) => {
    const number = first + i;
    const isOn = Math.floor(number / LIGHTS) % 2 === 0;
    return {
      ...{ time_ms: number * EVERY, entity_id: entityOf(number), domain: 'light', attributes: {}, weather_temp: null },
      ...{ state_value: isOn ? 'on' : 'off', previous_state: isOn ? 'off' : 'on' },
      ...{ context_id: null, context_parent_id: null, context_user_id: null, cause: { kind: 'user', name: 'Somebody' } },
    };
  });
}

const hourOf = (time_ms: number, entity_id: string, provenance: string): EntityHour => ({
  ...{ time_ms, entity_id, provenance },
  ...{ energy_kwh: 0.02, on_s: HOUR / SECOND / 2, cost: 0.006 },
});

/** Of the lights, and of the circuits. */
export const hoursOf = (time_ms: number): EntityHour[] => [
  ...Array.from({ length: LIGHTS }, (_, number) => hourOf(time_ms, entityOf(number), 'learned')),
  ...circuitsAt(time_ms).map(({ circuit_id }) => hourOf(time_ms, circuit_id, 'measured')),
];

/** Every second what they draw above 200 W, with a ripple. Each light is switched once in turn, so those of the turn before are counted first. */
export function* powerOfLights({ start_ms, end_ms }: Range): Generator<{ time_ms: number; power_w: number }> {
  const changes = changesOf({ start_ms: start_ms - LIGHTS * EVERY, end_ms });
  const on = new Set<string>();
  let next = 0;
  for (let time_ms = start_ms; time_ms < end_ms; time_ms += SECOND) {
    for (let change = changes[next]; change !== undefined && change.time_ms <= time_ms; change = changes[++next]) {
      if (change.state_value === 'on') on.add(change.entity_id);
      else on.delete(change.entity_id);
    }
    yield { time_ms, power_w: 200 + WATTS * on.size + ((time_ms / SECOND) % 3) };
  }
}

/** What an engine knows that has followed the lights for some hours. */
export function learnLights(endMs: number): EngineState {
  const engine = createEngine({});
  const range = { start_ms: endMs - 24 * HOUR, end_ms: endMs };
  const changes = changesOf(range);
  let next = 0;
  for (const reading of powerOfLights(range)) {
    for (let change = changes[next]; change !== undefined && change.time_ms <= reading.time_ms; change = changes[++next]) {
      const { time_ms, entity_id, domain, state_value: state, previous_state, attributes } = change;
      engine.change({ time_ms, entity_id, domain, state, previous_state, attributes });
    }
    engine.reading(reading);
    if (reading.time_ms % HOUR === 0) engine.advance(reading.time_ms);
  }
  return engine.state();
}
