/** Powers as texts of the card have them. */

/** All powers in a text, W. */
const wattsIn = (text: string): number[] =>
  [...text.matchAll(/([-−+]?\d[\d,]*(?:\.\d+)?)\s?(k?)W\b/g)].map(
    ([, number = '', kilo]) => Number(number.replaceAll(',', '').replace('−', '-')) * (kilo === 'k' ? 1000 : 1),
  );

/** Whether a text shows this power; the noise of the house and what rounding leaves out are allowed for. */
export const showsPower = (watts: number) => (text: string) => wattsIn(text).some((shown) => Math.abs(shown - watts) <= 10);

const NAMES = /(?=Kettle|Heater|Siren)/;
/** Within 5 %. */
export const isNear = (watts: number, expected: number) => Math.abs(watts - expected) <= 0.05 * Math.abs(expected);
/** Whether a text tells of this change: the name, and then its watts, before another entity's name. */
export const showsChange = (name: string, watts: number) => (text: string) =>
  text.split(NAMES).some((part) => part.startsWith(name) && wattsIn(part).some((shown) => isNear(shown, watts)));
