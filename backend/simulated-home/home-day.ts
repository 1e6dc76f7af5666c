/** A day as the home lives it: from four in the morning, when all are asleep and the clocks have been set, to the next four in the morning. */
import { startOfDay } from '../local-day.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const FIRST_HOUR = 4;

export type HomeDay = {
  /** Its date on the calendar of the home, in days since 1970. */
  number: number;
  start_ms: number;
  /** The start of the next. */
  end_ms: number;
  /** Saturday or Sunday. */
  weekend: boolean;
  /** 0 (Sunday) to 6. */
  weekday: number;
  /** 1 at midsummer in the north, -1 at midwinter. */
  summer: number;
  /** The time at which the clock on the wall shows this hour: 4 to 28, where 25.5 is half past one in the night. */
  at: (hour: number) => number;
};

/** Four in the morning of the day that begins at this midnight; counted back from the next one, since clocks are set before four. */
const fourOf = (midnightMs: number, timeZone: string) => startOfDay(midnightMs + 30 * HOUR_MS, timeZone) - (24 - FIRST_HOUR) * HOUR_MS;

function dateNumber(timeMs: number, timeZone: string): number {
  const date = new Intl.DateTimeFormat('en-CA', { timeZone, calendar: 'gregory', numberingSystem: 'latn', dateStyle: 'short' });
  return Math.floor(Date.parse(`${date.format(timeMs)}T00:00:00Z`) / DAY_MS);
}

/** The day of the home that holds this time. */
export function homeDayOf(timeMs: number, timeZone: string): HomeDay {
  const today = startOfDay(timeMs, timeZone);
  const midnight = timeMs < fourOf(today, timeZone) ? startOfDay(today - HOUR_MS, timeZone) : today;
  const start_ms = fourOf(midnight, timeZone);
  const number = dateNumber(start_ms, timeZone);
  // 1 January 1970 was a Thursday; midsummer is the 172nd day.
  const weekday = (((number + 4) % 7) + 7) % 7;
  return {
    number,
    start_ms,
    end_ms: fourOf(startOfDay(midnight + 30 * HOUR_MS, timeZone), timeZone),
    weekday,
    weekend: weekday === 0 || weekday === 6,
    summer: Math.cos((2 * Math.PI * (number - 171)) / 365.2425),
    at: (hour) => Math.round(start_ms + (hour - FIRST_HOUR) * HOUR_MS),
  };
}
