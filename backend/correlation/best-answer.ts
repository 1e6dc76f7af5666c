/** The one value to say of a posterior. */
import { reduceMixture, type Mixture } from './gaussian-mixture.ts';
import { normalCdf } from './normal.ts';

export type BestAnswer = {
  /** W. */
  powerW: number;
  /** Posterior mass within the tolerance, of the same sign. */
  mass: number;
};

/** What counts as right: within 10 W or 20 %, W. */
const toleranceOf = (powerW: number): number => Math.max(10, 0.2 * Math.abs(powerW));

/** Mass of the posterior whose tolerance holds `powerW`. */
function massAround(posterior: Mixture, powerW: number): number {
  let mass = 0;
  for (const { weight, mean, variance } of posterior) {
    if (Math.sign(mean) !== Math.sign(powerW)) continue;
    const sd = Math.sqrt(variance + 1);
    const tolerance = toleranceOf(mean);
    mass += weight * (normalCdf((powerW - mean + tolerance) / sd) - normalCdf((powerW - mean - tolerance) / sd));
  }
  return mass;
}

/** Mean of the parts within the tolerance: of many values that are all as good, the one in the middle. */
function centreAround(posterior: Mixture, powerW: number): number {
  let [weight, sum] = [0, 0];
  for (const part of posterior) {
    if (Math.abs(part.mean - powerW) > toleranceOf(part.mean) || part.mean * powerW <= 0) continue;
    weight += part.weight;
    sum += part.weight * part.mean;
  }
  return sum / Math.max(1e-12, weight);
}

/**
 * The value with most posterior mass within max(10 W, 20 %), centred on what lies inside: any value near a 14 W lamp holds all of its mass,
 * 8 W too.
 *
 * @example
 * bestAnswer([{ weight: 0.9, mean: 60, variance: 4 }, { weight: 0.1, mean: 0, variance: 4 }]); // { powerW: 60, mass: .9 }
 */
export function bestAnswer(posterior: Mixture): BestAnswer {
  const parts = reduceMixture(posterior, 40).filter(({ weight }) => weight > 1e-3);
  const heaviest = parts.reduce((top, { weight }) => Math.max(top, weight), 0);
  let best: BestAnswer = { powerW: 0, mass: 0 };
  for (const { weight, mean } of parts) {
    const mass = weight > 0.02 * heaviest ? massAround(parts, mean) : 0;
    if (mass > best.mass) best = { powerW: mean, mass };
  }
  const centre = centreAround(parts, best.powerW);
  const mass = massAround(parts, centre);
  return mass > 0.97 * best.mass ? { powerW: centre, mass } : best;
}
