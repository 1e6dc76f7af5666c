/** The house by the hour: mean, highest power and energy of each hour that is over. */
import type { EngineReading } from './types.ts';

const HOUR_MS = 3_600_000;
/** A value is held until the next reading, but no longer than this: beyond it nothing is known. */
const HOLD_MS = 15 * 60_000;

export type HourTotals = { time_ms: number; mean_w: number; max_w: number | null; energy_kwh: number };

/** What is open: the last reading, and the sums of the hour that it lies in. Plain JSON. */
export type HourState = { last: EngineReading | null; hour_ms: number; watt_ms: number; known_ms: number; max_w: number | null };

export const emptyHour: HourState = { last: null, hour_ms: 0, watt_ms: 0, known_ms: 0, max_w: null };

const close = ({ hour_ms, watt_ms, known_ms, max_w }: HourState): HourTotals => ({
  time_ms: hour_ms,
  mean_w: watt_ms / known_ms,
  max_w,
  // W · ms -> kWh
  energy_kwh: watt_ms / HOUR_MS / 1000,
});

/** The open hour up to its last reading; null: nothing is known of it. */
export const soFar = (open: HourState): HourTotals | null => (open.known_ms > 0 ? close(open) : null);

/** The open hour with its held value counted from `from` to `to`, both within the hour. */
function hold(open: HourState, from: number, to: number): HourState {
  const power = open.last?.power_w ?? null;
  if (open.last === null || power === null) return open;
  const heldMs = Math.min(to, open.last.time_ms + HOLD_MS) - from;
  if (heldMs <= 0) return open;
  return { ...open, watt_ms: open.watt_ms + heldMs * power, known_ms: open.known_ms + heldMs, max_w: Math.max(open.max_w ?? power, power) };
}

/** Adds what the held value used up to `until`, cut at full hours; returns the hours that this closes. */
function holdUntil(state: HourState, from: number, until: number): { state: HourState; closed: HourTotals[] } {
  const closed: HourTotals[] = [];
  let open = state;
  for (let at = from; at < until;) {
    const hourEnd = open.hour_ms + HOUR_MS;
    const to = Math.min(until, hourEnd);
    open = hold(open, at, to);
    if (to === hourEnd) {
      const whole = soFar(open);
      if (whole !== null) closed.push(whole);
      open = { ...emptyHour, last: open.last, hour_ms: hourEnd };
    }
    at = to;
  }
  return { state: open, closed };
}

/**
 * One more reading. A reading at or before the last one is passed over.
 * Energy is the integral of the held value (W · ms); a gap, and a value held for more than 15 minutes, adds nothing.
 * @example addToHour(addToHour(emptyHour, { time_ms: 0, power_w: 1000 }).state, { time_ms: 3_600_000 / 4, power_w: 0 }).state.watt_ms // 9e8: a quarter hour at 1 kW
 */
export function addToHour(state: HourState, reading: EngineReading): { state: HourState; closed: HourTotals[] } {
  if (state.last === null)
    return { state: { ...emptyHour, last: reading, hour_ms: Math.floor(reading.time_ms / HOUR_MS) * HOUR_MS }, closed: [] };
  if (reading.time_ms <= state.last.time_ms) return { state, closed: [] };
  const held = holdUntil(state, state.last.time_ms, reading.time_ms);
  return { state: { ...held.state, last: reading }, closed: held.closed };
}
