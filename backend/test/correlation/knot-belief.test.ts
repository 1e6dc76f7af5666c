import { describe, expect, it } from 'vitest';
import { seenStep, updateKnots } from '../../correlation/knot-belief.ts';

const LAMP = Object.freeze({ meanW: Object.freeze([10]), covariance: Object.freeze([Object.freeze([100])]) });

describe('the belief about knots', () => {
  // Moments of N(x; 10, 100) (sum of weight N(step - x; 0, variance) + others), integrated over x from -400 to 400 W in steps of 4 mW.
  it.each([
    [20, 1, 0.0223989462, 18.628772, 17.5559975],
    [60, 0.5, 0.0007391431, 10.6327617, 105.1741921],
    [300, 1, 0.0000136612, 10, 100],
  ])('is the exact posterior after a step of %d W believed to %d', (stepW, weight, evidence, mean, variance) => {
    const updated = updateKnots(LAMP, seenStep([1], stepW, 4, weight));
    expect(updated.evidence).toBeCloseTo(evidence, 9);
    expect(updated.meanW[0]).toBeCloseTo(mean, 5);
    expect(updated.covariance[0]?.[0]).toBeCloseTo(variance, 4);
  });

  it('moves the knots that vary together', () => {
    const pair = {
      meanW: [10, 30],
      covariance: [
        [100, 60],
        [60, 100],
      ],
    };
    const { meanW } = updateKnots(pair, seenStep([1, 0], 20, 4, 1));
    expect((meanW[1] ?? 0) - 30).toBeCloseTo(0.6 * ((meanW[0] ?? 0) - 10), 9);
  });
});
