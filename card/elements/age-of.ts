/** How old the newest reading is, and whether that is too old. */
import type { Current } from '../../backend/contract/current.ts';

const LEAST_MS = 30_000;

/** Stale: older than three times the meter's cadence and 30 s, or the meter says that it does not know. */
export function ageOf({ timestamp, cadence_s, total_power_w }: Current, now: number): { ageMs: number | null; stale: boolean } {
  if (timestamp === null) return { ageMs: null, stale: true };
  const ageMs = Math.max(0, now - Date.parse(timestamp));
  return { ageMs, stale: total_power_w === null || ageMs > Math.max(LEAST_MS, 3000 * (cadence_s ?? 0)) };
}
