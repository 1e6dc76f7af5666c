/** The time that a meter says, as ms since 1970. */
import { InvalidDataError } from '../../errors.ts';

const ISO = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?$/;

/** What the clock in the zone shows, as if it were UTC. */
function wallOf(timeMs: number, timeZone: string): number {
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium' });
  return Date.parse(`${format.format(timeMs).replace(' ', 'T')}Z`);
}

/** Of the two moments that a clock shows when it is set back, the first. */
function fromWall(wallMs: number, timeZone: string): number {
  const hourMs = 3_600_000;
  const candidates = [-26, 26].map((hours) => wallMs - (wallOf(wallMs + hours * hourMs, timeZone) - (wallMs + hours * hourMs)));
  const right = candidates.filter((candidate) => wallOf(candidate, timeZone) === Math.floor(wallMs / 1000) * 1000);
  return Math.min(...(right.length > 0 ? right : candidates));
}

/**
 * ISO 8601 with its zone, or of `timeZone`; or a number of ms since 1970.
 * Throws InvalidDataError.
 *
 * @example timeOf('2026-01-05T11:01:00', 'Europe/Berlin') // 10:01 UTC
 */
export function timeOf(value: unknown, timeZone: string | undefined): number {
  if (typeof value === 'number' && Number.isFinite(value)) return Math.round(value);
  if (typeof value !== 'string') throw new InvalidDataError('its time is missing');
  if (ISO.test(value)) {
    if (timeZone === undefined)
      throw new InvalidDataError(`its time, ${value}, does not say its zone; set time_zone, as in "Europe/Berlin"`);
    return fromWall(Date.parse(`${value}Z`), timeZone);
  }
  const timeMs = Date.parse(value);
  if (Number.isNaN(timeMs)) throw new InvalidDataError(`its time, "${value}", is none`);
  return timeMs;
}
