/** The rows of a history through the engine: what it says of each state change, and of each device in the end. */
import { createEngine } from '../correlation/engine.ts';
import type { EngineAnswer, EngineHour } from '../correlation/types.ts';
import { ConfigurationError } from '../errors.ts';
import { scalingAttributesOf } from './history-row.ts';
import type { TimedRow } from './read-history.ts';

/** Domains whose states are measurements, texts or people: nothing that is switched. */
const WITHOUT_SWITCHING = new Set([
  'binary_sensor',
  'device_tracker',
  'input_number',
  'number',
  'person',
  'sensor',
  'sun',
  'update',
  'weather',
  'zone',
]);
/** After the last row, events still wait for their meter, ms. */
const WAIT_AT_END_MS = 960_000;
/** What is decided is asked for so often, in time of the history, ms. */
const STEP_MS = 60_000;

/**
 * @example
 * const replay = createReplay('sensor.house_power');
 * for (const row of rows) answers.push(...replay.row(row));
 * answers.push(...replay.end());
 */
export function createReplay(meter: string) {
  const engine = createEngine({});
  /** kWh of each entity in the hours that are over; null: not known what it draws. */
  const energy = new Map<string, number | null>();
  const states = new Map<string, string>();
  let readings = 0;
  let asked = -Infinity;
  let last = -Infinity;

  /** A state that is no number is a gap: unavailable, unknown. */
  function takeReading({ state, time }: TimedRow): void {
    const power = state.trim() === '' ? NaN : Number(state);
    readings += 1;
    engine.reading({ time_ms: time, power_w: Number.isFinite(power) ? power : null });
  }

  /** The first row of an entity only tells where it stands. */
  function takeChange({ entity_id, state, attributes: text, time }: TimedRow): void {
    const domain = entity_id.slice(0, entity_id.indexOf('.'));
    if (WITHOUT_SWITCHING.has(domain)) return;
    const attributes = scalingAttributesOf(text);
    const previous_state = states.get(entity_id);
    states.set(entity_id, state);
    if (previous_state !== undefined) engine.change({ time_ms: time, entity_id, domain, state, previous_state, attributes });
  }

  const addUp = (hours: readonly EngineHour[], sums: Map<string, number | null>): Map<string, number | null> => {
    for (const { entity_id, energy_kwh } of hours) if (energy_kwh !== null) sums.set(entity_id, (sums.get(entity_id) ?? 0) + energy_kwh);
    return sums;
  };

  function decide(time: number): EngineAnswer[] {
    const { answers, hours } = engine.advance(time);
    addUp(hours, energy);
    return answers;
  }

  return {
    /** Whether this row stands where it should: not before the last one. */
    isInOrder: ({ time }: TimedRow): boolean => time >= last,
    /** Takes a row; returns what was decided meanwhile. */
    row(row: TimedRow): EngineAnswer[] {
      last = row.time;
      const isDue = row.time - asked >= STEP_MS;
      if (isDue) asked = row.time;
      const decided = isDue ? decide(row.time - 1) : [];
      if (row.entity_id === meter) takeReading(row);
      else takeChange(row);
      return decided;
    },
    end(): EngineAnswer[] {
      if (readings === 0) throw new ConfigurationError(`The history has no row of the meter ${meter}: name another with --meter.`);
      return decide(last + WAIT_AT_END_MS);
    },
    devices() {
      const used = addUp(engine.openHours(), new Map(energy));
      return engine.devices().map(({ entity_id, on_power_w, switches, verdict }) => ({
        entity_id,
        on_power_w,
        samples: switches,
        verdict,
        energy_kwh: used.get(entity_id) ?? null,
      }));
    },
  };
}
