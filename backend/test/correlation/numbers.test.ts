import { describe, expect, it } from 'vitest';
import { itemAt } from '../../correlation/item-at.ts';
import { logSumExp } from '../../correlation/log-sum-exp.ts';
import { median } from '../../correlation/median.ts';
import { logNormal, normalCdf } from '../../correlation/normal.ts';

describe('logNormal', () => {
  it('is the log density of a normal', () => {
    // scipy.stats.norm.logpdf(1, 0, 2), norm.logpdf(-3.5, 0, sqrt(7))
    expect(logNormal(1, 4)).toBeCloseTo(-1.737085713764618, 12);
    expect(logNormal(-3.5, 7)).toBeCloseTo(-2.766893607732329, 12);
  });
});

describe('normalCdf', () => {
  it('is the share of a normal below a point, to 2e-7', () => {
    // scipy.stats.norm.cdf([-3, -1, 0, .5, 1.96, 4])
    const shares = [0.0013499, 0.15865525, 0.5, 0.69146246, 0.9750021, 0.99996833];
    [-3, -1, 0, 0.5, 1.96, 4].forEach((z, i) => expect(Math.abs(normalCdf(z) - shares[i]!)).toBeLessThan(2e-7));
  });
});

describe('logSumExp', () => {
  it('adds what would underflow', () => {
    // scipy.special.logsumexp([-1000, -1000]), logsumexp([1, 2, 3])
    expect(logSumExp([-1000, -1000])).toBeCloseTo(-999.3068528194401, 10);
    expect(logSumExp([1, 2, 3])).toBeCloseTo(3.40760596444438, 12);
  });

  it('is nothing of nothing', () => {
    expect(logSumExp([])).toBe(-Infinity);
  });
});

describe('median', () => {
  it('is the value in the middle, and does not change what it is given', () => {
    const values = Object.freeze([5, 1, 4, 2]);
    expect(median(values)).toBe(3); // numpy.median
    expect(median([7, 1, 2])).toBe(2);
    expect(median([])).toBe(0);
  });
});

describe('itemAt', () => {
  it('tells the mistake of an index that is not there', () => {
    expect(itemAt([4], 0)).toBe(4);
    expect(() => itemAt([4], 1)).toThrow('itemAt requires an index below 1, not 1');
  });
});
