/** The normal distribution: its log density, and the share of it below a point. */

const LOG_2PI = Math.log(2 * Math.PI);

/**
 * Log density of a normal with mean 0 at `x`. Logs, because products of many small densities underflow.
 *
 * @example
 * logNormal(1, 4); // -1.737
 */
export const logNormal = (x: number, variance: number): number => -0.5 * ((x * x) / variance + Math.log(variance) + LOG_2PI);

/**
 * Share of a standard normal below `z`, by the error function of Abramowitz and Stegun 7.1.26 (off by at most 1.5e-7).
 *
 * @example
 * normalCdf(1.96); // 0.975
 */
export function normalCdf(z: number): number {
  const x = Math.abs(z) / Math.SQRT2;
  const t = 1 / (1 + 0.3275911 * x);
  const series = t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))));
  const upper = 0.5 * series * Math.exp(-x * x);
  return z > 0 ? 1 - upper : upper;
}
