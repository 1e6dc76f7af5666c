/** The answer to "what did this state change do to the power of the house?". Written once, when final. */
import * as v from 'valibot';
import { CorrelationId, correlationId, EntityId, TimeMs, Timestamp, toTimestamp } from './identity.ts';
import { Cause } from './state-change.ts';

const answer = {
  entity_id: EntityId,
  domain: v.string(),
  state: v.string(),
  previous_state: v.string(),
  /** Brightness or speed before and after, 0 to 100 %; null where the entity has no level. */
  previous_level: v.nullable(v.number()),
  level: v.nullable(v.number()),
  meter_id: v.string(),
  /** Level of the house before the step, W, measured. */
  power_before_w: v.number(),
  /** power_before_w plus the power_delta_w of all correlations of that step, W. */
  power_after_w: v.number(),
  /** What is attributed to this state change, W. */
  power_delta_w: v.number(),
  /** 100 · delta / before; null where before is below 1 W. */
  power_delta_pct: v.nullable(v.number()),
  /** Half width of the 95 % interval of power_delta_w, W. */
  interval_w: v.nullable(v.number()),
  /** Probability that power_delta_w is right within max(10 W, 20 %), 0 to 1. */
  confidence: v.number(),
  /** Entities whose changes share the measured step with this one. */
  shared_with: v.array(v.string()),
  source: v.picklist(['live', 'history']),
  cause: Cause,
};

/** As kept in the store. */
export const StoredCorrelation = v.object({ time_ms: TimeMs, ...answer });
export type StoredCorrelation = v.InferOutput<typeof StoredCorrelation>;

/** What a user said of it; null: nothing. */
export const Feedback = v.nullable(v.picklist(['confirmed', 'denied']));
export type Feedback = v.InferOutput<typeof Feedback>;

/** As told by the API; `feedback` is laid over it when it is read. */
export const Correlation = v.object({
  id: CorrelationId,
  timestamp: Timestamp,
  ...answer,
  feedback: Feedback,
});
export type Correlation = v.InferOutput<typeof Correlation>;

/** The wire form of what is kept. */
export const toWireCorrelation = ({ time_ms, ...answer }: StoredCorrelation, feedback: Feedback): Correlation => ({
  id: correlationId(time_ms, answer.entity_id),
  timestamp: toTimestamp(time_ms),
  ...answer,
  feedback,
});
