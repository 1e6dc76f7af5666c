/** Steps of the house power that no entity explains, and the patterns that they form. */
import * as v from 'valibot';
import { TimeMs, Timestamp, toTimestamp } from './identity.ts';

/** As kept in the store; `end_ms` is the fall that belongs to this rise. */
export const StoredStep = v.object({
  time_ms: TimeMs,
  end_ms: v.nullable(TimeMs),
  power_w: v.number(),
  pattern_id: v.nullable(v.string()),
});
export type StoredStep = v.InferOutput<typeof StoredStep>;

export const UnexplainedStep = v.object({
  start: Timestamp,
  end: v.nullable(Timestamp),
  power_w: v.number(),
  pattern_id: v.nullable(v.string()),
});
export type UnexplainedStep = v.InferOutput<typeof UnexplainedStep>;

/** A load without an entity that comes again and again, such as a fridge. */
export const Pattern = v.object({
  id: v.string(),
  /** What a user named it, and where it stands. */
  name: v.nullable(v.string()),
  area_id: v.nullable(v.string()),
  /** A user does not want to see it. */
  hidden: v.boolean(),
  /** The correction that named or hid it. */
  correction_id: v.nullable(v.string()),
  power_w: v.number(),
  duration_s: v.nullable(v.number()),
  period_s: v.nullable(v.number()),
  count: v.number(),
  guess: v.nullable(v.string()),
  energy_kwh_per_day: v.nullable(v.number()),
  cost_per_day: v.nullable(v.number()),
});
export type Pattern = v.InferOutput<typeof Pattern>;

export const Unexplained = v.object({
  /** Of the range, a rise with its fall as one; none where the range is longer than seven days. */
  steps: v.array(UnexplainedStep),
  /** Of the last seven days of the range, most energy first. */
  patterns: v.array(Pattern),
});
export type Unexplained = v.InferOutput<typeof Unexplained>;

/** The wire form of what is kept. */
export const toWireStep = ({ time_ms, end_ms, power_w, pattern_id }: StoredStep): UnexplainedStep => ({
  start: toTimestamp(time_ms),
  end: end_ms === null ? null : toTimestamp(end_ms),
  power_w,
  pattern_id,
});
