/** Energy of the local day from a counter that only ever goes on. */
import { startOfDay } from '../../local-day.ts';

/** How old what was counted last may be where the day begins, ms. */
const NEAR_MS = 15 * 60_000;

export interface DayCounter {
  /** kWh since local midnight; null where the count at midnight was not heard, or the counter went back since. */
  add(time_ms: number, kwh: number | null): number | null;
}

type Counted = { time_ms: number; kwh: number };

/** What the counter stood at when the day began; null: not known. */
function atStart(start_ms: number, before: Counted | null, now: Counted): number | null {
  if (before === null || now.time_ms - start_ms > NEAR_MS) return null;
  return before.time_ms < start_ms && start_ms - before.time_ms <= NEAR_MS ? before.kwh : null;
}

export function createDayCounter(timeZone: string): DayCounter {
  let last: Counted | null = null;
  let day: { start_ms: number; from_kwh: number | null } | null = null;
  return {
    add(time_ms, kwh) {
      if (kwh === null) return null;
      const now = { time_ms, kwh };
      const start_ms = startOfDay(time_ms, timeZone);
      if (day?.start_ms !== start_ms) day = { start_ms, from_kwh: atStart(start_ms, last, now) };
      if (kwh < (last?.kwh ?? kwh)) day.from_kwh = null;
      last = now;
      return day.from_kwh === null ? null : Math.round((kwh - day.from_kwh) * 1e6) / 1e6;
    },
  };
}
