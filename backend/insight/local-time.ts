/** The date and the hour that the clock on the wall shows. */

const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known !== undefined) return known;
  const parts = { year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit' } as const;
  const format = new Intl.DateTimeFormat('en-CA', { timeZone, calendar: 'gregory', numberingSystem: 'latn', hourCycle: 'h23', ...parts });
  formats.set(timeZone, format);
  return format;
}

/** @example localTime(Date.parse('2026-11-24T23:30:00Z'), 'Europe/Berlin') // { day: '2026-11-25', hour: 0 } */
export function localTime(timeMs: number, timeZone: string): { day: string; hour: number } {
  const part = Object.fromEntries(
    formatOf(timeZone)
      .formatToParts(timeMs)
      .map(({ type, value }) => [type, value]),
  );
  return { day: `${part['year'] ?? ''}-${part['month'] ?? ''}-${part['day'] ?? ''}`, hour: Number(part['hour']) };
}
