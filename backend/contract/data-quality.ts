/** What a meter told that cannot be taken as it is: it is counted by kind and shown, and never silently put right. */
import * as v from 'valibot';
import { Timestamp } from './identity.ts';

export const QualityKind = v.picklist([
  /** A 0 between two readings of much the same power. */
  'false_zero',
  /** The same value, to the last digit, for hours. */
  'stuck',
  /** One reading far above or below its neighbours. */
  'spike',
  /** A counter of energy that went back. */
  'counter_reset',
  /** Below 0 around midnight, in a home that feeds nothing in. */
  'midnight_negative',
  /** Another unit than before. */
  'unit_change',
  /** A sensor that tells of a moment before the others of the house do, and is held back. */
  'skew',
  /** By its own time older than what was told before, and passed over. */
  'late',
  /** Told twice, and passed over. */
  'repeated',
]);
export type QualityKind = v.InferOutput<typeof QualityKind>;

export const QualityFinding = v.object({
  kind: QualityKind,
  /** Since the meter is known. */
  count: v.number(),
  /** When it was found last, where that is known. */
  last: v.nullable(Timestamp),
});
export type QualityFinding = v.InferOutput<typeof QualityFinding>;
