/** What keeps a part from working, with its sentence in English. */
import type { Trouble } from './contract/trouble.ts';

type Code = Trouble['code'];
type ValuesOf<C extends Code> = Extract<Trouble, { code: C }>['values'];

const names = { configuration: 'the configuration names', energy_dashboard: 'the Energy dashboard names', found: 'it was found in' };
const known = (candidates: readonly string[]): string =>
  candidates.length === 0 ? 'Home Assistant has no sensor of power at all' : `sensors of power that it has: ${candidates.join(', ')}`;

const sentences: { [C in Code]: (values: ValuesOf<C>) => string } = {
  no_meter: ({ candidates }) =>
    `Meter: nothing in Home Assistant tells which sensor measures the whole home. Name its power sensor in the Energy dashboard (Settings, Dashboards, Energy, the grid's power), or set METER_ENTITY; ${known(candidates)}.`,
  no_entity: ({ entity_id, named_by, candidates }) =>
    `Meter: ${names[named_by]} ${entity_id}, but Home Assistant has no such entity; ${known(candidates)}.`,
  wrong_unit: ({ entity_id, unit, quantity, wanted, named_by, candidates }) =>
    `Meter: ${names[named_by]} ${entity_id}, but it is in ${unit}, which is no ${quantity}; a sensor in ${wanted.join(' or ')} is wanted; ${known(candidates)}.`,
  no_unit: ({ entity_id, wanted, named_by, candidates }) =>
    `Meter: ${names[named_by]} ${entity_id}, but it has no unit of measurement; a sensor in ${wanted.join(' or ')} is wanted; ${known(candidates)}.`,
  no_grid: () => 'Meter: solar_entity or battery_entity is set, but grid_entity is not; set it as well.',
  not_known: ({ why }) => `The power of the house is not known now. ${why}.`,
  home_assistant_starting: () => 'Home Assistant is starting.',
  home_assistant_unreachable: ({ url }) => `Home Assistant at ${url} cannot be reached; check that it runs and that the address is right`,
  home_assistant_lost: () => 'The connection to Home Assistant broke; it is being made anew.',
  token_refused: ({ url }) =>
    `Home Assistant at ${url} refuses the token. Make a new long-lived access token (your profile in Home Assistant, Security), set it and start again.`,
};

/** @example troubleWith('home_assistant_starting', {}) // { code: 'home_assistant_starting', values: {}, text: 'Home Assistant is starting.' } */
export const troubleWith = <C extends Code>(code: C, values: ValuesOf<C>): Trouble =>
  ({ code, values, text: sentences[code](values) }) as Trouble;
