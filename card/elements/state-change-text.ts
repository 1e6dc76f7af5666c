/** A state change in words. */
import type { Correlation } from '../../backend/contract/correlation.ts';
import type { Host } from '../host/host.ts';

type Change = Pick<Correlation, 'entity_id' | 'state' | 'previous_state' | 'level' | 'previous_level'>;

const sideText = (entityId: string, state: string, level: number | null, { formats, formatState, localize }: Host): string => {
  if (state === 'on' && level !== null) return formats.percent(level);
  if (state === 'on') return localize('state.on');
  return state === 'off' ? localize('state.off') : formatState(entityId, state);
};

/** The states on both sides, as in "off", "40 %". */
export const stateSides = ({ entity_id, state, previous_state, level, previous_level }: Change, host: Host): [string, string] => [
  sideText(entity_id, previous_state, previous_level, host),
  sideText(entity_id, state, level, host),
];

/** Both sides in one, as in "off → on"; a change of what is not told here, such as a mode, leaves the state as it was. */
export function statesText(change: Change, host: Host): string {
  const [before, after] = stateSides(change, host);
  return before === after ? after : host.formats.arrow(before, after);
}

/** As it continues a sentence: "switched on", "40 % → 100 %". */
export function stateChangeText(change: Change, host: Host): string {
  const { state, previous_state } = change;
  if (state === 'on' && previous_state === 'off') return host.localize('sentence.switched_on');
  if (state === 'off' && previous_state === 'on') return host.localize('sentence.switched_off');
  const [before, after] = stateSides(change, host);
  return before === after ? host.localize('sentence.changed') : statesText(change, host);
}
