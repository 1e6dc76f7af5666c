/** What the house draws now. */
import * as v from 'valibot';
import { Circuit } from './circuit.ts';
import { Correlation } from './correlation.ts';
import { MeterKind, MeterSource, MeterType, Timestamp } from './identity.ts';
import { UnexplainedStep } from './unexplained.ts';

/** The parts add up to total_power_w. */
export const Split = v.object({ measured_w: v.number(), learned_w: v.number(), always_on_w: v.number(), unexplained_w: v.number() });
export type Split = v.InferOutput<typeof Split>;

/** What changes with every reading; the stream's event `reading` carries it. */
export const Live = v.object({
  timestamp: v.nullable(Timestamp),
  meter_id: v.string(),
  total_power_w: v.nullable(v.number()),
  daily_kwh: v.nullable(v.number()),
  grid_w: v.nullable(v.number()),
  solar_w: v.nullable(v.number()),
  battery_w: v.nullable(v.number()),
  split: v.nullable(Split),
  circuits: v.array(Circuit),
});
export type Live = v.InferOutput<typeof Live>;

export const Current = v.object({
  ...Live.entries,
  meter_type: MeterType,
  meter_source: MeterSource,
  kind: MeterKind,
  /** The sensors that the power is taken from, and why they were chosen. */
  entity_ids: v.array(v.string()),
  reason: v.nullable(v.string()),
  /** Highest and mean power since local midnight, W. */
  peak_power_w: v.nullable(v.number()),
  peak_time: v.nullable(Timestamp),
  average_power_w: v.nullable(v.number()),
  /** How often this meter reports, learned. */
  cadence_s: v.nullable(v.number()),
  /** Age of the last reading. */
  age_s: v.nullable(v.number()),
  /** True when the last reading is older than three times the cadence and 30 s, or says that the meter does not know. */
  stale: v.boolean(),
  /** The latest change that is worth a sentence, of either kind. */
  latest: v.nullable(Correlation),
  latest_unexplained: v.nullable(UnexplainedStep),
});
export type Current = v.InferOutput<typeof Current>;
