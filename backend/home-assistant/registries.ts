/** Home Assistant's registries: which entity belongs to which device and area, and where it comes from. */
import * as v from 'valibot';
import type { HomeAssistantConnection } from './connection.ts';

const text = v.optional(v.nullable(v.string()), null);

/** As the short list names them: entity, platform, device, area, icon. Disabled entities are not in it. */
const Entity = v.pipe(
  v.object({ ei: v.string(), pl: v.optional(v.string(), ''), di: text, ai: text, ic: text }),
  v.transform(({ ei, pl, di, ai, ic }) => ({ entity_id: ei, platform: pl, device_id: di, area_id: ai, icon: ic })),
);
const EntityList = v.object({ entities: v.array(Entity) });
const Device = v.object({ id: v.string(), area_id: text, parent_device_id: text, name: text, name_by_user: text });
const Area = v.object({ area_id: v.string(), name: v.string() });

export interface Registries {
  entity(entityId: string): v.InferOutput<typeof Entity> | undefined;
  entities(): readonly v.InferOutput<typeof Entity>[];
  /** The entities of a device. */
  ofDevice(deviceId: string): readonly v.InferOutput<typeof Entity>[];
  /** Name of the area: the entity's own, else its device's, else that of the device above. */
  areaOf(entityId: string): string | null;
}

type Known = { entities: v.InferOutput<typeof Entity>[]; devices: v.InferOutput<typeof Device>[]; areas: v.InferOutput<typeof Area>[] };

export function createRegistries({ entities, devices, areas }: Known): Registries {
  const byId = new Map(entities.map((entity) => [entity.entity_id, entity]));
  const device = new Map(devices.map((one) => [one.id, one]));
  const areaName = new Map(areas.map((area) => [area.area_id, area.name]));
  const ofDevice = Map.groupBy(entities, (entity) => entity.device_id);
  const areaOfDevice = (deviceId: string | null): string | null => {
    const own = deviceId === null ? undefined : device.get(deviceId);
    if (own === undefined) return null;
    return own.area_id ?? (own.parent_device_id === null ? null : (device.get(own.parent_device_id)?.area_id ?? null));
  };
  return {
    entity: (entityId) => byId.get(entityId),
    entities: () => entities,
    ofDevice: (deviceId) => ofDevice.get(deviceId) ?? [],
    areaOf: (entityId) => {
      const entity = byId.get(entityId);
      const areaId = entity === undefined ? null : (entity.area_id ?? areaOfDevice(entity.device_id));
      return areaId === null ? null : (areaName.get(areaId) ?? null);
    },
  };
}

export async function readRegistries(connection: HomeAssistantConnection): Promise<Registries> {
  const [entities, devices, areas] = await Promise.all([
    // The whole list of a large home is more than a proxy may let through in one message.
    connection.call({ type: 'config/entity_registry/list_for_display' }),
    connection.call({ type: 'config/device_registry/list' }),
    connection.call({ type: 'config/area_registry/list' }),
  ]);
  return createRegistries({
    entities: v.parse(EntityList, entities).entities,
    devices: v.parse(v.array(Device), devices),
    areas: v.parse(v.array(Area), areas),
  });
}

const Unique = v.record(v.string(), v.nullable(v.object({ unique_id: v.unknown() })));

/** What the integration itself calls these entities. */
export async function readUniqueIds(connection: HomeAssistantConnection, entityIds: readonly string[]): Promise<Map<string, string>> {
  if (entityIds.length === 0) return new Map();
  const answer = v.parse(Unique, await connection.call({ type: 'config/entity_registry/get_entries', entity_ids: entityIds }));
  return new Map(
    Object.entries(answer).flatMap(([entityId, entry]) =>
      typeof entry?.unique_id === 'string' ? [[entityId, entry.unique_id] as const] : [],
    ),
  );
}
