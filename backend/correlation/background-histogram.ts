/** The steps that no event explains (a fridge, a pump): how often they come and how big they are, so that an event must be a better explanation. */
import { itemAt } from './item-at.ts';

export type Background = {
  /** Steps up and down by size: bins of 14 % from 5 W on. */
  up: number[];
  down: number[];
  count: number;
  /** Time watched, s. */
  watchedS: number;
  /** Times of those of the last 10 min, s. */
  recent: number[];
};

const BINS = 52;
const LEAST_W = 5;
const BIN_LOG = 0.14;
const RECENT_S = 600;
/** A background is of the last two weeks: beyond, old counts lose half. */
const LONGEST_S = 1_209_600;

export const createBackground = (): Background => ({
  up: Array<number>(BINS).fill(0),
  down: Array<number>(BINS).fill(0),
  count: 0,
  watchedS: 0,
  recent: [],
});

const binOf = (stepW: number): number =>
  Math.min(BINS - 1, Math.max(0, Math.trunc(Math.log(Math.max(Math.abs(stepW), LEAST_W) / LEAST_W) / BIN_LOG)));

/** Unexplained steps per second since the watch began; two in an hour before anything is known. */
export const rateOf = (background: Background): number => (background.count + 2) / Math.max(3600, background.watchedS);

/** Takes a step that no event explains. */
export function addToBackground(background: Background, t: number, stepW: number): void {
  const side = stepW > 0 ? background.up : background.down;
  const bin = binOf(stepW);
  side[bin] = itemAt(side, bin) + 1;
  background.count += 1;
  background.recent = [...background.recent.filter((time) => time >= t - RECENT_S), t];
}

/** Lets time pass without one. */
export function watchBackground(background: Background, seconds: number): void {
  background.watchedS += seconds;
  if (background.watchedS < LONGEST_S) return;
  background.watchedS /= 2;
  background.count /= 2;
  background.up = background.up.map((n) => n / 2);
  background.down = background.down.map((n) => n / 2);
}

/** A size never seen is not impossible: a prior worth four steps, most of them around 80 W, a tenth up to ten times that. */
const priorDensity = (size: number): number => (0.5 / 80) * (Math.exp(-size / 80) + 0.1 * Math.exp(-size / 800)) * 2;

/**
 * Log of unexplained steps per second and watt of this size at this time: the rate, of the day or, if higher, of the last 10 min, times the
 * share of the size (histogram smoothed over three bins, with a Laplace prior).
 *
 * @example
 * logBackground(createBackground(), 60, 1000); // -13.83: a step of 60 W is rare when nothing was seen yet
 */
export function logBackground(background: Background, stepW: number, t: number): number {
  const side = stepW > 0 ? background.up : background.down;
  const bin = binOf(stepW);
  let near = 0;
  for (let i = Math.max(0, bin - 1); i <= Math.min(BINS - 1, bin + 1); i++) near += itemAt(side, i) / 3;
  const width = LEAST_W * Math.exp(BIN_LOG * bin) * 0.15;
  const density = (near / width + priorDensity(Math.abs(stepW))) / (background.count + 4);
  const recent = background.recent.reduce((count, time) => count + (time >= t - RECENT_S && time < t ? 1 : 0), 0);
  const rate = Math.max(rateOf(background), ((recent + 0.3) / 900) * 0.7);
  return Math.log(rate) + Math.log(density + 1e-9);
}
