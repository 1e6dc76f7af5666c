/** Devices with a power sensor of their own: circuits that are no further divided. */

/** As a meter describes it. */
export type KnownCircuit = { circuit_id: string; circuit_name: string; entity_id: string | null; parent: string | null };
export type MeasuredDevice = { entity_id: string; circuit_id: string };

const objectOf = (entityId: string): string => entityId.slice(entityId.indexOf('.') + 1);

/** Circuits that no other is part of: their watts add up without counting any twice. */
export function leavesOf<C extends Pick<KnownCircuit, 'circuit_id' | 'parent'>>(circuits: readonly C[]): C[] {
  const parents = new Set(circuits.map(({ parent }) => parent));
  return circuits.filter(({ circuit_id }) => !parents.has(circuit_id));
}

/** What the sensor measures: the only entity of its device, else the one that the sensor is named after, as a socket of a power strip. */
function measuredBy(sensor: string, siblings: readonly string[]): string {
  const namesake = siblings
    .filter((entityId) => objectOf(sensor).startsWith(objectOf(entityId)))
    .sort((a, b) => objectOf(b).length - objectOf(a).length)[0];
  return namesake ?? (siblings.length === 1 ? siblings[0] : undefined) ?? sensor;
}

/**
 * Each is known by the entity that it is switched by, where that is one of `followed` on the same device, else by its sensor: what is measured
 * need not be learned, and must not be counted twice. An entity that several sensors would speak for, as the relay of a meter with two clamps, is
 * none of theirs.
 *
 * @example
 * measuredDevices([{ circuit_id: 'c', entity_id: 'sensor.desk_power', … }], ['switch.desk'], deviceOf); // [{ entity_id: 'switch.desk', circuit_id: 'c' }]
 */
export function measuredDevices(
  circuits: readonly KnownCircuit[],
  followed: readonly string[],
  deviceOf: (entityId: string) => string | null,
): MeasuredDevice[] {
  const byDevice = Map.groupBy(followed, deviceOf);
  const found = leavesOf(circuits).flatMap(({ circuit_id, entity_id: sensor }) => {
    if (sensor === null) return [];
    const device = deviceOf(sensor);
    return [{ circuit_id, sensor, entity_id: measuredBy(sensor, device === null ? [] : (byDevice.get(device) ?? [])) }];
  });
  const claims = Map.groupBy(found, ({ entity_id }) => entity_id);
  return found.map(({ circuit_id, sensor, entity_id }) => ({
    circuit_id,
    entity_id: claims.get(entity_id)?.length === 1 ? entity_id : sensor,
  }));
}
