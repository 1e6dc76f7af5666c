/** What a device did while it was on, around one of its switches. */
import type { StoredCorrelation } from '../contract/correlation.ts';
import type { StateChange } from '../contract/state-change.ts';
import { isOn } from './on-time.ts';

type Told = Pick<StateChange, 'time_ms' | 'state_value' | 'attributes'>;

/** Heating, cooling; a preset; playing. */
const modeOf = ({ state_value, attributes: { hvac_action, mode } }: Told): string => hvac_action ?? mode ?? state_value;
const isWorking = ({ state_value, attributes }: Told): boolean => isOn(state_value, attributes.hvac_action) === true;

/**
 * Finds the mode of each step: after a switch on, or before a switch off; null for a change between two modes, and where the change is not
 * among these. `changes` of one entity in time order.
 *
 * @example
 * modeFinder(changesOfATelevision)(stepOfSwitchingOn); // 'playing'
 */
export function modeFinder(changes: readonly Told[]): (step: Pick<StoredCorrelation, 'time_ms'>) => string | null {
  const places = new Map(changes.map(({ time_ms }, i) => [time_ms, i]));
  return ({ time_ms }) => {
    const place = places.get(time_ms) ?? -1;
    const [before, after] = [changes[place - 1], changes[place]];
    if (before === undefined || after === undefined || isWorking(before) === isWorking(after)) return null;
    return modeOf(isWorking(after) ? after : before);
  };
}
