/** Watts in words: whole, in W up to 9,999 W, then in kW with one decimal, so that before + change = after can be checked by eye. */
export type PowerUnit = 'auto' | 'W' | 'kW';
type NumberFormat = (value: number, digits?: number) => string;
type Settings = { unit: PowerUnit; number: NumberFormat };

const NO_BREAK_SPACE = '\u00a0';
const MINUS = '\u2212';
/** W; what rounds to more is told in kW. */
const MOST_IN_WATTS = 9999;

const signOf = (watts: number): string => (watts < 0 ? MINUS : '');

/** Number and unit apart, for where they differ in size. */
export function splitWatts(watts: number, { unit, number }: Settings): { number: string; unit: 'W' | 'kW' } {
  const whole = Math.round(watts);
  const inKilowatts = unit === 'kW' || (unit === 'auto' && Math.abs(whole) > MOST_IN_WATTS);
  if (!inKilowatts) return { number: signOf(whole) + number(Math.abs(whole)), unit: 'W' };
  // Small loads would all be 0.0 kW.
  const digits = Math.abs(whole) < 10 ? 3 : Math.abs(whole) < 1000 ? 2 : 1;
  return { number: signOf(whole) + number(Math.abs(whole) / 1000, digits), unit: 'kW' };
}

/** As in "1,930 W". */
export function formatWatts(watts: number, settings: Settings): string {
  const { number, unit } = splitWatts(watts, settings);
  return number + NO_BREAK_SPACE + unit;
}

/** A change, as in "+1,930 W". */
export const formatChange = (watts: number, settings: Settings): string =>
  (Math.round(watts) > 0 ? '+' : '') + formatWatts(watts, settings);

/** Two levels, as in "553 → 2,483 W": the unit once where both share it. */
export function formatLevels(before: number, after: number, arrow: (before: string, after: string) => string, settings: Settings): string {
  const first = splitWatts(before, settings);
  const last = splitWatts(after, settings);
  const start = first.unit === last.unit ? first.number : first.number + NO_BREAK_SPACE + first.unit;
  return arrow(start, last.number + NO_BREAK_SPACE + last.unit);
}

/** A change in few characters, as in "+1.9 kW". */
export function formatShortChange(watts: number, settings: Settings): string {
  if (settings.unit !== 'auto' || Math.abs(watts) < 1000) return formatChange(watts, settings);
  return `${watts < 0 ? MINUS : '+'}${settings.number(Math.abs(watts) / 1000, 1)}${NO_BREAK_SPACE}kW`;
}

/** A number of an axis, as in "500 W", "3 kW"; where the unit is always the same, zero alone bears it: long numbers have no room for it. */
export function formatAxis(watts: number, { unit, number }: Settings): string {
  const shown = unit !== 'auto' ? unit : Math.abs(watts) >= 1000 ? 'kW' : 'W';
  const value = Math.abs(watts) / (shown === 'kW' ? 1000 : 1);
  // As many decimals as the number has.
  const digits = [0, 1, 2].find((count) => Number(value.toFixed(count)) === value) ?? 3;
  const text = signOf(watts) + number(value, digits);
  return (unit === 'auto') === (watts !== 0) ? text + NO_BREAK_SPACE + shown : text;
}
