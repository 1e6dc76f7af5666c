/** What each device draws, as far as it is known. */
import * as v from 'valibot';
import { EntityId, Timestamp } from './identity.ts';

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
  energy_kwh: perPeriod,
  cost: perPeriod,
  drift: v.nullable(v.object({ from_w: v.number(), since: Timestamp })),
});
export type Device = v.InferOutput<typeof Device>;

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
  steps: v.nullable(v.array(v.object({ timestamp: Timestamp, power_delta_w: v.number(), weight: v.number() }))),
  energy_by_day: v.nullable(v.array(v.object({ day: v.string(), energy_kwh: v.number() }))),
  minutes_by_hour: v.nullable(v.array(v.number())),
  on_power_by_week: v.nullable(v.array(v.object({ week: v.string(), power_w: v.number(), interval_w: v.nullable(v.number()) }))),
  levels: v.nullable(v.array(v.object({ level: v.number(), power_w: v.number() }))),
});
export type DeviceImpact = v.InferOutput<typeof DeviceImpact>;
