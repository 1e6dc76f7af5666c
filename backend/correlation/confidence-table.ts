/** From the posterior mass of an answer to the probability that it is right. */
import { SHARE_RIGHT, type MeterKind } from './confidence-shares.ts';

/** Masses at which the table is kept; straight lines between. */
export const RAW = [0, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98, 1];

/** The kind of meter that shares a table: by its pace (s), and whether it tells means. */
function meterKindOf(dt: number, averaging: boolean): MeterKind {
  if (averaging) return 'means';
  if (dt <= 2) return 'upTo2s';
  if (dt <= 15) return 'upTo15s';
  if (dt <= 45) return 'upTo45s';
  return dt <= 150 ? 'upTo150s' : 'slower';
}

/** What a table says of a mass. */
export function shareAt(table: readonly number[], mass: number): number {
  const raw = Math.min(Math.max(mass, 0), 1);
  const right = Math.max(
    1,
    RAW.findIndex((knot) => knot >= raw),
  );
  const [x0, x1, y0, y1] = [RAW[right - 1] ?? 0, RAW[right] ?? 1, table[right - 1] ?? 0, table[right] ?? 0];
  return y0 + ((raw - x0) / (x1 - x0)) * (y1 - y0);
}

/**
 * The probability that an answer with this posterior mass is right, on a meter of this pace (s).
 *
 * @example
 * confidenceOf(1, 10, false); // .99
 */
export const confidenceOf = (mass: number, dt: number, averaging: boolean): number =>
  shareAt(SHARE_RIGHT[meterKindOf(dt, averaging)], mass);
