/** What a device has used since it was first known: kept for each device, and never less than before. */
import * as v from 'valibot';
import { TimeMs } from './identity.ts';

export const EnergyTotal = v.object({
  /** Of the hours that are closed. */
  energy_kwh: v.number(),
  /** Null: no price was ever known. */
  cost: v.nullable(v.number()),
  /** With the open hour as far as it had come when it was told: what has been told is never taken back. */
  told_kwh: v.number(),
  told_cost: v.nullable(v.number()),
  /** What was used before is in it; history that is read again adds nothing. */
  until_ms: TimeMs,
});
export type EnergyTotal = v.InferOutput<typeof EnergyTotal>;

/** Where the store keeps them, by entity. */
export const TOTAL_KIND = 'energy_total';
/** What was kept; null where it is none. */
export const readTotal = (value: unknown): EnergyTotal | null => (v.is(EnergyTotal, value) ? value : null);
