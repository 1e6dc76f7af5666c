/** Why a meter is taken as it is, with its sentence in English. */
import type { MeterReason } from '../contract/meter-reason.ts';

type Code = MeterReason['code'];
type ValuesOf<C extends Code> = Extract<MeterReason, { code: C }>['values'];

const list = (ids: readonly string[]): string => ids.join(', ');

const sentences: { [C in Exclude<Code, 'own'>]: (values: ValuesOf<C>) => string } = {
  chosen: ({ entity_ids }) => `You chose ${list(entity_ids)}.`,
  home: ({ entity_ids }) => `The Energy dashboard measures the whole home with ${list(entity_ids)}.`,
  grid: ({ entity_ids }) => `The Energy dashboard takes the power of the grid from ${list(entity_ids)}.`,
  device: ({ energy_id, entity_ids }) =>
    `The device of ${energy_id}, which the Energy dashboard counts, measures power with ${list(entity_ids)}.`,
  platform: ({ platform, entity_ids }) => `The integration ${platform} measures the whole home with ${list(entity_ids)}.`,
  counters: ({ entity_ids }) =>
    `Nothing measures the power itself, so it is derived from the energy that ${list(entity_ids)} count: a mean over the time between two readings.`,
  parts: ({ entity_ids }) => `With it count ${list(entity_ids)}.`,
  grid_alone: () => 'The power of the solar or of the battery is not known, so it is the power of the grid alone.',
  night: () => 'While the sun is down, solar that has gone off counts as 0 W.',
  address: ({ host, topic, preset }) => {
    const where = topic === null ? host : `the topic ${topic} of ${host}`;
    return `The configuration takes it from ${where}${preset === null ? '' : `, which is known as ${preset}`}.`;
  },
  cloud: ({ maker, averaging }) =>
    `The configuration takes it from ${maker}'s cloud: ${averaging ? 'means of a minute' : 'a snapshot each minute'}.`,
  simulated: () => 'No meter is configured: this home and its power are simulated.',
};

/** @example becauseOf('chosen', { entity_ids: ['sensor.house'] }) // { code: 'chosen', values: …, text: 'You chose sensor.house.' } */
export const becauseOf = <C extends Exclude<Code, 'own'>>(code: C, values: ValuesOf<C>): MeterReason =>
  ({ code, values, text: sentences[code](values) }) as MeterReason;
