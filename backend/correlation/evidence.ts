/** What the meter shows that events may be the reason of: edges next to each other (a run), or a quiet region without any. */
import type { Mixture } from './gaussian-mixture.ts';

export type Evidence = {
  /** Step in W, and what it may differ by from the true steps of its events. */
  stepW: number;
  noise: Mixture;
  /** Level before, W. */
  beforeW: number;
  /** Indices of its edges; none: a quiet region. */
  edges: readonly number[];
  /** Meter time of its largest edge, s; null: a quiet region. */
  t: number | null;
  /** What explaining its edges saves: minus their log density as background, less the price of those beyond the largest. */
  gain: number;
};

/** Plateaus have outliers: most steps vary as measured, some 2, 4, 8 or 16 times as much. [factor of the sd, weight] */
const TAILS = [
  [1, 0.7],
  [2, 0.15],
  [4, 0.08],
  [8, 0.05],
  [16, 0.02],
] as const;

/** Sd of another step within the same sample, W. */
const STRANGER_SD = 150;

/**
 * Noise of a level change: zero-mean, heavy-tailed.
 *
 * @example
 * heavyTails(4).length; // 5
 */
export const heavyTails = (variance: number, share = 1): Mixture =>
  TAILS.map(([factor, weight]) => ({ weight: weight * share, mean: 0, variance: variance * factor * factor }));

/**
 * Noise of a step: heavy tails, and with the chance that an unexplained edge falls into the same intervals (2.5 of them at their rate), a
 * stranger's step.
 */
export function noiseOfStep(variance: number, dt: number, unexplainedPerS: number): Mixture {
  const stranger = Math.min(0.25, 0.015 + 2.5 * dt * unexplainedPerS);
  return [...heavyTails(variance, 1 - stranger), { weight: stranger, mean: 0, variance: variance + STRANGER_SD ** 2 }];
}
