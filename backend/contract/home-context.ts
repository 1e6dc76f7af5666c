/** What the backend's own page needs to know of the home to name and format things. */
import * as v from 'valibot';
import { EntityId } from './identity.ts';

export const EntityName = v.object({
  entity_id: EntityId,
  name: v.string(),
  /** As in "mdi:kettle"; null: the icon of its domain. */
  icon: v.nullable(v.string()),
  area: v.nullable(v.string()),
  device_class: v.nullable(v.string()),
  /** The state now, where it is followed. */
  state: v.nullable(v.string()),
  /** What it does now, where its state does not tell, as `hvac_action` of a thermostat does. */
  action: v.optional(v.string()),
});
export type EntityName = v.InferOutput<typeof EntityName>;

export const HomeContext = v.object({
  home_id: v.string(),
  name: v.nullable(v.string()),
  time_zone: v.string(),
  currency: v.nullable(v.string()),
  /** Price of a kWh now, in that currency; null: not known. */
  price: v.nullable(v.number()),
  language: v.string(),
  mode: v.picklist(['demo', 'real']),
  version: v.string(),
  /** Whether whoever asks may change things. */
  admin: v.boolean(),
});
export type HomeContext = v.InferOutput<typeof HomeContext>;
