/** How the backend itself is doing. */
import * as v from 'valibot';
import { QualityFinding } from './data-quality.ts';
import { Timestamp } from './identity.ts';
import { Trouble } from './trouble.ts';

/** The reading back of history on first start, or after a break. */
export const Progress = v.object({
  phase: v.picklist(['reading', 'learning', 'correlating', 'done']),
  /** Days of history that this goes over. */
  days: v.number(),
  percent: v.number(),
  /** Seconds left, as far as can be told. */
  eta_s: v.nullable(v.number()),
  devices_found: v.number(),
});
export type Progress = v.InferOutput<typeof Progress>;

/** One part of the backend: a meter, the home, the store, the correlator. */
export const PartStatus = v.object({
  part: v.string(),
  status: v.picklist(['ok', 'waiting', 'degraded', 'failed']),
  /** What happened, to what, and what to do. */
  message: v.nullable(v.string()),
  /** The same to be worded in any language; null: it has no code. */
  trouble: v.nullable(Trouble),
  since: Timestamp,
});
export type PartStatus = v.InferOutput<typeof PartStatus>;

export const Health = v.object({
  status: v.picklist(['ok', 'degraded']),
  /** All below is told only to those who may read. */
  version: v.optional(v.string()),
  /** The wire's version; the card accepts this and the previous one. */
  protocol: v.optional(v.number()),
  instance_id: v.optional(v.string()),
  mode: v.optional(v.picklist(['demo', 'real'])),
  reasons: v.optional(v.array(v.string())),
  parts: v.optional(v.array(PartStatus)),
  progress: v.optional(v.nullable(Progress)),
  /** To administrators: where each setting's value came from; secrets are never shown. */
  settings: v.optional(
    v.array(v.object({ name: v.string(), value: v.nullable(v.string()), from: v.picklist(['environment', 'options', 'file', 'default']) })),
  ),
});
export type Health = v.InferOutput<typeof Health>;

export const Statistics = v.object({
  total_events_processed: v.number(),
  correlations_found: v.number(),
  correlations_written: v.number(),
  /** correlations_found / total_events_processed, 0 to 1. */
  correlation_rate: v.number(),
  readings_recorded: v.number(),
  changes_recorded: v.number(),
  /** Up to where state changes are correlated. */
  cursor: v.nullable(Timestamp),
  /** Of each meter, what it told that cannot be taken as it is. */
  data_quality: v.array(v.object({ meter_id: v.string(), findings: v.array(QualityFinding) })),
  uptime_s: v.number(),
  memory_mb: v.number(),
  store: v.object({
    kind: v.string(),
    size_mb: v.nullable(v.number()),
    queue: v.number(),
    /** Rows on their way to InfluxDB: how many wait, for how long the first of them, how many are sent a second, and how many were refused. */
    outbox: v.optional(v.object({ waiting: v.number(), age_s: v.nullable(v.number()), per_s: v.number(), dead_letters: v.number() })),
  }),
});
export type Statistics = v.InferOutput<typeof Statistics>;
