/** Power over time, for charts. */
import * as v from 'valibot';
import { MeterKind, Provenance, Timestamp } from './identity.ts';

export const SeriesPoint = v.object({
  /** Start of the bin. */
  timestamp: Timestamp,
  /** Mean of the readings in the bin; null: a gap begins or goes on. A bin without a reading is left out, within a held value and within a gap. */
  power_w: v.nullable(v.number()),
  min_w: v.nullable(v.number()),
  max_w: v.nullable(v.number()),
  /** Measured and learned devices together. */
  explained_w: v.nullable(v.number()),
});
export type SeriesPoint = v.InferOutput<typeof SeriesPoint>;

export const PowerSeries = v.object({
  meter_id: v.string(),
  kind: MeterKind,
  start: Timestamp,
  end: Timestamp,
  /** Width of a bin. */
  bin_s: v.number(),
  readings: v.array(SeriesPoint),
  always_on_w: v.nullable(v.number()),
  /** On-times of the largest consumers of the range; from 24 h on. */
  usage: v.nullable(
    v.array(
      v.object({ entity_id: v.string(), provenance: Provenance, energy_kwh: v.number(), on: v.array(v.tuple([Timestamp, Timestamp])) }),
    ),
  ),
});
export type PowerSeries = v.InferOutput<typeof PowerSeries>;
