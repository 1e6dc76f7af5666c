/** What is learned of how an entity draws while it is on, and of the base: means, how far they wander, and how sure a beginning is. */
import type { Base, Drawer, Motion } from './draw-filter.ts';
import type { Hint } from './draw-smoother.ts';

/** A variance, W^2, and how often it was seen clearly. */
type Spread = { variance: number; sights: number };

/** Plain data; null: not seen yet. */
export type DrawModel = { mean: { powerW: number; variance: number } | null; wander: Spread | null; start: Spread | null };

/** Plain data: its mean as a sum over minutes, and the variance that it gains in a second. */
export type BaseModel = { minutes: number; wattMinutes: number; drift: Spread };

/** Before anything is seen a draw may wander by 60 % and 60 W and begin 30 % and 10 W off; that counts as so many clear sights of it. */
const WANDER = { share: 0.6, watts: 60, sights: 3 } as const;
const START = { share: 0.3, watts: 10, sights: 3 } as const;
/** The base moves by 20 W a minute before anything is seen: a fridge. */
const BASE_DRIFT: Spread = { variance: 400 / 60, sights: 20 };
/** What stays of what is known of a spread after a cell, and of the mean of the base after a minute (a day). */
const KEEP_SPREAD = 0.998;
const KEEP_BASE = Math.exp(-1 / 1440);
/** Below these nothing is told apart, W^2. */
const LEAST_VARIANCE = 1;
const LEAST_SPREAD = 0.01;

const firstSpread = (sd: number, sights: number): Spread => ({ variance: sd * sd, sights });

export const newDrawModel = (): DrawModel => ({ mean: null, wander: null, start: null });
export const newBaseModel = (): BaseModel => ({ minutes: 0, wattMinutes: 0, drift: BASE_DRIFT });

const wanderOf = ({ wander }: DrawModel, powerW: number): Spread =>
  wander ?? firstSpread(WANDER.share * powerW + WANDER.watts, WANDER.sights);
const startOf = ({ start }: DrawModel, powerW: number): Spread => start ?? firstSpread(START.share * powerW + START.watts, START.sights);

/**
 * What is expected of an entity whose switches were learned as `powerW` +- `sdW`.
 *
 * @example
 * drawerOf(newDrawModel(), 2000, 10).startW; // 2000
 */
export const drawerOf = (model: DrawModel, powerW: number, sdW: number): Drawer => ({
  startW: powerW,
  startVariance: startOf(model, powerW).variance + sdW * sdW,
  wander: wanderOf(model, powerW).variance,
});

/** The base; before anything is seen it is taken for what the meter shows at the least. */
export const baseOf = ({ minutes, wattMinutes, drift }: BaseModel, lowestW: number): Base => ({
  meanW: minutes === 0 ? lowestW : wattMinutes / minutes,
  drift: drift.variance,
});

/** The mean of a draw to begin with, W and W^2: what was learned of it, drawn to its beginning by how little it wanders. */
export function meanOf(model: DrawModel, powerW: number): { powerW: number; variance: number } {
  const wander = wanderOf(model, powerW).variance;
  if (model.mean === null) return { powerW, variance: wander };
  const [own, first] = [1 / model.mean.variance, 1 / wander];
  return { powerW: (model.mean.powerW * own + powerW * first) / (own + first), variance: 1 / (own + first) };
}

/**
 * A better estimate of a variance by one disturbance that had it times `scale`. Its smoothed value is w = drift x pull, of which
 * E[w^2] = drift x (drift x information): the square counts for the share of the disturbance that was seen (moments: Koopman 1993).
 *
 * @param drift the variance that it was believed to have in this cell, more than usual where it was an outlier
 */
function learnSpread(spread: Spread, { pull, information }: Hint, drift: number, scale: number): Spread {
  const seen = Math.min(1, information * drift);
  const known = spread.sights * KEEP_SPREAD;
  return {
    variance: Math.max(LEAST_SPREAD, (known * spread.variance + (drift * pull) ** 2 / scale) / (known + seen)),
    sights: known + seen,
  };
}

/** A draw learns from a cell in which it was on; changes `model`. */
export function learnDraw(model: DrawModel, powerW: number, { begins, stay, drift }: Motion, hint: Hint): void {
  if (begins) model.start = learnSpread(startOf(model, powerW), hint, drift, 1);
  else model.wander = learnSpread(wanderOf(model, powerW), hint, drift, 1 - stay * stay);
}

/** Takes over a mean from the filter; it is never surer than one wander, for the next run may be another programme. Changes `model`. */
export function learnMean(model: DrawModel, powerW: number, variance: number): void {
  model.mean = { powerW: Math.max(0, powerW), variance: Math.max(LEAST_VARIANCE, model.wander?.variance ?? 0, variance) };
}

/** The base learns its mean from every cell, its drift from those in which nothing that wanders is on; changes `model`. */
export function learnBase(model: BaseModel, powerW: number, seconds: number, moved: { hint: Hint; drift: number } | null): void {
  const minutes = seconds / 60;
  const keep = KEEP_BASE ** minutes;
  model.minutes = model.minutes * keep + minutes;
  model.wattMinutes = model.wattMinutes * keep + minutes * Math.max(0, powerW);
  if (moved !== null) model.drift = learnSpread(model.drift, moved.hint, moved.drift, seconds);
}
