import { describe, expect, it } from 'vitest';
import { pairSteps } from '../../insight/pair-steps.ts';

const MINUTE_MS = 60_000;
const at = (minute: number, power_w: number, endMinute: number | null = null) => ({
  time_ms: minute * MINUTE_MS,
  end_ms: endMinute === null ? null : endMinute * MINUTE_MS,
  power_w,
  pattern_id: null,
});

describe('pairSteps', () => {
  it('finds nothing in no steps', () => {
    expect(pairSteps([])).toEqual([]);
  });

  it('gives a rise the end of the fall of its size, which then stands no more alone', () => {
    expect(pairSteps([at(0, 95), at(18, -88)])).toEqual([at(0, 95, 18)]);
  });

  it('leaves a fall of another size, and one that came too late, alone', () => {
    const steps = [at(0, 95), at(18, -60), at(361, -95)];
    expect(pairSteps(steps)).toEqual(steps);
  });

  it('never gives a rise a fall from before it', () => {
    const steps = [at(0, -95), at(18, 95)];
    expect(pairSteps(steps)).toEqual(steps);
  });

  it('tells loads apart that run at the same time, by their size', () => {
    expect(pairSteps([at(0, 100), at(5, 300), at(10, -100), at(20, -300)])).toEqual([at(0, 100, 10), at(5, 300, 20)]);
  });

  it('takes the newer of two equal rises, so that one missed fall spoils no other run', () => {
    expect(pairSteps([at(0, 95), at(50, 95), at(68, -95)])).toEqual([at(0, 95), at(50, 95, 68)]);
  });

  it('keeps an end that is known', () => {
    expect(pairSteps([at(0, 95, 20), at(18, -95)])).toEqual([at(0, 95, 20), at(18, -95)]);
  });

  it('puts steps in time order and leaves its input as it is', () => {
    const steps = Object.freeze([Object.freeze(at(18, -95)), Object.freeze(at(0, 95))]);
    expect(pairSteps(steps)).toEqual([at(0, 95, 18)]);
  });
});
