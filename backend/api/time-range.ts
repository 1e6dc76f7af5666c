/** The stretch of time that a query asks for. */
import { badRequest, type Fault } from './problem.ts';
import type { Range } from '../store/store.ts';

const HOUR_MS = 3_600_000;
const LONGEST_HOURS = 9600;

export type AskedRange = { hours: number; start?: string | undefined; end?: string | undefined };

function faultOf({ start_ms, end_ms }: Range): Fault | undefined {
  if (Number.isNaN(start_ms)) return { field: 'start', message: 'there is no such time' };
  if (Number.isNaN(end_ms)) return { field: 'end', message: 'there is no such time' };
  if (start_ms >= end_ms) return { field: 'start', message: 'lies not before the end' };
  if (end_ms - start_ms > LONGEST_HOURS * HOUR_MS)
    return { field: 'start', message: `lies more than ${LONGEST_HOURS} hours before the end` };
  return undefined;
}

/** `start` and `end` win over `hours`; without an end it is now. Throws a RequestError that names the field at fault. */
export function rangeOf({ hours, start, end }: AskedRange, nowMs: number): Range {
  const end_ms = end === undefined ? nowMs : Date.parse(end);
  const start_ms = start === undefined ? end_ms - Math.round(hours * HOUR_MS) : Date.parse(start);
  const fault = faultOf({ start_ms, end_ms });
  if (fault !== undefined) throw badRequest([fault]);
  return { start_ms, end_ms };
}
