/** What is believed of the watts at the knots of a light's curve, and how a step that was seen moves it. */
import { heavyTails } from './evidence.ts';
import type { Mixture } from './gaussian-mixture.ts';
import { addOuter, copyMatrix, dot, times } from './matrices.ts';
import { logNormal } from './normal.ts';

/** Watts at the knots, and how unsure each is and with which others. */
export type KnotBelief = { meanW: readonly number[]; covariance: readonly (readonly number[])[] };

/** A step, of which each knot made the share `change`: what it may be off by, and its density (per W) if something else made it. */
export type SeenStep = { change: readonly number[]; stepW: number; noise: Mixture; others: number };

/** One reading in twenty is of something else, however clear. */
const MOST_BELIEVED = 0.95;

/**
 * A step as it was measured: as sure as it says, off as plateaus are off, or something else's, whose sizes lie evenly over the log scale from
 * 5 W to 2 kW, up or down: density 1 / (2 ln 400 size).
 *
 * @param weight how far the reading is believed, 0 to 1
 */
export function seenStep(change: readonly number[], stepW: number, variance: number, weight: number): SeenStep {
  const believed = MOST_BELIEVED * Math.min(1, weight);
  return { change, stepW, noise: heavyTails(variance + 1, believed), others: (1 - believed) / (12 * (Math.abs(stepW) + 5)) };
}

/**
 * Takes a step in: a Kalman update for each way in which it may have come about, and their mean and covariance for all. A step that does not
 * fit thus widens the belief instead of passing for an exact one. `evidence`: how well the step was foretold, density per W.
 *
 * @example
 * updateKnots({ meanW: [10], covariance: [[100]] }, seenStep([1], 20, 4, 1)).meanW; // about [19.5]
 */
export function updateKnots({ meanW, covariance }: KnotBelief, step: SeenStep): KnotBelief & { evidence: number } {
  const spread = times(covariance, step.change);
  const [own, surprise] = [dot(step.change, spread), step.stepW - dot(step.change, meanW)];
  let [evidence, gain, squared] = [step.others, 0, 0];
  for (const { weight, variance } of step.noise) {
    const density = weight * Math.exp(logNormal(surprise, own + variance));
    evidence += density;
    gain += density / (own + variance);
    squared += density / (own + variance) ** 2;
  }
  gain /= evidence;
  // What the ways disagree about is doubt as well.
  const surer = gain - (squared / evidence - gain ** 2) * surprise ** 2;
  const next = copyMatrix(covariance);
  addOuter(
    next,
    spread.map((s) => -surer * s),
    spread,
  );
  return { meanW: meanW.map((w, i) => w + gain * surprise * (spread[i] ?? 0)), covariance: next, evidence };
}
