/** How a light's power follows its brightness: learned from the steps it was seen to make, with measured lamps as the starting point. */
import type { BrightnessStep } from './entity-model.ts';
import type { Mixture } from './gaussian-mixture.ts';
import { itemAt } from './item-at.ts';
import { seenStep, updateKnots, type KnotBelief } from './knot-belief.ts';
import { logSumExp } from './log-sum-exp.ts';
import { dot, times } from './matrices.ts';

/** Curves that the light may have, each as likely as its weight, and what they come to on average: watts at the knots. */
export type BrightnessCurve = { curves: readonly (KnotBelief & { weight: number })[]; meanW: readonly number[] };

export const FULL_BRIGHTNESS = 255;
/** Brightness (1 to 255) at which the curve is kept; straight lines between. */
const KNOTS = [1, 26, 77, 128, 179, FULL_BRIGHTNESS];
/** Median share of full power at the knots, of 527 measured light profiles (powercalc's profile library), and its spread. */
const SHARE = [0.085, 0.115, 0.21, 0.36, 0.565, 1];
const SHARE_SD = [0.06, 0.06, 0.09, 0.12, 0.11, 0.02];
/** Full power before anything is known: 10 W, give or take a factor of e (log-normal). Most lamps draw 4 to 27 W; a room of them is one light too. */
const FULL_MEDIAN = 10;
const FULL_LOG_SD = 1;
/** Full powers that are followed, W: each stands for those around it, so that together they cover all. */
const FULL = Array.from({ length: 18 }, (_, i) => 1.5 * 1.4 ** i);
const FULL_OWN_SD = 0.17;
/** A curve e^12 times less likely than the best does not catch up. */
const HOPELESS = 8;

/**
 * How much each knot counts at a brightness: the hat functions of linear interpolation.
 *
 * @example
 * knotWeights(51.5); // [0, .5, .5, 0, 0, 0]
 */
export function knotWeights(brightness: number): number[] {
  const weights = KNOTS.map(() => 0);
  if (brightness <= 0) return weights;
  const b = Math.min(Math.max(brightness, 1), FULL_BRIGHTNESS);
  const left = Math.min(
    KNOTS.findLastIndex((knot) => knot <= b),
    KNOTS.length - 2,
  );
  const share = (b - itemAt(KNOTS, left)) / (itemAt(KNOTS, left + 1) - itemAt(KNOTS, left));
  weights[left] = 1 - share;
  weights[left + 1] = share;
  return weights;
}

const changeOfWeights = (from: number, to: number): number[] => {
  const before = knotWeights(from);
  return knotWeights(to).map((weight, i) => weight - (before[i] ?? 0));
};

type Followed = KnotBelief & { logWeight: number };

/** The median curve scaled to each full power: knots vary by their spread, neighbours together (correlation e^(-distance/2)). */
const START: readonly Followed[] = FULL.map((fullW) => ({
  logWeight: -0.5 * (Math.log(fullW / FULL_MEDIAN) / FULL_LOG_SD) ** 2,
  meanW: SHARE.map((share) => fullW * share),
  covariance: SHARE.map((a, i) =>
    SHARE.map((b, j) => fullW ** 2 * (FULL_OWN_SD ** 2 * a * b + (SHARE_SD[i] ?? 0) * (SHARE_SD[j] ?? 0) * Math.exp(-Math.abs(i - j) / 2))),
  ),
}));

/** Each curve takes the step in, and is as likely as it foretold it; the hopeless are dropped. */
function follow(curves: readonly Followed[], step: BrightnessStep): Followed[] {
  const seen = seenStep(changeOfWeights(step.from, step.to), step.stepW, step.variance, step.weight);
  const next = curves.map((curve) => {
    const { meanW, covariance, evidence } = updateKnots(curve, seen);
    return { meanW, covariance, logWeight: curve.logWeight + Math.log(evidence) };
  });
  const top = Math.max(...next.map(({ logWeight }) => logWeight));
  return next.filter(({ logWeight }) => logWeight > top - HOPELESS);
}

type Steps = readonly BrightnessStep[];

/** Of more than so many steps the last ones stay. */
const MOST_STEPS = 80;
const KEPT_STEPS = 60;

const followed = new WeakMap<Steps, readonly Followed[]>();
const fits = new WeakMap<Steps, BrightnessCurve>();

const followedOf = (steps: Steps): readonly Followed[] => followed.get(steps) ?? steps.reduce<readonly Followed[]>(follow, START);

/** The steps with one more, the newest; their curve goes on from that of the steps before. */
export function withStep(steps: Steps, step: BrightnessStep): Steps {
  if (steps.length >= MOST_STEPS) return [...steps.slice(1 - KEPT_STEPS), step];
  const next = [...steps, step];
  followed.set(next, follow(followedOf(steps), step));
  return next;
}

/**
 * The curve that these steps tell of; computed once for each list, which nobody changes. A light of 20 W that was seen to step by 60 W once is
 * a light of 60 W, or stood beside a stranger's step: which of them, later steps tell. So several curves are followed side by side (a Gaussian
 * sum filter: Alspach and Sorenson, IEEE Trans. Automatic Control 1972).
 *
 * @example
 * fitBrightnessCurve([{ from: 0, to: 255, stepW: 9, variance: 2, weight: 1 }]).meanW.at(-1); // about 9 W at full
 */
export function fitBrightnessCurve(steps: Steps): BrightnessCurve {
  const known = fits.get(steps);
  if (known !== undefined) return known;
  const all = followedOf(steps);
  const total = logSumExp(all.map(({ logWeight }) => logWeight));
  const curves = all.map(({ meanW, covariance, logWeight }) => ({ meanW, covariance, weight: Math.exp(logWeight - total) }));
  const curve = { curves, meanW: KNOTS.map((_, i) => curves.reduce((sum, { weight, meanW }) => sum + weight * itemAt(meanW, i), 0)) };
  fits.set(steps, curve);
  return curve;
}

/** Mean power at a brightness, W; 0 is off. */
export const powerOnCurve = ({ meanW }: BrightnessCurve, brightness: number): number => dot(knotWeights(brightness), meanW);

/** The step between two brightnesses (0 is off): one part for each curve that the light may have. */
export function stepOnCurve({ curves }: BrightnessCurve, from: number, to: number): Mixture {
  const change = changeOfWeights(from, to);
  return curves.map(({ weight, meanW, covariance }) => ({
    weight,
    mean: dot(change, meanW),
    variance: dot(change, times(covariance, change)),
  }));
}
