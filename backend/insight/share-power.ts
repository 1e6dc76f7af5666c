/** Divides the power of the house among what was on. */
import type { Moment } from '../contract/moment.ts';

type Part = Moment['parts'][number];
/** A device that was on, with the watts learned of it. */
export type Drawing = { entity_id: string; power_w: number; interval_w: number | null };

/** Watts are told to a tenth; what rounding leaves is unexplained. */
const tenth = (watts: number): number => Math.round(watts * 10) / 10;
/** Without the dust of binary fractions. */
const clean = (watts: number): number => Math.round(watts * 1e6) / 1e6;
/** Down to a tenth: rounded parts never exceed what they are parts of. */
const tenthBelow = (watts: number): number => Math.floor(watts * 10) / 10;

const scaled = (factor: number, { entity_id, power_w, interval_w }: Drawing): Part => ({
  entity_id,
  kind: 'learned',
  power_w: tenthBelow(power_w * factor),
  interval_w: interval_w === null ? null : tenth(interval_w * factor),
});

/**
 * Always on: up to what the meter shows. Devices: what was learned of them, all scaled down alike where the meter leaves less. Unexplained: the
 * rest. The parts add up to the meter, and none is below 0; a house that feeds in cannot be divided, and has none.
 *
 * @example
 * sharePower(500, 100, [kettle of 300 W]); // kettle 300, always on 100, unexplained 100
 */
export function sharePower(powerW: number, alwaysOnW: number | null, drawing: readonly Drawing[]): Part[] {
  if (powerW < 0) return [];
  const alwaysOn = tenthBelow(Math.min(powerW, Math.max(0, alwaysOnW ?? 0)));
  const wanted = drawing.reduce((sum, { power_w }) => sum + power_w, 0);
  const factor = wanted > powerW - alwaysOn ? (powerW - alwaysOn) / wanted : 1;
  const devices = drawing.map((device) => scaled(factor, device)).sort((a, b) => b.power_w - a.power_w);
  const told = devices.reduce((sum, { power_w }) => sum + power_w, alwaysOn);
  const base: Part = { entity_id: null, kind: 'always_on', power_w: alwaysOn, interval_w: null };
  const rest: Part = { entity_id: null, kind: 'unexplained', power_w: Math.max(0, clean(powerW - told)), interval_w: null };
  return [...devices, ...(alwaysOnW === null ? [] : [base]), rest];
}
