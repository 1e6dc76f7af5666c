/** A state change of an entity in Home Assistant, as recorded. Never a power or an energy: energy is a consequence, not context. */
import * as v from 'valibot';
import { EntityId, TimeMs } from './identity.ts';

/** The attributes that scale what an entity draws. Absent: the entity has no such attribute, or does not tell it. */
export const ScalingAttributes = v.object({
  /** Light: 1 to 255. */
  brightness: v.optional(v.number()),
  /** Fan: 0 to 100. */
  percentage: v.optional(v.number()),
  /** Cover: 0 (closed) to 100. */
  current_position: v.optional(v.number()),
  /** Climate: heating, cooling, idle … */
  hvac_action: v.optional(v.string()),
  /** Humidifier, fan, climate: a mode that changes the power. */
  mode: v.optional(v.string()),
  /** Light: kelvin. */
  color_temp_kelvin: v.optional(v.number()),
  /** Group: the entities that this one switches. */
  members: v.optional(v.array(v.string())),
});
export type ScalingAttributes = v.InferOutput<typeof ScalingAttributes>;

const FULL_BRIGHTNESS = 255;
type Told<T> = { [K in keyof T]?: T[K] | null | undefined };

/**
 * How far what is on is set, 0 to 1: by its brightness or its speed, where it tells one.
 *
 * @example
 * settingOf({ percentage: 33 }); // .33
 */
export function settingOf({ brightness, percentage }: Told<Pick<ScalingAttributes, 'brightness' | 'percentage'>>): number {
  const setting = brightness == null ? (percentage ?? 100) / 100 : brightness / FULL_BRIGHTNESS;
  return Math.min(1, Math.max(0, setting));
}

/** Who changed the state: a person, an automation or script, a hand at the device, the device by itself, or nobody knows. */
export const Cause = v.object({
  kind: v.picklist(['user', 'automation', 'device', 'itself', 'unknown']),
  /** The person's or the automation's name, where known. */
  name: v.nullable(v.string()),
});
export type Cause = v.InferOutput<typeof Cause>;

export const StateChange = v.object({
  /** Home Assistant's last_updated, cut to the millisecond; a second change of the entity in that millisecond takes the next one. */
  time_ms: TimeMs,
  entity_id: EntityId,
  domain: v.string(),
  state_value: v.string(),
  /** `unknown` for the first state seen. */
  previous_state: v.string(),
  attributes: ScalingAttributes,
  /** Outdoor temperature of the home's weather entity, °C. */
  weather_temp: v.nullable(v.number()),
  context_id: v.nullable(v.string()),
  context_parent_id: v.nullable(v.string()),
  context_user_id: v.nullable(v.string()),
  cause: Cause,
});
export type StateChange = v.InferOutput<typeof StateChange>;
