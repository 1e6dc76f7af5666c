import { describe, expect, it } from 'vitest';
import { createQualityWatch } from '../../live/watch-quality.ts';
import { aReading, T0 } from '../store/rows.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** What is found in powers that come every 10 s, in a home that feeds nothing in. */
function foundIn(powers: (number | null)[], { everyMs = 10_000, startMs = T0, dayStartMs = T0 - 12 * HOUR, mayFeedIn = false } = {}) {
  const watch = createQualityWatch();
  powers.forEach((power_w, i) => watch.see(aReading(startMs + i * everyMs, power_w), { dayStartMs, mayFeedIn }));
  return Object.fromEntries([...watch.found()].map(([kind, { count }]) => [kind, count]));
}

describe('the quality of readings', () => {
  it('is not doubted where a house lives', () => {
    const day = Array.from({ length: 2000 }, (_, i) => 150 + 40 * Math.sin(i / 50) + (i % 300 < 20 ? 2000 : 0) + (i % 7));
    expect(foundIn(day)).toEqual({});
    expect(foundIn([200, null, 210, 0, 0, 0, 0, 0, 220])).toEqual({});
    expect(foundIn([3000, 9000, 3000, 12_000, 12_000, 3000])).toEqual({});
  });

  it('knows a 0 between two readings of the same house, once for each', () => {
    expect(foundIn([200, 0, 205, 210, 0, 0, 190])).toEqual({ false_zero: 2 });
    expect(foundIn([0, 0, 300, 0])).toEqual({});
  });

  it('knows a spike, and not a load that stays', () => {
    expect(foundIn([200, 60_000, 210, 220])).toEqual({ spike: 1 });
    expect(foundIn([200, -40_000, 210])).toEqual({ spike: 1 });
    expect(foundIn([200, 18_000, 18_100, 18_050])).toEqual({});
  });

  it('knows a value that does not move for hours, once for each stretch', () => {
    const stuck = Array<number>(300).fill(231.4);
    expect(foundIn(stuck, { everyMs: MINUTE })).toEqual({ stuck: 1 });
    expect(foundIn([...stuck, 5, ...stuck], { everyMs: MINUTE })).toEqual({ stuck: 2 });
    expect(foundIn(Array<number>(300).fill(0), { everyMs: MINUTE })).toEqual({});
  });

  it('knows powers below 0 around midnight, where nothing is fed in', () => {
    expect(foundIn([100, -400, 100], { startMs: T0, dayStartMs: T0 - MINUTE })).toEqual({ midnight_negative: 1 });
    expect(foundIn([100, -400, 100], { startMs: T0, dayStartMs: T0 - MINUTE, mayFeedIn: true })).toEqual({});
    expect(foundIn([100, -400, 100])).toEqual({});
  });

  it('knows a counter of the day that goes back within the day', () => {
    const watch = createQualityWatch();
    const say = (hours: number, daily_kwh: number | null, dayStartMs = T0) =>
      watch.see(aReading(T0 + hours * HOUR, 100, { daily_kwh }), { dayStartMs, mayFeedIn: false });
    say(1, 1);
    say(2, null);
    say(3, 3);
    say(4, 0.2);
    say(25, 0.1, T0 + 24 * HOUR);
    expect(watch.found().get('counter_reset')).toEqual({ count: 1, last_ms: T0 + 4 * HOUR });
  });
});
