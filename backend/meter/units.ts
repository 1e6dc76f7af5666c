/** Power as Home Assistant tells it -> W. */

/** W in one of the unit; keys as Home Assistant writes them. */
const WATTS: ReadonlyMap<string, number> = new Map([
  ['mW', 1e-3],
  ['W', 1],
  ['kW', 1e3],
  ['MW', 1e6],
  ['GW', 1e9],
  ['TW', 1e12],
  // The international table's BTU: 1055.05585262 J in an hour of 3600 s.
  ['BTU/h', 1055.05585262 / 3600],
]);

/** No home draws more, W: what is above is a broken sensor or a wrong unit. */
const MOST_W = 100e6;

/** A value, or in a sentence why there is none. */
export type Converted = { ok: true; value: number } | { ok: false; reason: string; unit: boolean };

const gap = (reason: string): Converted => ({ ok: false, reason, unit: false });
const wrongUnit = (reason: string): Converted => ({ ok: false, reason, unit: true });

/** The number that a state is; null where it is none, such as `unavailable`, `unknown`, `NaN` or an empty text. */
export function numberOf(state: string): number | null {
  const text = state.trim();
  if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text)) return null;
  const value = Number(text);
  return Number.isFinite(value) ? value : null;
}

const isText = (unit: unknown): unit is string => typeof unit === 'string' && unit !== '';

const faultOfUnit = (unit: unknown): string => (isText(unit) ? `its unit is ${unit}, which is no power` : 'it has no unit of measurement');

/**
 * Watts by the unit that stands beside the state, never by a guess from its size.
 * @example toWatts('1.5', 'kW') // { ok: true, value: 1500 }
 */
export function toWatts(state: string, unit: unknown): Converted {
  const value = numberOf(state);
  const factor = isText(unit) ? WATTS.get(unit) : undefined;
  // An entity that is not there loses its unit with its state: that is a gap, not a wrong unit.
  if (factor === undefined) return value === null && !isText(unit) ? gap(`it is "${state}"`) : wrongUnit(faultOfUnit(unit));
  if (value === null) return gap(`it is "${state}"`);
  const watts = value * factor;
  return Math.abs(watts) <= MOST_W ? { ok: true, value: watts } : gap(`${state} ${String(unit)} is more than any home draws`);
}

/** Whether the unit is one of power. */
export const isPowerUnit = (unit: unknown): boolean => isText(unit) && WATTS.has(unit);
