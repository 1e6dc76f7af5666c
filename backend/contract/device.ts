/** What each device draws, as far as it is known. */
import * as v from 'valibot';
import { EntityId, Timestamp } from './identity.ts';
import { Place } from './place.ts';

export const Verdict = v.picklist(['measured', 'learned', 'learning', 'no_effect', 'too_small']);
export type Verdict = v.InferOutput<typeof Verdict>;

const perPeriod = v.nullable(v.object({ today: v.number(), week: v.number() }));

export const Device = v.object({
  entity_id: EntityId,
  verdict: Verdict,
  on_power_w: v.nullable(v.number()),
  /** Half width of the 95 % interval of on_power_w, W. */
  interval_w: v.nullable(v.number()),
  /** State changes that the power was learned from. */
  switches: v.number(),
  /** How many more this meter needs. */
  switches_needed: v.nullable(v.number()),
  standby_w: v.nullable(v.number()),
  /** What it draws now, W; null: not known. Told in the list of devices alone. */
  power_w: v.optional(v.nullable(v.number())),
  /** The circuit and the phase on which it sits: that show its steps as well, or that a user named; null: not known. */
  circuit: v.nullable(Place),
  phase: v.nullable(Place),
  energy_kwh: perPeriod,
  cost: perPeriod,
  /** Energy since it was first known, with its cost: for meters of energy in Home Assistant. They never fall, and outlive what is deleted as old. */
  total_kwh: v.nullable(v.number()),
  total_cost: v.nullable(v.number()),
  /** On-power 30 days ago, where it has changed since. */
  drift: v.nullable(v.object({ from_w: v.number(), since: Timestamp })),
  /** Its members, which are counted one by one; null: it is no group. */
  group: v.nullable(v.array(EntityId)),
  /** Watts when on that a user entered. */
  entered_w: v.nullable(v.number()),
  /** The correction that made it what it is; null: none. */
  correction_id: v.nullable(v.string()),
});
export type Device = v.InferOutput<typeof Device>;

export const Devices = v.object({
  devices: v.array(Device),
  currency: v.nullable(v.string()),
  /** Of a kWh, now. */
  price: v.nullable(v.number()),
});
export type Devices = v.InferOutput<typeof Devices>;

/** `interval_w`: half width of the 95 % interval; null of a single switch. `count`: of the switches behind it. */
const estimate = { power_w: v.number(), interval_w: v.nullable(v.number()), count: v.number() };

const history = {
  /** Its switches of 90 days, oldest first; `weight` is their confidence. */
  steps: v.nullable(v.array(v.object({ timestamp: Timestamp, power_delta_w: v.number(), weight: v.number() }))),
  /** By local date, of up to 14 days. */
  energy_by_day: v.nullable(v.array(v.object({ day: v.string(), energy_kwh: v.number() }))),
  /** Mean minutes on in each of the 24 hours of the day. */
  minutes_by_hour: v.nullable(v.array(v.number())),
  /** By the local date of the week's Monday. */
  on_power_by_week: v.nullable(v.array(v.object({ week: v.string(), ...estimate }))),
  /** Watts by brightness or speed, %; null: it has none. */
  levels: v.nullable(v.array(v.object({ level: v.number(), ...estimate }))),
  /** Watts by what it does (heating, cooling, playing …), most frequent first; null: it is only on or off. */
  modes: v.nullable(v.array(v.object({ mode: v.string(), ...estimate }))),
  /** What changed the power together with it, most often first. */
  seen_with: v.nullable(v.array(v.object({ entity_id: EntityId, count: v.number() }))),
};
export const DeviceHistory = v.object(history);
export type DeviceHistory = v.InferOutput<typeof DeviceHistory>;

/** A device with its history. */
export const DeviceDetail = v.object({ ...Device.entries, ...history });
export type DeviceDetail = v.InferOutput<typeof DeviceDetail>;

/** The base API's answer about one entity. */
export const DeviceImpact = v.object({
  entity_id: EntityId,
  /** Watts when on, learned; null: not known. */
  on_power_draw: v.nullable(v.number()),
  daily_energy_kwh: v.nullable(v.number()),
  /** How often it was switched on in the days asked for. */
  usage_count: v.number(),
  /** For a day, in the currency of the home; null without a price. */
  cost_estimate: v.nullable(v.number()),
  /** Days that the numbers are over: those asked for, or fewer where less was recorded. */
  days: v.number(),
  on_hours: v.number(),
  verdict: v.nullable(Verdict),
  interval_w: v.nullable(v.number()),
  ...history,
});
export type DeviceImpact = v.InferOutput<typeof DeviceImpact>;
