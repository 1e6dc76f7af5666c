/** Power and energy as Home Assistant tells them -> W, kWh. */

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

/** kWh in one of the unit. */
const KWH: ReadonlyMap<string, number> = new Map([
  ['mWh', 1e-6],
  ['Wh', 1e-3],
  ['kWh', 1],
  ['MWh', 1e3],
  ['GWh', 1e6],
  ['TWh', 1e9],
  ['J', 1 / 3.6e6],
  ['kJ', 1 / 3600],
  ['MJ', 1 / 3.6],
  ['GJ', 1000 / 3.6],
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

const faultOfUnit = (unit: unknown, what: string): string =>
  isText(unit) ? `its unit is ${unit}, which is no ${what}` : 'it has no unit of measurement';

function convert(state: string, unit: unknown, factors: ReadonlyMap<string, number>, what: string): Converted {
  const value = numberOf(state);
  const factor = isText(unit) ? factors.get(unit) : undefined;
  // An entity that is not there loses its unit with its state: that is a gap, not a wrong unit.
  if (factor === undefined) return value === null && !isText(unit) ? gap(`it is "${state}"`) : wrongUnit(faultOfUnit(unit, what));
  return value === null ? gap(`it is "${state}"`) : { ok: true, value: value * factor };
}

/**
 * Watts by the unit that stands beside the state, never by a guess from its size.
 * @example toWatts('1.5', 'kW') // { ok: true, value: 1500 }
 */
export function toWatts(state: string, unit: unknown): Converted {
  const converted = convert(state, unit, WATTS, 'power');
  if (!converted.ok || Math.abs(converted.value) <= MOST_W) return converted;
  return gap(`${state} ${String(unit)} is more than any home draws`);
}

/** kWh by the unit that stands beside the state. */
export const toKwh = (state: string, unit: unknown): Converted => convert(state, unit, KWH, 'energy');

/**
 * The smallest step that a state of so many decimals can tell, kWh.
 * @example quantumOf('12.34', 'kWh') // 0.01
 */
export const quantumOf = (state: string, unit: unknown): number =>
  (isText(unit) ? (KWH.get(unit) ?? 1) : 1) * 10 ** -(/\.(\d+)/.exec(state.trim())?.[1]?.length ?? 0);

/** Whether the unit is one of power. */
export const isPowerUnit = (unit: unknown): boolean => isText(unit) && WATTS.has(unit);
/** Whether the unit is one of energy. */
export const isEnergyUnit = (unit: unknown): boolean => isText(unit) && KWH.has(unit);
