import { describe, expect, it } from 'vitest';
import { addToBackground, createBackground, logBackground, rateOf, watchBackground } from '../../correlation/background-histogram.ts';
import { addLagMatch, addLagPairs, createLag, logTiming, slackOf } from '../../correlation/lag-histogram.ts';

describe('the background', () => {
  it('begins with a prior: two steps an hour, most of them around 80 W', () => {
    // numpy: log(2 / 3600) + log(.0125 * (exp(-60 / 80) + .1 * exp(-60 / 800)) / 4)
    expect(logBackground(createBackground(), 60, 1000)).toBeCloseTo(-13.834, 2);
    expect(logBackground(createBackground(), 60, 0)).toBeGreaterThan(logBackground(createBackground(), 2000, 0));
  });

  it('expects a size again that it has seen', () => {
    const background = createBackground();
    const before = logBackground(background, 95, 90_000);
    for (let i = 0; i < 50; i++) addToBackground(background, i * 1000, 95);
    watchBackground(background, 86_400);
    expect(logBackground(background, 95, 90_000)).toBeGreaterThan(before);
    expect(logBackground(background, -95, 90_000)).toBeLessThan(logBackground(background, 95, 90_000));
    expect(rateOf(background)).toBeCloseTo(52 / 86_400, 9);
  });

  it('expects more for ten minutes after a burst', () => {
    const background = createBackground();
    watchBackground(background, 86_400);
    for (let i = 0; i < 20; i++) addToBackground(background, 1000 + i, 300);
    expect(logBackground(background, 300, 1100)).toBeGreaterThan(logBackground(background, 300, 5000));
  });

  it('forgets half after two weeks', () => {
    const background = createBackground();
    for (let i = 0; i < 10; i++) addToBackground(background, i, 100);
    watchBackground(background, 1_209_600);
    expect(background.count).toBe(5);
    expect(background.watchedS).toBe(604_800);
  });
});

describe('the lag', () => {
  it('is found where edges pile up behind events', () => {
    const lag = createLag(10);
    expect(lag).toMatchObject({ tau: 5, found: false });
    for (let i = 0; i < 20; i++) addLagPairs(lag, [20 + (i % 10) - 5, (i * 37) % 140]);
    expect(lag.found).toBe(true);
    expect(Math.abs(lag.tau - 20)).toBeLessThan(3);
  });

  it('is not found in chance', () => {
    const lag = createLag(10);
    for (let i = 0; i < 40; i++) addLagPairs(lag, [(i * 37) % 140]);
    expect(lag.found).toBe(false);
  });

  it('narrows its slack with confident matches', () => {
    const lag = createLag(10);
    const wide = slackOf(lag, undefined);
    for (let i = 0; i < 100; i++) addLagMatch(lag, (i % 7) - 3);
    for (let i = 0; i < 20; i++) addLagPairs(lag, [4, 5, 6]);
    expect(slackOf(lag, undefined)).toBeLessThan(wide);
    expect(slackOf(lag, 4)).toBe(4);
  });

  it('expects an edge within its interval, smeared by the jitter', () => {
    // numpy: h = (norm.cdf((x + 5) / 2) - norm.cdf((x - 5) / 2)) / 10; log(.9 * h + .05 / 18 + (.05 / 14 if x > 0) + 1e-7)
    const lag = { ...createLag(10), spread: 2 };
    expect(logTiming(lag, 0, 9, null)).toBeCloseTo(-2.3896676941294577, 5);
    expect(logTiming(lag, 3, 9, null)).toBeCloseTo(-2.5002134057331675, 5);
  });

  it('knows the own delay of a late starter', () => {
    const lag = createLag(2);
    const late = { mean: 8, sd: 1, count: 20 };
    expect(logTiming(lag, 8, 9, late)).toBeGreaterThan(logTiming(lag, 8, 9, null));
    expect(logTiming(lag, 0, 9, late)).toBeLessThan(logTiming(lag, 0, 9, null));
  });
});
