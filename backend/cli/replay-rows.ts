/** The rows of a history through the engine: what it says of each state change, and of each device in the end. */
import { createEngine } from '../correlation/engine.ts';
import type { EngineAnswer, EngineHour, EngineOptions, EngineState } from '../correlation/types.ts';
import { isOfMeter, type EntityRow, type HistoryRow } from './read-history.ts';
import { scalingAttributesOf } from './scaling-attributes-of.ts';

/** After the last row, events still wait for their meter, ms. */
const WAIT_AT_END_MS = 960_000;
/** What is decided is asked for so often, in time of the history, ms. */
const STEP_MS = 60_000;

/** kWh of each entity; of one whose power is not known, nothing. */
function energyOf(hours: readonly EngineHour[]): Map<string, number> {
  const energy = new Map<string, number>();
  for (const { entity_id, energy_kwh } of hours) if (energy_kwh !== null) energy.set(entity_id, (energy.get(entity_id) ?? 0) + energy_kwh);
  return energy;
}

/** From an earlier replay of the same rows: what was learned, and up to when (ms) it stays as it is. */
export type Learned = { state: EngineState; untilMs: number };

/**
 * @param learned null: begins knowing nothing
 * @example
 * const replay = createReplay(null);
 * for (const row of rows) answers.push(...replay.row(row));
 * answers.push(...replay.end());
 */
export function createReplay(learned: Learned | null, options: Pick<EngineOptions, 'first_load'> = {}) {
  let engine = createEngine({ ...options, learned: learned?.state, learning: learned === null, keep_hours: true });
  /** Hours that were told while nothing was learned: they stay. */
  const told: EngineHour[] = [];
  let isFrozen = learned !== null;
  const states = new Map<string, string>();
  let asked = -Infinity;
  let last = -Infinity;

  /** The first row of an entity only tells where it stands. */
  function takeChange({ time_ms, entity_id, state, attributes: text }: EntityRow): void {
    const domain = entity_id.slice(0, entity_id.indexOf('.'));
    const attributes = scalingAttributesOf(text);
    const previous_state = states.get(entity_id);
    states.set(entity_id, state);
    if (previous_state !== undefined) engine.change({ time_ms, entity_id, domain, state, previous_state, attributes });
  }

  function decide(time: number): EngineAnswer[] {
    const { answers, hours } = engine.advance(time);
    if (isFrozen) told.push(...hours);
    return answers;
  }

  /** From here on it learns as it goes. */
  function thaw(): void {
    isFrozen = false;
    engine = createEngine({ ...options, state: engine.state(), keep_hours: true });
  }

  return {
    /** Takes a row, not before the last one; returns what was decided meanwhile. */
    row(row: HistoryRow): EngineAnswer[] {
      last = row.time_ms;
      const isDue = last - asked >= STEP_MS;
      if (isDue) asked = last;
      const decided = isDue ? decide(last - 1) : [];
      if (learned !== null && isFrozen && last >= learned.untilMs) thaw();
      if (isOfMeter(row)) engine.reading(row);
      else takeChange(row);
      return decided;
    },
    end: (): EngineAnswer[] => decide(last + WAIT_AT_END_MS),
    state: () => engine.state(),
    devices() {
      const energy = energyOf([...(isFrozen ? [] : told), ...engine.hoursAgain(last)]);
      return engine.devices().map(({ entity_id, on_power_w, switches, verdict }) => ({
        entity_id,
        on_power_w,
        samples: switches,
        verdict,
        energy_kwh: energy.get(entity_id) ?? null,
      }));
    },
  };
}
