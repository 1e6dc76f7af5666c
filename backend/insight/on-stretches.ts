/** When an entity was on, and how far. */
import { settingOf, type StateChange } from '../contract/state-change.ts';
import type { ShareOf } from '../correlation/types.ts';
import type { Range } from '../store/store.ts';
import { isOn } from './on-time.ts';

/** `share` of the power that it is known by. */
export type Stretch = Range & { share: number };
type Told = Pick<StateChange, 'time_ms' | 'state_value' | 'attributes'>;

/**
 * The stretches of the range in which the entity was on, in time order; where nobody knows it was not. `changes` in time order, the first may
 * lie before the range.
 *
 * @example
 * onStretches([{ time_ms: 0, state_value: 'on', attributes: {} }], { start_ms: 10, end_ms: 20 }, usualShare); // [{ start_ms: 10, end_ms: 20, share: 1 }]
 */
export function onStretches(changes: readonly Told[], range: Range, shareOf: ShareOf): Stretch[] {
  return changes.flatMap(({ time_ms, state_value, attributes }, i) => {
    const start_ms = Math.max(time_ms, range.start_ms);
    const end_ms = Math.min(changes[i + 1]?.time_ms ?? range.end_ms, range.end_ms);
    if (start_ms >= end_ms || isOn(state_value, attributes.hvac_action) !== true) return [];
    return [{ start_ms, end_ms, share: shareOf(settingOf(attributes)) }];
  });
}
