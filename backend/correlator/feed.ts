/** Gives an engine the rows of a stretch in time order. */
import type { Reading } from '../contract/reading.ts';
import type { StateChange } from '../contract/state-change.ts';
import type { Engine, EngineChange } from '../correlation/types.ts';

/** As the engine sees it. */
export const toEngineChange = (change: StateChange): EngineChange => ({
  time_ms: change.time_ms,
  entity_id: change.entity_id,
  domain: change.domain,
  state: change.state_value,
  previous_state: change.previous_state,
  attributes: change.attributes,
});

/** Merges both by time; at the same millisecond the change comes first, since it is the cause. */
export function feed(engine: Engine, readings: readonly Reading[], changes: readonly StateChange[]): void {
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
