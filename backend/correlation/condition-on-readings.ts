import { type Mixture, type Part } from './gaussian-mixture.ts';
import { logNormal } from './normal.ts';

/** One way to read the meter: what it says the step is (W), how sure (W^2), and how likely this way of reading is. */
export type StepReading = { stepW: number; variance: number; logWeight: number };

/** Posterior of one part of the prior under one reading. */
export type ConditionedPart = Part & { priorIndex: number; readingIndex: number };

/**
 * What a step is, once the meter was read: for each part of the prior and each reading the scalar Kalman update,
 * x = m + v / S (D - m) with S = v + r, weighted by how well the part foretold the reading, w N(D; m, S). The weights add up to 1;
 * `logEvidence` is the log of their sum before. Source: Kalman 1960; sums of Gaussians: Sorenson and Alspach 1971.
 *
 * @param logWeights log weight of each part of the prior (its own, or with its timing added)
 * @example
 * // 100 +- 10 W expected, 110 +- 10 W read: half way
 * conditionOnReadings([{ weight: 1, mean: 100, variance: 100 }], [0], [{ stepW: 110, variance: 100, logWeight: 0 }]).parts; // 105 W, 50 W^2
 */
export function conditionOnReadings(
  prior: Mixture,
  logWeights: readonly number[],
  readings: readonly StepReading[],
): { parts: ConditionedPart[]; logEvidence: number } {
  const parts: ConditionedPart[] = [];
  prior.forEach((part, priorIndex) => {
    const logPrior = logWeights[priorIndex] ?? 0;
    readings.forEach((reading, readingIndex) => {
      const surprise = reading.stepW - part.mean;
      const total = part.variance + reading.variance;
      const gain = part.variance / total;
      parts.push({
        weight: logPrior + reading.logWeight + logNormal(surprise, total),
        mean: part.mean + gain * surprise,
        variance: part.variance * (1 - gain),
        priorIndex,
        readingIndex,
      });
    });
  });
  return { parts, logEvidence: exponentiate(parts) };
}

/** Turns log weights into weights that add up to 1; returns the log of their sum. */
function exponentiate(parts: Part[]): number {
  let top = -Infinity;
  for (const part of parts) top = Math.max(top, part.weight);
  let sum = 0;
  for (const part of parts) sum += part.weight = Math.exp(part.weight - top);
  for (const part of parts) part.weight /= sum;
  return top + Math.log(sum);
}

/** Posterior weight of each part of the prior: the parts that came of it, summed. */
export function sumByPrior(parts: readonly ConditionedPart[], size: number): number[] {
  const sums = Array<number>(size).fill(0);
  for (const { priorIndex, weight } of parts) sums[priorIndex] = (sums[priorIndex] ?? 0) + weight;
  return sums;
}

/** Seen in a sum with others: what is left for one when any part of the rest is taken from the total. */
export const readingsOfSum = (totalW: number, rest: Mixture): StepReading[] =>
  rest.map(({ weight, mean, variance }) => ({ stepW: totalW - mean, variance, logWeight: Math.log(weight + 1e-12) }));
