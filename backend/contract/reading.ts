/** What a meter says: the power of the house and of its circuits, as recorded. */
import * as v from 'valibot';
import { MeterSource, MeterType, TimeMs } from './identity.ts';

/**
 * One reading of the house. `total_power_w` null: from this time on the meter says that it does not know, until the next reading: a gap.
 * Signs: grid_w > 0 imports, solar_w >= 0 produces, battery_w > 0 discharges; load = grid + solar + battery.
 */
export const Reading = v.object({
  time_ms: TimeMs,
  meter_id: v.string(),
  meter_type: MeterType,
  meter_source: MeterSource,
  total_power_w: v.nullable(v.number()),
  /** Energy since local midnight, kWh. */
  daily_kwh: v.nullable(v.number()),
  grid_w: v.nullable(v.number()),
  solar_w: v.nullable(v.number()),
  battery_w: v.nullable(v.number()),
  phase_1_w: v.nullable(v.number()),
  phase_2_w: v.nullable(v.number()),
  phase_3_w: v.nullable(v.number()),
});
export type Reading = v.InferOutput<typeof Reading>;

/** One reading of a circuit; null: its sensor does not know. */
export const CircuitReading = v.object({
  time_ms: TimeMs,
  meter_id: v.string(),
  meter_type: MeterType,
  circuit_id: v.string(),
  circuit_name: v.string(),
  power_w: v.nullable(v.number()),
  /** Share of the house power at that time, in percent; null where that is not known or not above 0 W. */
  percentage: v.nullable(v.number()),
});
export type CircuitReading = v.InferOutput<typeof CircuitReading>;
