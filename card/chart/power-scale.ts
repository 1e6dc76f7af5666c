/** The power axis: few round numbers, from 0 up. */

/** Lowest and highest power that fit, and the numbers between, W. */
export type PowerScale = { bottom: number; top: number; ticks: number[] };

const FEWEST_TICKS = 3;
/** The curve does not touch the upper edge. */
const HEADROOM = 1.04;
const ROUND = [1, 2, 5];
/** A house that draws next to nothing still has an axis, W. */
const LEAST_TOP = 30;

/** The widest round step of which at least three fit. */
function stepFor(span: number): number {
  const magnitude = 10 ** Math.floor(Math.log10(span));
  const steps = [magnitude / 10, magnitude].flatMap((size) => ROUND.map((round) => round * size));
  return steps.findLast((step) => halfSteps(span, step) >= 2 * FEWEST_TICKS) ?? magnitude / 10;
}

const halfSteps = (watts: number, step: number): number => Math.ceil((watts / step) * 2);

/**
 * The upper edge is the highest power and a little more, rounded up to half a step.
 * @example scalePower(0, 2483) // { bottom: 0, top: 3000, ticks: [0, 1000, 2000, 3000] }
 */
export function scalePower(low: number, high: number): PowerScale {
  const above = Math.max(high, low < 0 ? 0 : LEAST_TOP) * HEADROOM;
  const below = Math.max(0, -low) * HEADROOM;
  const step = stepFor(above + below);
  const top = (halfSteps(above, step) * step) / 2;
  const bottom = below === 0 ? 0 : (-halfSteps(below, step) * step) / 2;
  const first = Math.ceil(bottom / step);
  const ticks = Array.from({ length: Math.floor(top / step) - first + 1 }, (_, i) => (first + i) * step);
  return { bottom, top, ticks };
}
