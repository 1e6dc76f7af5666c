/** Gives an engine the rows of a stretch in time order. */
import { PHASES } from '../contract/place.ts';
import type { CircuitReading, Reading } from '../contract/reading.ts';
import type { StateChange } from '../contract/state-change.ts';
import type { Engine, EngineChange, EngineCircuitReading } from '../correlation/types.ts';

/** As the engine sees it. */
export const toEngineChange = (change: StateChange): EngineChange => ({
  time_ms: change.time_ms,
  entity_id: change.entity_id,
  domain: change.domain,
  state: change.state_value,
  previous_state: change.previous_state,
  attributes: change.attributes,
});

/** Each phase is heard as a circuit of its own. */
const phasesOf = (reading: Reading): EngineCircuitReading[] =>
  PHASES.flatMap((circuit_id) => {
    const power_w = reading[`${circuit_id}_w`];
    return power_w === null && reading.total_power_w !== null ? [] : [{ time_ms: reading.time_ms, circuit_id, power_w }];
  });

type Rows = { readings: readonly Reading[]; circuits: readonly CircuitReading[]; changes: readonly StateChange[] };

/** Merges readings and changes by time; at the same millisecond the change comes first, since it is the cause. */
export function feed(engine: Engine, { readings, circuits, changes }: Rows): void {
  const heard = [...circuits, ...readings.flatMap(phasesOf)].sort((a, b) => a.time_ms - b.time_ms);
  for (const { time_ms, circuit_id, power_w } of heard) engine.circuit({ time_ms, circuit_id, power_w });
  let next = 0;
  const changesUntil = (time_ms: number) => {
    for (let change = changes[next]; change !== undefined && change.time_ms <= time_ms; change = changes[++next])
      engine.change(toEngineChange(change));
  };
  for (const { time_ms, total_power_w } of readings) {
    changesUntil(time_ms);
    engine.reading({ time_ms, power_w: total_power_w });
  }
  changesUntil(Infinity);
}
