/** Divides the power of the house among what draws it. */
import type { Moment } from '../contract/moment.ts';

export type Part = Moment['parts'][number];
/** What draws, with its watts; `name` of a circuit that no entity stands for. */
export type Load = Pick<Part, 'entity_id' | 'name' | 'kind' | 'interval_w'> & { power_w: number };
export type Loads = { measured: readonly Load[]; learned: readonly Load[] };

/** Watts are told to a tenth; what rounding leaves is unexplained. */
const tenth = (watts: number): number => Math.round(watts * 10) / 10;
/** Without the dust of binary fractions. */
const clean = (watts: number): number => Math.round(watts * 1e6) / 1e6;
/** Down to a tenth: rounded parts never exceed what they are parts of. */
const tenthBelow = (watts: number): number => Math.floor(watts * 10 + 1e-6) / 10;

const sumOf = (loads: readonly { power_w: number }[]): number => loads.reduce((sum, { power_w }) => sum + power_w, 0);

/** No load below 0, and all scaled down alike where there is less than they want; the largest first. */
function fit(loads: readonly Load[], mostW: number): Part[] {
  const drawing = loads.filter(({ power_w }) => power_w > 0);
  const wanted = sumOf(drawing);
  const factor = wanted > mostW ? mostW / wanted : 1;
  return drawing
    .map(({ power_w, interval_w, ...load }) => ({
      ...load,
      power_w: tenthBelow(power_w * factor),
      interval_w: interval_w === null ? null : tenth(interval_w * factor),
    }))
    .filter(({ power_w }) => power_w > 0)
    .sort((a, b) => b.power_w - a.power_w);
}

const rest = (kind: 'always_on' | 'unexplained', power_w: number): Part => ({
  entity_id: null,
  name: null,
  kind,
  power_w,
  interval_w: null,
});

/**
 * What is measured comes first, then what is always on, then what was learned, each up to what the meter leaves; the rest is unexplained. The
 * parts add up to the meter, and none is below 0; a house that feeds in cannot be divided, and has none. `alwaysOnW` null: not known.
 *
 * @example
 * dividePower(500, 100, { measured: [desk of 50 W], learned: [kettle of 300 W] }); // kettle 300, desk 50, always on 100, unexplained 50
 */
export function dividePower(powerW: number, alwaysOnW: number | null, { measured, learned }: Loads): Part[] {
  if (powerW < 0) return [];
  const ofMeasured = fit(measured, powerW);
  const left = powerW - sumOf(ofMeasured);
  const alwaysOn = tenthBelow(Math.min(left, Math.max(0, alwaysOnW ?? 0)));
  const ofLearned = fit(learned, left - alwaysOn);
  const devices = [...ofMeasured, ...ofLearned].sort((a, b) => b.power_w - a.power_w);
  const unexplained = Math.max(0, clean(powerW - alwaysOn - sumOf(devices)));
  return [...devices, ...(alwaysOnW === null ? [] : [rest('always_on', alwaysOn)]), rest('unexplained', unexplained)];
}
