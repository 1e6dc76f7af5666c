/** What an event is expected to do once the meter of its own circuit is heard, before the meter of the house is looked at. */
import { logNormal } from './normal.ts';
import type { PriorPart } from './prior-of-event.ts';

/** What a circuit's meter shows of an event: a step, 0 of none, W and W^2; `mistaken`: how likely it speaks of something else. */
export type Testimony = { stepW: number; variance: number; mistaken: number };

/** Sizes of what it speaks of then, W. */
const OTHER_SCALE_W = 300;

/** Density of a mistaken witness's step: Laplace. */
const densityOfOther = (stepW: number): number => Math.exp(-Math.abs(stepW) / OTHER_SCALE_W) / (2 * OTHER_SCALE_W);

/**
 * Weighs and narrows each part of a prior by what the witness shows, in Bayes' way; parts keep their places. One circuit is a witness, not
 * the truth: a small share of every part stays as it was.
 *
 * @example
 * hearTestimony(prior, { stepW: 1990, variance: 40_000, mistaken: 0.03 }); // "nothing" is all but ruled out, and "anything" lies near 2 kW
 */
export function hearTestimony(prior: readonly PriorPart[], { stepW, variance, mistaken: share }: Testimony): PriorPart[] {
  const mistaken = share * densityOfOther(stepW);
  const heard = prior.map((part): PriorPart => {
    const right = (1 - share) * Math.exp(logNormal(stepW - part.mean, part.variance + variance));
    const belief = right / (right + mistaken);
    const gain = part.variance / (part.variance + variance);
    const shift = gain * (stepW - part.mean);
    // Mean and variance of both cases together: narrowed where the witness is right, as before where it is not.
    return {
      ...part,
      weight: part.weight * (right + mistaken),
      mean: part.mean + belief * shift,
      variance: part.variance * (1 - belief * gain) + belief * (1 - belief) * shift ** 2,
    };
  });
  const total = heard.reduce((sum, { weight }) => sum + weight, 0);
  return heard.map((part) => ({ ...part, weight: part.weight / total }));
}
