/** A minute of Emporia's channels -> what the house drew. */
import type { Sample } from '../direct-readings.ts';
import type { EmporiaChannel } from './devices.ts';
import type { Minute } from './usages.ts';

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

/** All of them; null where one is not known. */
const allOf = (channels: readonly EmporiaChannel[], watts: Minute['watts']): number[] | null => {
  const values = channels.map(({ circuit_id }) => watts.get(circuit_id));
  return values.every((value) => value !== undefined) ? values : null;
};

/**
 * Null: the minute is not there yet, which the cloud says by leaving out the mains, or by a 0 that is none. Solar is told below 0, circuits that
 * have no direction now and then as well.
 */
export function toSample({ end_ms, watts }: Minute, channels: readonly EmporiaChannel[]): Sample | null {
  const ofRole = (role: EmporiaChannel['role']) => channels.filter((channel) => channel.role === role);
  const mains = allOf(ofRole('mains'), watts);
  const solar = allOf(ofRole('solar'), watts);
  if (mains === null || mains.length === 0 || mains.every((value) => value === 0)) return null;
  const grid_w = sum(mains);
  const solar_w = solar === null ? null : sum(solar.map(Math.abs));
  const hasSolar = ofRole('solar').length > 0;
  return {
    time_ms: end_ms,
    total_power_w: solar_w === null ? null : grid_w + solar_w,
    grid_w: hasSolar ? grid_w : null,
    solar_w: hasSolar ? solar_w : null,
    circuits: ofRole('circuit').map(({ circuit_id, circuit_name, parent, isSigned }) => {
      const told = watts.get(circuit_id);
      return { circuit_id, circuit_name, parent, power_w: told === undefined ? null : isSigned ? told : Math.abs(told) };
    }),
  };
}
