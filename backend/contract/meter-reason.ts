/** Why the power of a meter is taken from where it is. */
import * as v from 'valibot';
import { coded } from './coded.ts';

const sensors = { entity_ids: v.array(v.string()) };

export const MeterReason = v.variant('code', [
  /** A user named these. */
  coded('chosen', sensors),
  /** The Energy dashboard measures the whole home with these. */
  coded('home', sensors),
  /** It takes the power of the grid from these. */
  coded('grid', sensors),
  /** These are on the device whose energy, of `energy_id`, it counts. */
  coded('device', { energy_id: v.string(), ...sensors }),
  /** An integration is known to measure the whole home with these. */
  coded('platform', { platform: v.string(), ...sensors }),
  /** Nothing measures a power: it is derived from these counters of energy. */
  coded('counters', sensors),
  /** These, of solar and batteries, count as well. */
  coded('parts', sensors),
  /** The power of solar or of a battery is not known. */
  coded('grid_alone', {}),
  /** Solar that has gone off at night counts as 0 W. */
  coded('night', {}),
  /** The configuration names an address; `topic` of a broker there, `preset` that is known of such meters. */
  coded('address', { host: v.string(), topic: v.nullable(v.string()), preset: v.nullable(v.string()) }),
  /** The configuration names the cloud of the meter's maker, which gives a value each minute. */
  coded('cloud', { maker: v.string(), averaging: v.boolean() }),
  /** Nothing is configured: all of it is simulated. */
  coded('simulated', {}),
  /** What a meter of one's own says of itself. */
  coded('own', {}),
]);
export type MeterReason = v.InferOutput<typeof MeterReason>;
