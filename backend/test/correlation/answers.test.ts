import { describe, expect, it } from 'vitest';
import { bestAnswer } from '../../correlation/best-answer.ts';
import { buildAnswers } from '../../correlation/build-answer.ts';
import { SHARE_RIGHT } from '../../correlation/confidence-shares.ts';
import { confidenceOf, RAW, shareAt } from '../../correlation/confidence-table.ts';
import { eventOf } from '../../correlation/event.ts';

const eventAt = (entity_id: string) =>
  eventOf({ time_ms: 1000, entity_id, domain: 'switch', state: 'on', previous_state: 'off', attributes: {} }, undefined)!;
const sure = (mean: number) => [{ weight: 1, mean, variance: 4 }];

describe('bestAnswer', () => {
  it('is the value that holds most mass within 10 W or 20 %', () => {
    const { powerW, mass } = bestAnswer([
      { weight: 0.9, mean: 60, variance: 4 },
      { weight: 0.1, mean: 0.1, variance: 4 },
    ]);
    expect(powerW).toBeCloseTo(60, 9);
    expect(mass).toBeCloseTo(0.9, 3);
  });

  it('is the middle of many values that are all as good', () => {
    const { powerW } = bestAnswer([8, 11, 14, 17, 20].map((mean) => ({ weight: 0.2, mean, variance: 1 })));
    expect(powerW).toBeCloseTo(14, 9);
  });

  it('gives no mass to the other direction', () => {
    expect(
      bestAnswer([
        { weight: 0.6, mean: 4, variance: 1 },
        { weight: 0.4, mean: -4, variance: 1 },
      ]),
    ).toMatchObject({ powerW: 4 });
  });
});

describe('confidenceOf', () => {
  it('interpolates a table', () => {
    const table = RAW.map((mass) => mass / 2);
    // numpy.interp([.85, .15, 1], raw, table)
    expect(shareAt(table, 0.85)).toBeCloseTo(0.425, 9);
    expect(shareAt(table, 0.15)).toBeCloseTo(0.075, 9);
    expect(shareAt(table, 1.001)).toBeCloseTo(0.5, 9);
    expect(shareAt(table, -1)).toBe(0);
  });

  it('has a table of its own for each kind of meter', () => {
    expect(confidenceOf(0.9, 1, false)).toBe(SHARE_RIGHT.upTo2s[RAW.indexOf(0.9)]);
    expect(confidenceOf(0.9, 60, true)).toBe(SHARE_RIGHT.means[RAW.indexOf(0.9)]);
    expect(confidenceOf(0.9, 300, false)).toBe(SHARE_RIGHT.slower[RAW.indexOf(0.9)]);
  });

  it('grows with the mass on every meter', () => {
    for (const [dt, averaging] of [
      [1, false],
      [10, false],
      [30, false],
      [60, false],
      [300, false],
      [60, true],
    ] as const) {
      const confidences = Array.from({ length: 101 }, (_, i) => confidenceOf(i / 100, dt, averaging));
      expect(confidences).toEqual([...confidences].sort((a, b) => a - b));
    }
  });
});

describe('buildAnswers', () => {
  it('gives those that share a step the same level after: before and all of their watts', () => {
    const findings = [
      { event: eventAt('switch.a'), posterior: sure(60), beforeW: 200, step: 3 },
      { event: eventAt('switch.b'), posterior: sure(-15), beforeW: 200, step: 3 },
      { event: eventAt('switch.c'), posterior: sure(1000), beforeW: 245, step: 4 },
    ];
    const [a, b, c] = buildAnswers(findings, 10, false);
    expect(a).toMatchObject({ power_before_w: 200, power_after_w: 245, power_delta_w: 60, shared_with: ['switch.b'], interval_w: 3.9 });
    expect(b).toMatchObject({ power_after_w: 245, shared_with: ['switch.a'] });
    expect(c).toMatchObject({ power_before_w: 245, power_after_w: 1245, shared_with: [] });
  });
});
