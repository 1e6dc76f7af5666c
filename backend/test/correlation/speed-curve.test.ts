import { describe, expect, it } from 'vitest';
import { modelOf, newTransition, type EntityModel, type Speeds } from '../../correlation/entity-model.ts';
import { shareOf } from '../../correlation/on-level.ts';
import { speedCurveOf } from '../../correlation/speed-curve.ts';

const cluster = (mean: number, count = 4) => ({ count, mean, squares: 0, delayCount: 0, delayMean: 0, delaySquares: 0 });
const kindOf = ([from, to]: NonNullable<Speeds>) => (from === 0 ? 'on' : to === 0 ? 'off' : 'level');

/** A fan that was seen to make these steps, W, so often. */
function aFan(steps: readonly (readonly [from: number, to: number, stepW: number, count?: number])[], told: EntityModel['told'] = null) {
  const model = modelOf({}, 'fan.a');
  for (const [from, to, stepW, count] of steps)
    model.transitions[`on ${from}>on ${to}`] = {
      ...newTransition({ kind: kindOf([from, to]), speeds: [from, to] }),
      clusters: [cluster(stepW, count)],
    };
  return { ...model, told };
}

describe('the power of a fan at its speeds', () => {
  it('is what its switches to, from and between them showed', () => {
    const curve = speedCurveOf(
      aFan([
        [0, 33, 20],
        [33, 0, -22],
        [33, 66, 14],
        [100, 66, -30],
      ]),
      1.4,
    )!;
    expect([0, 33, 66, 100].map(curve)).toEqual([0, 21, 35, 65]);
  });

  it('lies between those of the speeds around, and beyond the highest follows the speed', () => {
    const curve = speedCurveOf(
      aFan([
        [0, 20, 10],
        [0, 60, 30],
      ]),
      2,
    )!;
    expect(curve(40)).toBe(20);
    expect(curve(10)).toBe(5);
    expect(curve(90)).toBeCloseTo(67.5, 9);
  });

  it('is not known of one switch alone, nor of what tells no speeds', () => {
    expect(speedCurveOf(aFan([[0, 33, 20, 1]]), 1.4)).toBeNull();
    const plain = modelOf({}, 'switch.a');
    plain.transitions['off>on'] = { ...newTransition({ kind: 'on', speeds: null }), clusters: [cluster(60)] };
    expect(speedCurveOf(plain, 1.4)).toBeNull();
  });

  it('is never below 0', () => {
    expect(
      speedCurveOf(
        aFan([
          [0, 33, 20],
          [33, 66, -50],
        ]),
        1.4,
      )!(66),
    ).toBe(0);
  });
});

describe('the share of its power', () => {
  it('is of the speeds that it is mostly switched to, or of full speed where a user entered it', () => {
    const steps = [
      [0, 25, 20, 9],
      [0, 100, 80, 2],
    ] as const;
    expect([0, 0.25, 1].map(shareOf(aFan(steps)))).toEqual([0, 1, 4]);
    expect([0, 0.25, 1].map(shareOf(aFan(steps, { kind: 'power', powerW: 70 })))).toEqual([0, 0.25, 1]);
  });

  it('is all of it while no speed is known, and as lamps do it of what was entered', () => {
    expect([0, 0.25, 1].map(shareOf(aFan([])))).toEqual([0, 1, 1]);
    expect(shareOf(aFan([], { kind: 'power', powerW: 70 }))(0.5)).toBeCloseTo(0.5 ** 1.4, 12);
    // It was only seen to draw less when it is switched on.
    expect(shareOf(aFan([[0, 33, -20]]))(0.33)).toBe(1);
  });
});
