/** Days summed up hour by hour: what bins of hours and days, as for the chart of a year, are put together from. */
import type { Range } from '../store.ts';

/** An hour of a meter: sum and number of the readings that are known, and the times of the last reading and of the last known one. */
export type PowerHour = {
  time_ms: number;
  meter_id: string;
  sum_w: number | null;
  known: number;
  min_w: number | null;
  max_w: number | null;
  last_ms: number;
  known_ms: number | null;
};

/** An hour of a circuit, by its newest name. */
export type CircuitHour = {
  time_ms: number;
  meter_id: string;
  circuit_id: string;
  circuit_name: string;
  sum_w: number | null;
  known_w: number;
  sum_percentage: number | null;
  known_percentage: number;
};

/** Only the hours that have a row. */
export type Hours = { power: readonly PowerHour[]; circuits: readonly CircuitHour[] };

/** A day as it was summed up; of two of one day that of the higher revision counts. `hours` null: rows of it came since, and its sums are no more. */
export type SummedDay = { day_ms: number; revision: number; hours: Hours | null };

export const HOUR_MS = 3_600_000;
export const DAY_MS = 24 * HOUR_MS;

/** The day (UTC) of a time. */
export const dayOf = (ms: number): Range => {
  const start_ms = Math.floor(ms / DAY_MS) * DAY_MS;
  return { start_ms, end_ms: start_ms + DAY_MS };
};
