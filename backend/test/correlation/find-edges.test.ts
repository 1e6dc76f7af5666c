import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addSample, createSignal, type Signal } from '../../correlation/find-edges.ts';
import { measureStep } from '../../correlation/measure-step.ts';
import { createNoiseFloor, sigmaOf, trackNoise } from '../../correlation/noise-floor.ts';
import { measureQuietRegion } from '../../correlation/quiet-region.ts';

/** A signal of these levels, a sample every `dt` s. */
function signalOf(levels: readonly number[], dt = 2): Signal {
  const signal = createSignal(dt);
  levels.forEach((p, i) => addSample(signal, i * dt, p));
  return signal;
}

/** Plateaus of 12 samples at these levels. */
const plateaus = (...levels: number[]): number[] => levels.flatMap((level) => Array<number>(12).fill(level));

const edgeSteps = (signal: Signal) => signal.edges.items.map((_, i) => measureStep(signal, i, i).stepW);

const steps = fc.array(
  fc.integer({ min: -500, max: 500 }).filter((w) => Math.abs(w) > 60),
  { minLength: 1, maxLength: 8 },
);
const levelsFrom = (start: number, changes: readonly number[]) => changes.reduce((levels, w) => [...levels, levels.at(-1)! + w], [start]);

describe('edges', () => {
  it('are found in no signal without steps', () => {
    expect(signalOf([]).edges.items).toEqual([]);
    expect(signalOf(plateaus(230)).edges.items).toEqual([]);
  });

  it('add up to the whole change', () => {
    fc.assert(
      fc.property(steps, (changes) => {
        const levels = levelsFrom(3000, changes);
        const sum = edgeSteps(signalOf(plateaus(...levels))).reduce((a, b) => a + b, 0);
        expect(sum).toBeCloseTo(levels.at(-1)! - 3000, 6);
      }),
    );
  });

  it('do not change when a small constant load is added', () => {
    fc.assert(
      fc.property(steps, fc.integer({ min: 0, max: 300 }), (changes, load) => {
        const at = (start: number) => signalOf(plateaus(...levelsFrom(start, changes)));
        expect(edgeSteps(at(3000 + load))).toEqual(edgeSteps(at(3000)));
      }),
    );
  });

  it('are one where a ramp fell across a sample', () => {
    expect(edgeSteps(signalOf([...plateaus(100), 400, ...plateaus(1100)]))).toEqual([1000]);
  });

  it('are two where a step goes up and down again', () => {
    expect(edgeSteps(signalOf([...plateaus(100), 400, ...plateaus(100)])).length).toBe(2);
  });

  it('never lie across a gap', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 5000 }), fc.integer({ min: 0, max: 5000 }), (before, after) => {
        const signal = signalOf(plateaus(before));
        signal.broken = true;
        plateaus(after).forEach((p, i) => addSample(signal, 1000 + 2 * i, p));
        expect(signal.edges.items).toEqual([]);
      }),
    );
  });
});

describe('a measured step', () => {
  it('is the difference of the medians beside it, cut at the neighbouring edge', () => {
    const signal = signalOf([...Array<number>(12).fill(100), 300, 300, ...Array<number>(12).fill(1300)]);
    expect(measureStep(signal, 0, 0)).toMatchObject({ stepW: 200, beforeW: 100 });
    expect(measureStep(signal, 0, 1)).toMatchObject({ stepW: 1200, beforeW: 100 });
  });

  it('is less sure where the plateau after it is short', () => {
    const long = measureStep(signalOf([...plateaus(100), ...plateaus(160)]), 0, 0);
    const short = measureStep(signalOf([...plateaus(100), 160]), 0, 0);
    expect(short.variance).toBeGreaterThan(long.variance);
  });
});

describe('a quiet region', () => {
  const noise = (i: number) => [0, 1, -1, 1, 0, -1][i % 6]!;

  it('tells the level change of a lamp too small for an edge', () => {
    const levels = Array.from({ length: 60 }, (_, i) => 230 + (i < 30 ? 0 : 4) + noise(i));
    const signal = signalOf(levels);
    expect(signal.edges.items).toEqual([]);
    const measured = measureQuietRegion(signal, 56, 62)!;
    expect(Math.abs(measured.stepW - 4)).toBeLessThan(1);
    expect(measured.beforeW).toBeCloseTo(230, 0);
  });

  it('leaves out how the level drifts by itself, as under the sun, with a lamp in it or not', () => {
    const drifting = (lampW: number) => Array.from({ length: 60 }, (_, i) => 2000 - 3 * i + (i < 30 ? 0 : lampW) + Math.sin(i * 2.3));
    expect(Math.abs(measureQuietRegion(signalOf(drifting(0)), 56, 66)!.stepW)).toBeLessThan(1.5);
    expect(Math.abs(measureQuietRegion(signalOf(drifting(4)), 56, 66)!.stepW - 4)).toBeLessThan(1.5);
  });

  it('leaves out the edges in it', () => {
    const levels = Array.from({ length: 60 }, (_, i) => 230 + (i < 30 ? 0 : 2004));
    expect(Math.abs(measureQuietRegion(signalOf(levels), 56, 66)!.stepW)).toBeLessThan(1);
  });

  it('is unknown where a gap hides it, and before the first sample', () => {
    const signal = signalOf(plateaus(230));
    signal.broken = true;
    plateaus(500).forEach((p, i) => addSample(signal, 60 + 2 * i, p));
    expect(measureQuietRegion(signal, 20, 70)).toBeNull();
    expect(measureQuietRegion(signal, -10, -4)).toBeNull();
    signal.broken = true;
    expect(measureQuietRegion(signal, 80, 100)).toBeNull();
  });
});

describe('the noise floor', () => {
  it('is the spread that the median difference of neighbours tells of', () => {
    // numpy: 1.4826 / sqrt(2) * median([1, 2, 3, 1, 2])
    expect(sigmaOf(Object.freeze([1, 2, 3, 1, 2]))).toBeCloseTo(2.0967130275743506, 12);
  });

  it('counts only changes on a meter that mostly repeats itself', () => {
    expect(sigmaOf([0, 0, 0, 10])).toBeCloseTo((10 * 1.4826) / Math.SQRT2, 12);
  });

  it('moves when a block is full, not before', () => {
    const floor = createNoiseFloor();
    for (let i = 0; i < 511; i++) trackNoise(floor, 6);
    expect(floor.sigma).toBe(2);
    trackNoise(floor, 6);
    expect(floor.sigma).toBeCloseTo((6 * 1.4826) / Math.SQRT2, 12);
  });
});
