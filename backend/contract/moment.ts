/** One moment explained, or the mean of a span: what was on, with its watts. The parts add up to the meter. */
import * as v from 'valibot';
import { coded } from './coded.ts';
import { Correlation } from './correlation.ts';
import { MeterKind, Provenance, Timestamp } from './identity.ts';

/** Why a step is believed to be a device's. */
export const Reason = v.variant('code', [
  /** The step is of the size that this device did so often. */
  coded('fits', { power_w: v.number(), interval_w: v.number(), switches: v.number() }),
  /** It is not: the device mostly does power_w. */
  coded('differs', { power_w: v.number(), interval_w: v.number(), step_w: v.number() }),
  /** These changed at the same time. */
  coded('shared', { entity_ids: v.array(v.string()) }),
  /** Nothing else changed for so long. */
  coded('alone', { seconds: v.number() }),
  /** The meter's readings are means over so long. */
  coded('averaging', { cadence_s: v.number() }),
]);
export type Reason = v.InferOutput<typeof Reason>;

export const Moment = v.object({
  /** The moment, or the start of the span. */
  timestamp: Timestamp,
  /** End of the span; null: of a moment. */
  end: v.nullable(Timestamp),
  kind: MeterKind,
  power_w: v.nullable(v.number()),
  parts: v.array(
    v.object({
      entity_id: v.nullable(v.string()),
      /** Of a circuit that no entity stands for, or of a load that a user named. */
      name: v.nullable(v.string()),
      kind: Provenance,
      power_w: v.number(),
      interval_w: v.nullable(v.number()),
    }),
  ),
  /** The largest change of the moment; null for a span. */
  correlation: v.nullable(Correlation),
  /** Most telling first. */
  reasons: v.array(Reason),
});
export type Moment = v.InferOutput<typeof Moment>;
