import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findPatterns, periodOf, runsOf, type Run } from '../../insight/find-patterns.ts';
import { pairSteps } from '../../insight/pair-steps.ts';

const MINUTE_MS = 60_000;
const DAY_MIN = 1440;
const run = (minute: number, minutes: number, power_w: number): Run => ({
  start_ms: minute * MINUTE_MS,
  end_ms: (minute + minutes) * MINUTE_MS,
  power_w,
});

/** A week of a fridge: 18 min at about 95 W, every 50 min, give or take two. */
const fridge = (): Run[] => {
  const wobble = (i: number) => Math.sin(i * 12.9898);
  return Array.from({ length: (7 * DAY_MIN) / 50 }, (_, i) => run(50 * i + 2 * wobble(i), 18 + wobble(i + 7), 95 + 4 * wobble(i + 3)));
};

describe('findPatterns', () => {
  it('finds nothing in nothing, and no pattern in two runs', () => {
    expect(findPatterns([], 7, 0.3)).toEqual([]);
    expect(findPatterns([run(0, 18, 95), run(50, 18, 95)], 7, 0.3)).toEqual([]);
  });

  it('tells a fridge: about 95 W, 18 min, every 50 min', () => {
    const [found, ...others] = findPatterns(fridge(), 7, 0.3);
    expect(others).toEqual([]);
    expect(found).toMatchObject({ count: 201, guess: 'fridge', name: null });
    expect(found!.power_w).toBeCloseTo(95, -1);
    expect(found!.duration_s! / 60).toBeCloseTo(18, 0);
    expect(found!.period_s! / 60).toBeCloseTo(50, 0);
    // 95 W · 18 min · 28.8 runs a day = 0.8208 kWh, at 0.30 = 0.246.
    expect(found!.energy_kwh_per_day).toBeCloseTo(0.82, 1);
    expect(found!.cost_per_day).toBeCloseTo(0.246, 1);
  });

  it('tells it from its steps among others, and where a fifth of its runs was missed', () => {
    const seen = fridge().filter((_, i) => i % 5 !== 2);
    const kettle = [400, 1900, 3300, 4800].map((minute) => run(minute, 3, 2000));
    const step = (time_ms: number, power_w: number) => ({ time_ms, end_ms: null, power_w, pattern_id: null });
    const steps = [...seen, ...kettle].flatMap(({ start_ms, end_ms, power_w }) => [step(start_ms, power_w), step(end_ms, -power_w)]);
    const found = findPatterns(runsOf(pairSteps(steps)), 7, null);
    expect(found.map(({ guess, count }) => [guess, count])).toEqual([
      ['fridge', seen.length],
      [null, 4],
    ]);
    expect(found[0]!.period_s! / 60).toBeCloseTo(50, -0.5);
    expect(found[0]!.energy_kwh_per_day).toBeCloseTo(0.82, 1);
    // No rhythm: 4 runs of 0.1 kWh in 7 days.
    expect(found[1]!.period_s).toBeNull();
    expect(found[1]!.energy_kwh_per_day).toBeCloseTo(0.4 / 7);
    expect(found[1]!.cost_per_day).toBeNull();
  });

  it('takes the rhythm of an oven, which lasts an hour, for no use around the clock', () => {
    const bake = Array.from({ length: 20 }, (_, i) => run(1080 + 3 * i, 1, 2400));
    const [oven] = findPatterns(bake, 7, null);
    expect(oven).toMatchObject({ period_s: 180, duration_s: 60, guess: 'heater' });
    // 20 runs of 2400 W for a minute = 0.8 kWh in 7 days.
    expect(oven!.energy_kwh_per_day).toBeCloseTo(0.8 / 7);
  });

  it('keeps two loads apart that differ in size or in length', () => {
    const loads = [0, 1, 2, 3, 4].flatMap((i) => [run(100 * i, 10, 100), run(100 * i + 20, 10, 150), run(100 * i + 40, 40, 100)]);
    expect(findPatterns(loads, 1, null).map(({ power_w, duration_s }) => [power_w, duration_s])).toEqual([
      [100, 2400],
      [150, 600],
      [100, 600],
    ]);
  });

  it('counts each run once at most, and never more energy of patterns without a rhythm than there was', () => {
    const runs = fc.array(
      fc.record({
        minute: fc.integer({ min: 0, max: 10_000 }),
        minutes: fc.integer({ min: 1, max: 300 }),
        watts: fc.integer({ min: 5, max: 3000 }),
      }),
      { maxLength: 60 },
    );
    fc.assert(
      fc.property(runs, (drawn) => {
        const all = drawn.map(({ minute, minutes, watts }) => run(minute, minutes, watts));
        const found = findPatterns(all, 7, null);
        expect(found.reduce((sum, { count }) => sum + count, 0)).toBeLessThanOrEqual(all.length);
        const used = all.reduce((sum, { start_ms, end_ms, power_w }) => sum + ((end_ms - start_ms) * power_w) / 3.6e9, 0) / 7;
        const told = found.filter(({ period_s }) => period_s === null).reduce((sum, { energy_kwh_per_day: kwh }) => sum + kwh!, 0);
        expect(told).toBeLessThanOrEqual(used + 1e-9);
      }),
      { numRuns: 50 },
    );
  });
});

describe('periodOf', () => {
  it('is the median interval, which a missed run does not move', () => {
    expect(periodOf([0, 50, 100, 200, 250, 300, 350])).toBe(50);
  });

  it('is null without a rhythm, and of too few', () => {
    expect(periodOf([0, 5, 300, 310, 900, 905, 1900])).toBeNull();
    expect(periodOf([0, 50, 100, 150])).toBeNull();
  });
});
