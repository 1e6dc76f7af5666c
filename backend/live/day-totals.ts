/** The house since local midnight: highest and mean power. */

/** A value is held until the next reading, but no longer than this. */
const HOLD_MS = 15 * 60_000;

type Known = { time_ms: number; power_w: number };
export type DayTotals = {
  start_ms: number;
  peak: Known | null;
  /** The last reading, while it is held; null in a gap. */
  held: Known | null;
  /** Integral of the held value, and over how long. */
  watt_ms: number;
  known_ms: number;
};

export const newDay = (start_ms: number): DayTotals => ({ start_ms, peak: null, held: null, watt_ms: 0, known_ms: 0 });

/** One more reading; null: a gap, which counts for nothing, as does a clock that was set back. */
export function addToDay(day: DayTotals, time_ms: number, power_w: number | null): DayTotals {
  const { watt_ms, known_ms } = holdUntil(day, time_ms);
  if (power_w === null) return { ...day, held: null, watt_ms, known_ms };
  const reading = { time_ms, power_w };
  const peak = day.peak !== null && day.peak.power_w >= power_w ? day.peak : reading;
  return { ...day, peak, held: reading, watt_ms, known_ms };
}

function holdUntil({ held, watt_ms, known_ms }: DayTotals, time_ms: number): { watt_ms: number; known_ms: number } {
  if (held === null) return { watt_ms, known_ms };
  const heldMs = Math.max(0, Math.min(time_ms - held.time_ms, HOLD_MS));
  return { watt_ms: watt_ms + heldMs * held.power_w, known_ms: known_ms + heldMs };
}

/** Mean power, W; before a second reading the first one. Null: nothing is known. */
export const meanOf = (day: DayTotals): number | null => (day.known_ms > 0 ? day.watt_ms / day.known_ms : (day.held?.power_w ?? null));
