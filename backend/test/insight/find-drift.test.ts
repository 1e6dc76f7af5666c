import { describe, expect, it } from 'vitest';
import { findDrift } from '../../insight/find-drift.ts';
import { powerOfBins, standbyOfSteps } from '../../insight/find-standby.ts';
import { aCorrelation } from '../api/a-backend.ts';

const THEN = Date.UTC(2026, 9, 25);
const around = (watts: number, spread = 2) => [-2, -1, 0, 1, 2, 0].map((n) => watts + n * spread);

describe('findDrift', () => {
  it('tells what a device drew before, where its switches have become clearly other', () => {
    expect(findDrift({ thenMs: THEN, then: around(690), now: around(780) })).toEqual({ from_w: 690, since: '2026-10-25T00:00:00.000Z' });
    expect(findDrift({ thenMs: THEN, then: around(780), now: around(690) })).toMatchObject({ from_w: 780 });
  });

  it('is not moved by a device that cycles more often, nor by what lies within its spread, nor by few switches', () => {
    expect(findDrift({ thenMs: THEN, then: around(95), now: [...around(95), ...around(95), ...around(95)] })).toBeNull();
    expect(findDrift({ thenMs: THEN, then: around(690, 100), now: around(780, 100) })).toBeNull();
    expect(findDrift({ thenMs: THEN, then: around(690).slice(2), now: around(780) })).toBeNull();
    expect(findDrift({ thenMs: THEN, then: around(20), now: around(24, 0.1) })).toBeNull();
  });
});

describe('standbyOfSteps', () => {
  const step = (previous_state: string, state: string, watts: number) => aCorrelation(0, watts, { previous_state, state });

  it('is what a device draws more at rest than off', () => {
    expect(standbyOfSteps([step('off', 'idle', 12), step('standby', 'off', -14), step('off', 'playing', 110)])).toBe(13);
  });

  it('is not known where that was not seen twice', () => {
    expect(standbyOfSteps([step('off', 'idle', 12), step('off', 'on', 100), step('playing', 'off', -110)])).toBeNull();
  });
});

describe('powerOfBins', () => {
  it('tells what a measured device draws when on and at rest', () => {
    expect(powerOfBins([1, 1, 1, 1, 140, 141, 142])).toEqual({ on_power_w: 141, standby_w: 1 });
  });

  it('knows no rest of what never rests, and nothing of what was never on', () => {
    expect(powerOfBins([100, 101, 102])).toEqual({ on_power_w: 101, standby_w: null });
    expect(powerOfBins([1, 1, 1])).toEqual({ on_power_w: null, standby_w: null });
    expect(powerOfBins([])).toEqual({ on_power_w: null, standby_w: null });
  });
});
