/** Days as people in a time zone count them. */

const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known !== undefined) return known;
  const parts = { year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric' } as const;
  const format = new Intl.DateTimeFormat('en-US', { timeZone, calendar: 'gregory', numberingSystem: 'latn', hourCycle: 'h23', ...parts });
  formats.set(timeZone, format);
  return format;
}

/** What the clock on the wall shows, as if it were UTC: ms since 1970. */
function wallMs(timeMs: number, timeZone: string): number {
  const part = Object.fromEntries(
    formatOf(timeZone)
      .formatToParts(timeMs)
      .map(({ type, value }) => [type, Number(value)]),
  );
  const { year = 1970, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = part;
  const milliseconds = ((timeMs % 1000) + 1000) % 1000;
  return Date.UTC(year, month - 1, day, hour, minute, second) + milliseconds;
}

const DAY_MS = 86_400_000;
/** Clocks are set in whole minutes, by 24 h at the most (a zone that changed sides of the date line). */
const MINUTE_MS = 60_000;

/**
 * The first moment of the local day that holds this time: local midnight, or, where the clock jumps over midnight, the moment of the jump.
 * @example startOfDay(Date.parse('2026-03-29T12:00:00Z'), 'Europe/Berlin') // 2026-03-28T23:00:00Z
 */
export function startOfDay(timeMs: number, timeZone: string): number {
  const dayOf = (ms: number) => Math.floor(wallMs(ms, timeZone) / DAY_MS);
  const day = dayOf(timeMs);
  // The day began within the last 49 h: bisect for where the date turns, which it does only once.
  let before = Math.floor(timeMs / MINUTE_MS) - (2 * DAY_MS) / MINUTE_MS - 60;
  let within = Math.floor(timeMs / MINUTE_MS);
  if (dayOf(within * MINUTE_MS) < day) return timeMs;
  while (within - before > 1) {
    const middle = Math.floor((before + within) / 2);
    if (dayOf(middle * MINUTE_MS) < day) before = middle;
    else within = middle;
  }
  return within * MINUTE_MS;
}
