/** One moment explained: what was on, with its watts. The parts add up to the meter. */
import * as v from 'valibot';
import { Correlation } from './correlation.ts';
import { MeterKind, Provenance, Timestamp } from './identity.ts';

export const Moment = v.object({
  timestamp: Timestamp,
  kind: MeterKind,
  power_w: v.nullable(v.number()),
  parts: v.array(
    v.object({ entity_id: v.nullable(v.string()), kind: Provenance, power_w: v.number(), interval_w: v.nullable(v.number()) }),
  ),
  correlation: v.nullable(Correlation),
  /** Sentences, most telling first. */
  reasons: v.array(v.string()),
});
export type Moment = v.InferOutput<typeof Moment>;
