/** A host that also knows the devices without an entity, by the names that users gave them. */
import type { Pattern } from '../../backend/contract/unexplained.ts';
import type { EntityLook, Host } from './host.ts';

const PREFIX = 'pattern.';
const ICON = 'mdi:power-plug';

export function withPatternNames(host: Host, patterns: readonly Pattern[]): Host {
  const named = new Map(patterns.flatMap(({ id, name, area_id }) => (name === null ? [] : [[PREFIX + id, { name, area_id }] as const])));
  if (named.size === 0) return host;
  const entity = (entityId: string): EntityLook => {
    const known = named.get(entityId);
    if (known === undefined) return host.entity(entityId);
    const area = host.areas().find(({ id }) => id === known.area_id)?.name ?? null;
    return { name: known.name, area, icon: ICON };
  };
  return { ...host, entity };
}
