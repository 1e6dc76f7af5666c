/** The prior of an event whose entity a user has told of. */
import type { Told } from './entity-model.ts';
import type { Event } from './event.ts';
import type { Part } from './gaussian-mixture.ts';

/** A part of the prior. */
type ToldPart = Part & { source: 'nothing' | 'told'; cluster: null };

/** Of 527 measured light profiles: watts grow with brightness to this power, in the median. */
const BRIGHTNESS_EXPONENT = 1.41;
/** What people enter is of a label or a plug: right within a tenth, sd at least, W. */
const SHARE = 0.1;
const LEAST_SD = 3;
/** How seldom such an event shows nothing, or something else. */
const NOTHING = 0.05;
const OTHER = 0.05;

const told = (weight: number, mean: number, sd: number): ToldPart => ({
  source: 'told',
  weight,
  mean,
  variance: sd ** 2,
  cluster: null,
});

const shareAt = (brightness: number): number => (brightness / 255) ** BRIGHTNESS_EXPONENT;

/** The step that is expected of a load of this power; null: a change of level that says not how far. */
function stepOf(powerW: number, { kind, brightness }: Event): number | null {
  if (brightness !== null) return powerW * (shareAt(brightness[1]) - shareAt(brightness[0]));
  if (kind === 'level') return null;
  return kind === 'on' ? powerW : -powerW;
}

/**
 * No load: nothing, whatever the meter shows. A power that was entered: a step of that size, of its curve for a light.
 *
 * @example
 * priorOfTold({ kind: 'power', powerW: 2000 }, kettleOn); // 2000 +- 200 W with weight .9, nothing, or anything up to that size
 */
export function priorOfTold(said: Told, event: Event): ToldPart[] {
  const nothing = (weight: number): ToldPart => ({ source: 'nothing', weight, mean: 0, variance: 4, cluster: null });
  if (said.kind === 'no_load') return [nothing(1)];
  const step = stepOf(said.powerW, event);
  const other = told(OTHER, 0, Math.max(LEAST_SD, said.powerW));
  if (step === null) return [nothing(0.5), { ...other, weight: 0.5 }];
  return [nothing(NOTHING), told(1 - NOTHING - OTHER, step, Math.max(LEAST_SD, SHARE * Math.abs(step))), other];
}
