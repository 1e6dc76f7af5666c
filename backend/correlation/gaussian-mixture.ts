/**
 * Gaussian mixtures: "8 W with weight .7, or nothing with weight .3". All that the engine believes about a step is one of these, because
 * sums and products of them are again mixtures, so that no step of the reasoning needs sampling or a grid.
 */
import { logNormal } from './normal.ts';
import { logSumExp } from './log-sum-exp.ts';

/** One bell of a mixture; mean in W, variance in W^2. */
export type Part = { weight: number; mean: number; variance: number };
export type Mixture = readonly Part[];

/** Below this share of the heaviest part, a part says nothing any more. */
const NEGLIGIBLE = 1e-7;

/** The same mixture with weights that add up to 1. */
export function normalize(mixture: Mixture): Part[] {
  const total = mixture.reduce((sum, part) => sum + part.weight, 0);
  return mixture.map(({ weight, mean, variance }) => ({ weight: weight / total, mean, variance }));
}

/** Sums over parts from which their common mean and variance follow. */
type Sums = { weight: number; first: number; second: number };

function addPart(sums: Sums, { weight, mean, variance }: Part): void {
  sums.weight += weight;
  sums.first += weight * mean;
  sums.second += weight * (variance + mean * mean);
}

/** One part with the weight, mean and variance of those summed; rounding leaves no variance below 1e-9 W^2. */
function mergedPart({ weight, first, second }: Sums): Part {
  const mean = first / weight;
  return { weight, mean, variance: Math.max(1e-9, second / weight - mean * mean) };
}

/**
 * Mean and variance of the whole: within the parts and between them.
 *
 * @example
 * momentsOf([{ weight: 1, mean: 0, variance: 1 }, { weight: 1, mean: 10, variance: 1 }]); // { mean: 5, variance: 26 }
 */
export function momentsOf(mixture: Mixture): { mean: number; variance: number } {
  const sums = { weight: 0, first: 0, second: 0 };
  for (const part of mixture) addPart(sums, part);
  const { mean, variance } = mergedPart(sums);
  return { mean, variance };
}

/** Parts alike in mean (steps of about 10 %) and spread (factor 2) fall into one bin: asinh is linear near 0 and a log far from it. */
const binOf = ({ mean, variance }: Part): number => Math.round(Math.asinh(mean / 20) * 10) * 64 + Math.round(Math.log2(variance));

const heaviestOf = (mixture: Mixture): number => mixture.reduce((top, part) => Math.max(top, part.weight), 0);

/** Parts that are alike, merged. */
function mergeAlike(mixture: Mixture): Part[] {
  const least = NEGLIGIBLE * heaviestOf(mixture);
  const bins = new Map<number, Sums>();
  for (const part of mixture) {
    if (part.weight <= least) continue;
    const bin = binOf(part);
    const sums = bins.get(bin) ?? { weight: 0, first: 0, second: 0 };
    if (sums.weight === 0) bins.set(bin, sums);
    addPart(sums, part);
  }
  return [...bins.values()].map(mergedPart);
}

/**
 * At most `size` parts: merges those alike in mean and spread, keeps the heaviest, and lumps the rest into one.
 *
 * @example
 * reduceMixture(manyParts, 24).length <= 24; // true
 */
export function reduceMixture(mixture: Mixture, size: number): Mixture {
  if (mixture.length <= size) return normalize(mixture);
  const alike = mergeAlike(mixture).sort((a, b) => b.weight - a.weight);
  if (alike.length <= size) return normalize(alike);
  const rest = { weight: 0, first: 0, second: 0 };
  for (const part of alike.slice(size - 1)) addPart(rest, part);
  return normalize([...alike.slice(0, size - 1), mergedPart(rest)]);
}

/**
 * The sum of two unknowns: every part of one with every part of the other, means and variances added.
 *
 * @example
 * convolve([{ weight: 1, mean: 8, variance: 1 }], [{ weight: 1, mean: 4, variance: 2 }]); // [{ weight: 1, mean: 12, variance: 3 }]
 */
export function convolve(a: Mixture, b: Mixture, size = 24): Mixture {
  const heaviest = heaviestOf(a) * heaviestOf(b);
  const sums: Part[] = [];
  for (const x of a) {
    for (const y of b) {
      const weight = x.weight * y.weight;
      if (weight > 1e-4 * heaviest) sums.push({ weight, mean: x.mean + y.mean, variance: x.variance + y.variance });
    }
  }
  return reduceMixture(sums, size);
}

/**
 * Log density of seeing `x` when the truth is drawn from `mixture` and seen through `noise`.
 *
 * @example
 * logDensityThrough([{ weight: 1, mean: 8, variance: 3 }], [{ weight: 1, mean: 0, variance: 1 }], 10); // logNormal(2, 4)
 */
export function logDensityThrough(mixture: Mixture, noise: Mixture, x: number): number {
  const terms: number[] = [];
  for (const part of mixture) {
    const weight = Math.log(part.weight + 1e-12);
    for (const n of noise) terms.push(weight + Math.log(n.weight) + logNormal(x - part.mean - n.mean, part.variance + n.variance));
  }
  return logSumExp(terms);
}
