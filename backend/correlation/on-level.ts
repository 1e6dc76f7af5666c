/** How far an entity is on, over time: 0 off, 1 full on; a dimmed lamp or a slow fan in between. */
import { settingOf } from '../contract/state-change.ts';
import { FULL_BRIGHTNESS, fitBrightnessCurve, powerOnCurve } from './brightness-curve.ts';
import type { EntityModel } from './entity-model.ts';
import { isActive, type LastSeen } from './event.ts';
import { onPowerOf } from './on-power.ts';
import { speedCurveOf } from './speed-curve.ts';
import type { ShareOf } from './types.ts';

/** `setting` (0 to 1, as it was set) held until the first of `moves`; each of them holds until the next. Plain data. */
export type OnLevel = { setting: number; moves: { t: number; setting: number }[] };

/** Lamps draw less than in proportion when dimmed: the median exponent of 527 measured light profiles (powercalc's profile library). */
const LEVEL_EXPONENT = 1.4;

/**
 * How far an entity is set on by what was last seen of it.
 *
 * @example
 * settingOfSeen({ state: 'on', activity: 'on', brightness: 51, percentage: null }); // .2
 */
export const settingOfSeen = ({ activity, ...told }: LastSeen): number => (isActive(activity) ? settingOf(told) : 0);

/** As most lamps do. */
export const usualShare: ShareOf = (setting) => setting ** LEVEL_EXPONENT;

function shareOfLamp({ brightnessSteps }: EntityModel): ShareOf {
  const curve = fitBrightnessCurve(brightnessSteps);
  const full = Math.max(0.5, powerOnCurve(curve, FULL_BRIGHTNESS));
  return (setting) => Math.min(1, Math.max(0, powerOnCurve(curve, setting * FULL_BRIGHTNESS) / full));
}

/** Of what does not tell how far it is on, or of which no level is known yet. */
const whole: ShareOf = (setting) => (setting > 0 ? 1 : 0);

/** A fan is known by the power at the speeds that it is mostly switched to; what a user entered is that of full speed. */
function shareOfFan(model: EntityModel): ShareOf {
  const isTold = model.told !== null;
  const curve = speedCurveOf(model, LEVEL_EXPONENT);
  if (curve === null) return isTold ? usualShare : whole;
  const powerW = isTold ? curve(100) : (onPowerOf(model)?.powerW ?? 0);
  return powerW > 0 ? (setting) => curve(100 * setting) / powerW : whole;
}

/** Lamps and fans by the curve that was learned of them. */
export function shareOf(model: EntityModel | undefined): ShareOf {
  if (model === undefined) return usualShare;
  return model.brightnessSteps.length > 0 ? shareOfLamp(model) : shareOfFan(model);
}

/** Takes a move to another setting at `t` (s), not before the last one. */
export function moveTo(on: OnLevel, t: number, setting: number): void {
  if ((on.moves.at(-1)?.setting ?? on.setting) !== setting) on.moves.push({ t, setting });
}

/** The setting at `t` (s). */
export const settingAt = ({ setting, moves }: OnLevel, t: number): number => moves.findLast((move) => move.t <= t)?.setting ?? setting;

/**
 * Seconds on, and seconds at full power that come to the same, from `from` up to `to` (s).
 *
 * @example
 * secondsOn({ setting: 0, moves: [{ t: 60, setting: 1 }] }, 0, 100, (setting) => setting); // { onS: 40, fullS: 40 }
 */
export function secondsOn({ setting, moves }: OnLevel, from: number, to: number, share: ShareOf): { onS: number; fullS: number } {
  let [onS, fullS, at, held] = [0, 0, from, setting];
  const hold = (until: number) => {
    const s = Math.max(0, Math.min(until, to) - at);
    if (held > 0) onS += s;
    if (held > 0 && s > 0) fullS += share(held) * s;
    at += s;
  };
  for (const move of moves) {
    if (move.t >= to) break;
    if (move.t > at) hold(move.t);
    held = move.setting;
  }
  hold(to);
  return { onS, fullS };
}

/** Forgets the moves before `t` (s): the setting that held then is where it begins. */
export function forgetBefore(on: OnLevel, t: number): void {
  const past = on.moves.filter((move) => move.t <= t);
  on.setting = past.at(-1)?.setting ?? on.setting;
  on.moves = on.moves.slice(past.length);
}
