/** What was learned of a meter: how fast, how late, how fine. */
import * as v from 'valibot';
import { QualityFinding } from './data-quality.ts';
import { MeterKind } from './identity.ts';
import { MeterReason } from './meter-reason.ts';

export const MeterProfile = v.object({
  meter_id: v.string(),
  kind: MeterKind,
  /** The sensors that the power is taken from, and why they were chosen. */
  entity_ids: v.array(v.string()),
  reason: v.nullable(v.string()),
  /** The same, a sentence each, with what is needed to say it in another language. */
  reasons: v.array(MeterReason),
  /** Whether the power is derived from a counter of energy: each reading is then a mean. */
  derived: v.boolean(),
  /** Median time between readings. */
  cadence_s: v.nullable(v.number()),
  /** How long after a change the meter shows it, and how much that varies. */
  lag_s: v.nullable(v.number()),
  lag_spread_s: v.nullable(v.number()),
  /** Whether a reading is the mean since the last one. */
  averaging: v.nullable(v.boolean()),
  /** Smallest difference between readings. */
  resolution_w: v.nullable(v.number()),
  /** Spread of the readings of a steady house. */
  noise_w: v.nullable(v.number()),
  /** The smallest change that one switch shows. */
  smallest_step_w: v.nullable(v.number()),
  /** How many switches loads of these sizes take until they are known, smallest first; empty while that is not known. */
  switches_needed: v.array(v.object({ power_w: v.number(), switches: v.number() })),
  /** What it told that cannot be taken as it is. */
  quality: v.array(QualityFinding),
  /** The profile in plain words. */
  verdict: v.nullable(v.string()),
});
export type MeterProfile = v.InferOutput<typeof MeterProfile>;
