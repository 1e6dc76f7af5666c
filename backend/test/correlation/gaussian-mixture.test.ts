import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { conditionOnReadings, readingsOfSum, sumByPrior } from '../../correlation/condition-on-readings.ts';
import { convolve, logDensityThrough, momentsOf, normalize, reduceMixture, type Part } from '../../correlation/gaussian-mixture.ts';

const lampOrNothing: readonly Part[] = Object.freeze([
  { weight: 0.7, mean: 60, variance: 9 },
  { weight: 0.3, mean: 0, variance: 4 },
]);

const mixtures = fc.array(
  fc.record({
    weight: fc.double({ min: 0.01, max: 1, noNaN: true }),
    mean: fc.double({ min: -3000, max: 3000, noNaN: true }),
    variance: fc.double({ min: 1, max: 1e5, noNaN: true }),
  }),
  { minLength: 1, maxLength: 60 },
);

describe('a Gaussian mixture', () => {
  it('has the moments of its parts within and between', () => {
    // numpy: mu = w @ m; w @ (v + (m - mu) ** 2)
    const { mean, variance } = momentsOf(lampOrNothing);
    expect(mean).toBeCloseTo(42, 10);
    expect(variance).toBeCloseTo(763.5, 8);
  });

  it('foretells what is seen through noise', () => {
    // numpy: log(sum(a * b * norm.pdf(55, c, sqrt(d + e)) for a, c, d in the mixture for b, e in the noise))
    const noise = [
      { weight: 0.9, mean: 0, variance: 4 },
      { weight: 0.1, mean: 0, variance: 64 },
    ];
    expect(logDensityThrough(lampOrNothing, noise, 55)).toBeCloseTo(-3.5266398773030425, 9);
  });

  it('keeps its mean and variance when it is reduced', () => {
    fc.assert(
      fc.property(mixtures, fc.integer({ min: 1, max: 12 }), (mixture, size) => {
        const [before, after] = [momentsOf(mixture), momentsOf(reduceMixture(mixture, size))];
        expect(reduceMixture(mixture, size).length).toBeLessThanOrEqual(Math.max(size, 1));
        expect(after.mean).toBeCloseTo(before.mean, 3);
        expect(after.variance / before.variance).toBeCloseTo(1, 4);
      }),
    );
  });

  it('adds means and variances when it is added to another', () => {
    fc.assert(
      fc.property(mixtures, mixtures, (a, b) => {
        const [first, second] = [momentsOf(a.slice(0, 4)), momentsOf(b.slice(0, 4))];
        const sum = momentsOf(convolve(a.slice(0, 4), b.slice(0, 4)));
        expect(sum.mean).toBeCloseTo(first.mean + second.mean, -1);
      }),
    );
  });

  it('has weights that add up to 1 once normalized', () => {
    expect(
      normalize([
        { weight: 3, mean: 1, variance: 1 },
        { weight: 1, mean: 2, variance: 1 },
      ]).map(({ weight }) => weight),
    ).toEqual([0.75, 0.25]);
  });
});

describe('conditionOnReadings', () => {
  const prior = [
    { weight: 0.6, mean: 100, variance: 100 },
    { weight: 0.4, mean: 0, variance: 4 },
  ];
  const readings = [
    { stepW: 110, variance: 25, logWeight: Math.log(0.7) },
    { stepW: 80, variance: 400, logWeight: Math.log(0.3) },
  ];
  const { parts, logEvidence } = conditionOnReadings(
    prior,
    prior.map(({ weight }) => Math.log(weight)),
    readings,
  );

  it('weighs each part by how well it foretold each reading', () => {
    // numpy: W = a * b * norm.pdf(c - x, 0, sqrt(d + y)); log(W.sum()); W / W.sum()
    expect(logEvidence).toBeCloseTo(-4.406369059157671, 9);
    expect(parts.map(({ weight }) => weight)[0]).toBeCloseTo(0.823471029, 8);
    expect(parts.map(({ weight }) => weight)[3]).toBeCloseTo(7.08934489e-5, 10);
  });

  it('moves each part towards the reading by its share of the variance', () => {
    // numpy: x + y / (y + d) * (c - x)
    expect(parts.map(({ mean }) => mean)[0]).toBeCloseTo(108, 10);
    expect(parts.map(({ mean }) => mean)[2]).toBeCloseTo(15.17241379, 7);
    expect(momentsOf(parts).mean).toBeCloseTo(105.87490272923, 8);
    expect(parts[0]!.variance).toBeCloseTo(20, 10);
  });

  it('tells how much of the posterior each part of the prior has', () => {
    const shares = sumByPrior(parts, 2);
    expect(shares[0]! + shares[1]!).toBeCloseTo(1, 12);
    expect(shares[0]).toBeGreaterThan(0.999);
  });

  it('leaves to one what the rest does not take of a sum', () => {
    expect(readingsOfSum(110, [{ weight: 1, mean: 30, variance: 9 }])).toEqual([
      { stepW: 80, variance: 9, logWeight: expect.closeTo(0, 9) as number },
    ]);
  });
});
