import { describe, expect, it } from 'vitest';
import { fitBrightnessCurve, knotWeights, stepOnCurve } from '../../correlation/brightness-curve.ts';

const fullOn = (stepW: number) => ({ from: 0, to: 255, stepW, variance: 4, weight: 1 });

describe('the brightness curve', () => {
  it('lies on straight lines between its knots', () => {
    expect(knotWeights(51.5)).toEqual([0, 0.5, 0.5, 0, 0, 0]);
    expect(knotWeights(0)).toEqual([0, 0, 0, 0, 0, 0]);
    expect(knotWeights(255)).toEqual([0, 0, 0, 0, 0, 1]);
  });

  it('expects a lamp of about 10 W of which nothing was seen, and is unsure', () => {
    const { mean, variance } = stepOnCurve(fitBrightnessCurve([]), 0, 255);
    expect(mean).toBe(10);
    expect(Math.sqrt(variance)).toBeGreaterThan(15);
  });

  it('learns the full power from steps at full, and takes half brightness for a third of it', () => {
    const curve = fitBrightnessCurve(Object.freeze([fullOn(60), fullOn(61), fullOn(59), fullOn(60)]));
    expect(Math.abs(stepOnCurve(curve, 0, 255).mean - 60)).toBeLessThan(2);
    expect(stepOnCurve(curve, 0, 128).mean / 60).toBeGreaterThan(0.25);
    expect(stepOnCurve(curve, 0, 128).mean / 60).toBeLessThan(0.5);
    expect(stepOnCurve(curve, 255, 0).mean).toBeCloseTo(-stepOnCurve(curve, 0, 255).mean, 9);
  });

  it('learns a lamp that is bright early from the steps between', () => {
    const steps = Array.from({ length: 12 }, (_, i) =>
      i % 2 === 0 ? fullOn(40) : { from: 0, to: 128, stepW: 30, variance: 4, weight: 1 },
    );
    expect(Math.abs(stepOnCurve(fitBrightnessCurve(steps), 0, 128).mean - 30)).toBeLessThan(3);
    expect(Math.abs(stepOnCurve(fitBrightnessCurve(steps), 128, 255).mean - 10)).toBeLessThan(3);
  });

  it('is not led astray by one step of something else', () => {
    const steps = [...Array.from({ length: 8 }, () => fullOn(12)), fullOn(400)];
    expect(stepOnCurve(fitBrightnessCurve(steps), 0, 255).mean).toBeLessThan(25); // their mean is 55
  });
});
