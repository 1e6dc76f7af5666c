import { describe, expect, it } from 'vitest';
import { medianOf, quantileOf } from '../../insight/quantile-of.ts';

describe('quantileOf', () => {
  it('is null of nothing', () => {
    expect(quantileOf([], 0.5)).toBeNull();
  });

  it('lies between neighbours in proportion', () => {
    // quantile(c(4, 1, 3, 2), c(0, 0.05, 0.25, 1)) in R
    expect([0, 0.05, 0.25, 1].map((share) => quantileOf([4, 1, 3, 2], share))).toEqual([1, 1.15, 1.75, 4]);
    expect(medianOf([3, 1, 2])).toBe(2);
  });
});
