/** How a light's power follows its brightness: learned from the steps it was seen to make, with measured lamps as the starting point. */
import type { BrightnessStep } from './entity-model.ts';
import { itemAt } from './item-at.ts';

/** Watts at the knots, and how unsure each is and with which others. */
export type BrightnessCurve = { meanW: readonly number[]; covariance: readonly (readonly number[])[] };

/** Brightness (1 to 255) at which the curve is kept; straight lines between. */
const KNOTS = [1, 26, 77, 128, 179, 255];
/** Median share of full power at the knots, of 527 measured light profiles (powercalc's profile library), and its spread. */
const SHARE = [0.085, 0.115, 0.21, 0.36, 0.565, 1];
const SHARE_SD = [0.06, 0.06, 0.09, 0.12, 0.11, 0.02];
/** Full power before anything is known, W: 10 +- 20. */
const FULL_MEAN = 10;
const FULL_VARIANCE = 400;

const dot = (a: readonly number[], b: readonly number[]): number => a.reduce((sum, x, i) => sum + x * (b[i] ?? 0), 0);
const times = (matrix: BrightnessCurve['covariance'], vector: readonly number[]): number[] => matrix.map((row) => dot(row, vector));

/**
 * How much each knot counts at a brightness: the hat functions of linear interpolation.
 *
 * @example
 * knotWeights(51.5); // [0, .5, .5, 0, 0, 0]
 */
export function knotWeights(brightness: number): number[] {
  const weights = KNOTS.map(() => 0);
  if (brightness <= 0) return weights;
  const b = Math.min(Math.max(brightness, 1), 255);
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

/** Full power by robust least squares on the median curve: outliers beyond 8 W + 30 % lose weight, three rounds (Cauchy weights). */
function fullPower(steps: readonly BrightnessStep[]): { mean: number; variance: number } {
  const seen = steps
    .map(({ from, to, stepW, variance, weight }) => ({
      share: dot(changeOfWeights(from, to), SHARE),
      stepW,
      weight: weight / (variance + 4 + (0.15 * stepW) ** 2),
    }))
    .filter(({ share }) => Math.abs(share) > 0.05);
  let [mean, variance] = [FULL_MEAN, FULL_VARIANCE];
  if (seen.length === 0) return { mean, variance };
  for (let round = 0; round < 3; round++) {
    let [information, sum] = [1 / FULL_VARIANCE, FULL_MEAN / FULL_VARIANCE];
    for (const { share, stepW, weight } of seen) {
      const residual = round === 0 ? 0 : stepW - mean * share;
      const g = weight / (1 + (residual / (8 + 0.3 * mean)) ** 2);
      information += g * share * share;
      sum += g * share * stepW;
    }
    mean = Math.max(sum / information, 0.5);
    variance = 1 / information;
  }
  return { mean, variance };
}

/** The median curve scaled to the full power: knots vary by their spread, neighbours together (correlation e^(-distance/2)). */
function startingCurve({ mean, variance }: { mean: number; variance: number }): BrightnessCurve {
  const own = mean * mean + variance;
  return {
    meanW: SHARE.map((share) => mean * share),
    covariance: SHARE.map((a, i) =>
      SHARE.map((b, j) => variance * a * b + own * (SHARE_SD[i] ?? 0) * (SHARE_SD[j] ?? 0) * Math.exp(-Math.abs(i - j) / 2)),
    ),
  };
}

/** One step seen: the Kalman update of the knots; `doubt` inflates its variance. */
function update(curve: BrightnessCurve, step: BrightnessStep, doubt: number): BrightnessCurve {
  const change = changeOfWeights(step.from, step.to);
  const spread = times(curve.covariance, change);
  const total = dot(change, spread) + ((step.variance + 1) / Math.max(step.weight, 0.02)) * doubt;
  const surprise = (step.stepW - dot(change, curve.meanW)) / total;
  return {
    meanW: curve.meanW.map((w, i) => w + (spread[i] ?? 0) * surprise),
    covariance: curve.covariance.map((row, i) => row.map((c, j) => c - ((spread[i] ?? 0) * (spread[j] ?? 0)) / total)),
  };
}

function fit(steps: readonly BrightnessStep[]): BrightnessCurve {
  const start = startingCurve(fullPower(steps));
  const first = steps.reduce((curve, step) => update(curve, step, 1), start);
  // A step six of its sds off the first fit was something else's: in the second round it counts half.
  return steps.reduce((curve, step) => {
    const residual = (step.stepW - stepOnCurve(first, step.from, step.to).mean) / Math.sqrt(step.variance + 1 + (0.05 * step.stepW) ** 2);
    return update(curve, step, 1 + (residual / 6) ** 2);
  }, start);
}

const fits = new WeakMap<readonly BrightnessStep[], BrightnessCurve>();

/**
 * The curve that these steps tell of; computed once for each list, which nobody changes.
 *
 * @example
 * fitBrightnessCurve([{ from: 0, to: 255, stepW: 9, variance: 2, weight: 1 }]).meanW.at(-1); // about 9 W at full
 */
export function fitBrightnessCurve(steps: readonly BrightnessStep[]): BrightnessCurve {
  const known = fits.get(steps);
  if (known !== undefined) return known;
  const curve = fit(steps);
  fits.set(steps, curve);
  return curve;
}

/** The step between two brightnesses (0 is off) on a curve, W and W^2. */
export function stepOnCurve(curve: BrightnessCurve, from: number, to: number): { mean: number; variance: number } {
  const change = changeOfWeights(from, to);
  return { mean: dot(change, curve.meanW), variance: dot(change, times(curve.covariance, change)) };
}
