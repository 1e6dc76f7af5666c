/** Which devices draw at a time, by their states and what was learned of them. */
import type { StateChange } from '../contract/state-change.ts';
import type { EngineDevice } from '../correlation/types.ts';
import { shareOf } from './on-stretches.ts';
import { isOn } from './on-time.ts';
import type { Drawing } from './share-power.ts';

/** Only what is learned: a device that is still learned of is unexplained. A dimmed lamp draws (brightness / 255)^1.4 of its power. */
export function listDrawing(states: readonly StateChange[], devices: readonly EngineDevice[]): Drawing[] {
  const learned = new Map(devices.filter(({ verdict }) => verdict === 'learned').map((device) => [device.entity_id, device]));
  return states.flatMap(({ entity_id, state_value, attributes }) => {
    const { on_power_w = null, interval_w = null } = learned.get(entity_id) ?? {};
    if (on_power_w === null || on_power_w <= 0 || isOn(state_value, attributes.hvac_action) !== true) return [];
    const share = shareOf(attributes);
    return [{ entity_id, power_w: on_power_w * share, interval_w: interval_w === null ? null : interval_w * share }];
  });
}
