import { describe, expect, it } from 'vitest';
import { fitBrightnessCurve, knotWeights, powerOnCurve, stepOnCurve, withStep } from '../../correlation/brightness-curve.ts';
import type { BrightnessStep } from '../../correlation/entity-model.ts';
import { momentsOf } from '../../correlation/gaussian-mixture.ts';

const fullOn = (stepW: number) => ({ from: 0, to: 255, stepW, variance: 4, weight: 1 });

/** Mean and variance of the step between two brightnesses, after these steps. */
const stepAfter = (steps: readonly BrightnessStep[], from: number, to: number) =>
  momentsOf(stepOnCurve(fitBrightnessCurve(steps), from, to));

describe('the brightness curve', () => {
  it('lies on straight lines between its knots', () => {
    expect(knotWeights(51.5)).toEqual([0, 0.5, 0.5, 0, 0, 0]);
    expect(knotWeights(0)).toEqual([0, 0, 0, 0, 0, 0]);
    expect(knotWeights(255)).toEqual([0, 0, 0, 0, 0, 1]);
  });

  it('expects a lamp of about 10 W of which nothing was seen, and is unsure', () => {
    const { mean, variance } = stepAfter([], 0, 255);
    expect(mean).toBeGreaterThan(10); // the mean of a log-normal lies above its median
    expect(mean).toBeLessThan(18);
    expect(Math.sqrt(variance)).toBeGreaterThan(15);
  });

  it('learns the full power from steps at full, and takes half brightness for a third of it', () => {
    const steps = Object.freeze([fullOn(60), fullOn(61), fullOn(59), fullOn(60)]);
    expect(Math.abs(stepAfter(steps, 0, 255).mean - 60)).toBeLessThan(2);
    expect(stepAfter(steps, 0, 128).mean / 60).toBeGreaterThan(0.25);
    expect(stepAfter(steps, 0, 128).mean / 60).toBeLessThan(0.5);
    expect(stepAfter(steps, 255, 0).mean).toBeCloseTo(-stepAfter(steps, 0, 255).mean, 9);
    expect(powerOnCurve(fitBrightnessCurve(steps), 128)).toBeCloseTo(stepAfter(steps, 0, 128).mean, 9);
  });

  it('learns a lamp that is bright early from the steps between', () => {
    const steps = Array.from({ length: 12 }, (_, i) =>
      i % 2 === 0 ? fullOn(40) : { from: 0, to: 128, stepW: 30, variance: 4, weight: 1 },
    );
    expect(Math.abs(stepAfter(steps, 0, 128).mean - 30)).toBeLessThan(3);
    expect(Math.abs(stepAfter(steps, 128, 255).mean - 10)).toBeLessThan(3);
  });

  it('is not led astray by one step of something else', () => {
    const steps = [...Array.from({ length: 8 }, () => fullOn(12)), fullOn(400)];
    expect(stepAfter(steps, 0, 255).mean).toBeLessThan(13); // their mean is 55
  });

  it('is as unsure as its steps disagree, and comes to what most of them say', () => {
    const early = [fullOn(39), fullOn(83)];
    expect(Math.sqrt(stepAfter(early, 0, 255).variance)).toBeGreaterThan(15);
    expect(Math.abs(stepAfter([...early, fullOn(85), fullOn(84)], 0, 255).mean - 84)).toBeLessThan(2);
  });

  it('is the same when it is carried on from step to step and when it is learned anew', () => {
    const steps = Array.from({ length: 30 }, (_, i) => ({ ...fullOn(20 + (i % 7)), to: 26 + 7 * i }));
    const carried = steps.reduce<readonly BrightnessStep[]>(withStep, []);
    expect(carried).toEqual(steps);
    expect(fitBrightnessCurve(carried)).toEqual(fitBrightnessCurve([...steps]));
  });

  it('rests on the last 60 to 80 steps', () => {
    const lengths: number[] = [];
    const add = (steps: readonly BrightnessStep[], step: BrightnessStep): readonly BrightnessStep[] => {
      const next = withStep(steps, step);
      lengths.push(next.length);
      return next;
    };
    const steps = Array.from({ length: 200 }, (_, i) => fullOn(i)).reduce<readonly BrightnessStep[]>(add, []);
    expect(Math.max(...lengths)).toBe(80);
    expect(Math.min(...lengths.slice(80))).toBe(60);
    expect(steps.at(-1)?.stepW).toBe(199);
  });
});
