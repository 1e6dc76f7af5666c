import { describe, expect, it } from 'vitest';
import { describeMeter, sightOf, smallestSeenW, stepSpreadOf, switchesFor } from '../../insight/describe-meter.ts';

const profile = { cadence_s: 10, lag_s: 4, averaging: false, resolution_w: 1, noise_w: 2 };

describe('stepSpreadOf', () => {
  it('is the spread of the difference of two medians', () => {
    // sqrt(pi / 2 * 2 * 4 / 6) in R: six readings on each side at 1 s
    expect(stepSpreadOf({ ...profile, cadence_s: 1, resolution_w: 0 })).toBeCloseTo(1.4472);
    // sqrt(pi / 2 * 2 * (4 + 12^2 / 12) / 2): two readings at 10 s, and whole steps of 12 W
    expect(stepSpreadOf({ ...profile, resolution_w: 12 })).toBeCloseTo(5.0133);
  });

  it('loses a reading on each side where readings are means', () => {
    const [plain, mean] = [stepSpreadOf(profile)!, stepSpreadOf({ ...profile, averaging: true })!];
    expect(mean / plain).toBeCloseTo(Math.SQRT2);
  });

  it('is not known without noise or pace', () => {
    expect([stepSpreadOf({ ...profile, noise_w: null }), stepSpreadOf({ ...profile, cadence_s: null })]).toEqual([null, null]);
  });
});

describe('switchesFor', () => {
  it('grows with the square of what hides the load, and is three at least', () => {
    // ceil((1.96 * 2 / (5 / 4))^2) in R
    expect([switchesFor(5, 2), switchesFor(5, 4), switchesFor(2000, 2)]).toEqual([10, 40, 3]);
  });
});

describe('describeMeter', () => {
  it('says how fast, how late and how fine the meter is', () => {
    // sd = sqrt(pi / 2 * 2 * (4 + 1 / 12) / 2) = 2.53; 3.5 sd = 8.9; 4 W: (7.84 * 2.53 / 4)^2 = 24.6
    expect(describeMeter(profile)).toBe(
      'reports about every 10 s, 4 s late; sees changes from 8.9 W in one switch; smaller loads need repeats: 4 W about 25',
    );
  });

  it('says that readings are means, and that they come at once', () => {
    expect(describeMeter({ ...profile, cadence_s: 60, lag_s: 0.2, averaging: true, noise_w: 20 })).toMatch(
      /^reports the mean of about 60 s, at once; sees changes from 120 W in one switch; smaller loads need repeats: 60 W about \d+$/,
    );
  });

  it('says only what is known', () => {
    expect(describeMeter({ ...profile, cadence_s: null })).toBeNull();
    expect(describeMeter({ ...profile, lag_s: null, noise_w: null })).toBe('reports about every 10 s');
  });

  it('never claims to see less than it says smaller loads are', () => {
    for (const noise_w of [0.8, 2, 8, 15]) expect(smallestSeenW(stepSpreadOf({ ...profile, noise_w })!)).toBeGreaterThanOrEqual(5);
  });
});

describe('sightOf', () => {
  it('tells the numbers of the verdict', () => {
    // n = ceil((7.84 * 2.5327 / w)^2) in R, 3 at least
    expect(sightOf(profile)).toEqual({
      smallest_step_w: 8.9,
      switches_needed: [
        { power_w: 5, switches: 16 },
        { power_w: 10, switches: 4 },
        { power_w: 20, switches: 3 },
        { power_w: 50, switches: 3 },
        { power_w: 100, switches: 3 },
      ],
    });
  });

  it('tells nothing while the noise is not known', () => {
    expect(sightOf({ ...profile, noise_w: null })).toEqual({ smallest_step_w: null, switches_needed: [] });
  });
});
