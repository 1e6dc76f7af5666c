/** Devices together with named patterns. */
import type { Device } from '../contract/device.ts';

/** A pattern that was named to be an entity is told in its place; what has a power sensor of its own needs no pattern. */
export function withNamed(devices: readonly Device[], named: readonly Device[]): Device[] {
  const measured = new Set(devices.filter(({ verdict }) => verdict === 'measured').map(({ entity_id }) => entity_id));
  const told = named.filter(({ entity_id }) => !measured.has(entity_id));
  const isNamed = new Set(told.map(({ entity_id }) => entity_id));
  return [...devices.filter(({ entity_id }) => !isNamed.has(entity_id)), ...told];
}
