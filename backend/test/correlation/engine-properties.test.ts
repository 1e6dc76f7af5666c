import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createEngine } from '../../correlation/engine.ts';
import type { EngineAnswer } from '../../correlation/types.ts';
import { play, type House } from './a-house.ts';
import { aTimetable, timeOf, withReadings, type Move } from './a-timetable.ts';

const MINUTE = 60_000;
const HOURS = 5;
/** The same homes each time; a failure is told as it was found, for looking for a smaller one takes minutes. */
const RUNS = { numRuns: 8, seed: 4, endOnFailure: true };
/** Watts are told to a tenth. */
const ROUNDED_W = 0.05;
const hear = (house: House) => play(createEngine({}), house.inputs, MINUTE, house.endMs + 15 * MINUTE);

/** Homes of two to five switches of any size, some of them switched within seconds of each other; on fast and slow meters. */
const homes = fc
  .record({
    watts: fc.array(fc.integer({ min: 0, max: 2500 }), { minLength: 2, maxLength: 5 }),
    dt: fc.constantFrom(1, 10, 60),
    turns: fc.array(fc.record({ who: fc.nat(4), after: fc.constantFrom(0, 1, 5, 120, 240, 500) }), { minLength: 40, maxLength: 60 }),
  })
  .map(({ watts, dt, turns }) => {
    const on = new Set<number>();
    let s = 600;
    const moves = turns.flatMap(({ who, after }): Move[] => {
      s += after;
      const i = who % watts.length;
      // An entity has one state at a time.
      if (after === 0 || s > HOURS * 3600 - 600) return [];
      const isOn = !on.has(i);
      if (isOn) on.add(i);
      else on.delete(i);
      const [state, previous_state] = isOn ? ['on', 'off'] : ['off', 'on'];
      return [{ s, entity_id: `switch.s${i}`, state, previous_state, stepW: isOn ? watts[i]! : -watts[i]! }];
    });
    return { moves, dt };
  });

/** Of all that were given watts: each with those that it shares a step with. */
const byStep = (answers: readonly EngineAnswer[]) => {
  const moved = answers.filter(({ power_delta_w }) => power_delta_w !== 0);
  return moved.map((answer) => ({ answer, all: [answer, ...moved.filter((other) => isTogether(answer, other))] }));
};
const isTogether = (a: EngineAnswer, b: EngineAnswer) =>
  a.shared_with.includes(b.entity_id) && b.shared_with.includes(a.entity_id) && Math.abs(a.time_ms - b.time_ms) < 2 * MINUTE;

describe('in any home the engine', () => {
  it('shares a step so that the shares add up to it', () => {
    fc.assert(
      fc.property(homes, (home) => {
        for (const { answer, all } of byStep(hear(aTimetable({ hours: HOURS, ...home })).answers)) {
          // An entity that shares it with more than one of its changes is named once.
          if (all.length !== 1 + answer.shared_with.length) continue;
          const sum = all.reduce((watts, { power_delta_w }) => watts + power_delta_w, 0);
          expect(Math.abs(answer.power_after_w - answer.power_before_w - sum)).toBeLessThan(ROUNDED_W * (2 + all.length) + 1e-6);
        }
      }),
      RUNS,
    );
  });

  it('says the same when simultaneous changes are given in another order', () => {
    fc.assert(
      fc.property(homes, fc.nat(), ({ moves, dt }, turn) => {
        // Each is moved to the full minute, so that many are simultaneous; of one entity only the first.
        const together = moves
          .map((move) => ({ ...move, s: Math.round(move.s / 60) * 60 }))
          .filter(({ s, entity_id }, i, all) => all.findIndex((other) => other.s === s && other.entity_id === entity_id) === i);
        const house = aTimetable({ hours: HOURS, dt, moves: together });
        const turned = house.inputs
          .map((input, i) => ({ input, key: (i * 7919 + turn) % 101 }))
          .sort((a, b) => timeOf(a.input) - timeOf(b.input) || a.key - b.key)
          .map(({ input }) => input);
        expect(hear({ ...house, inputs: turned })).toEqual(hear(house));
      }),
      RUNS,
    );
  });

  it('says the same of every change beside a constant load', () => {
    fc.assert(
      fc.property(homes, fc.integer({ min: 1, max: 60 }), (home, loadW) => {
        const at = (baseW: number) => hear(aTimetable({ hours: HOURS, ...home, baseW: () => baseW })).answers;
        const [without, with_] = [at(200), at(200 + loadW)];
        expect(with_.map(({ entity_id, time_ms }) => [entity_id, time_ms])).toEqual(
          without.map(({ entity_id, time_ms }) => [entity_id, time_ms]),
        );
        for (const [i, { power_delta_w }] of without.entries())
          expect(Math.abs(with_[i]!.power_delta_w - power_delta_w)).toBeLessThan(Math.max(10, 0.1 * Math.abs(power_delta_w)));
      }),
      RUNS,
    );
  });

  it('makes no step of a gap, though the house has changed meanwhile', () => {
    fc.assert(
      fc.property(fc.constantFrom(1, 10, 60), fc.integer({ min: -150, max: 3000 }), fc.boolean(), (dt, changeW, isTold) => {
        const [fromS, toS] = [2 * 3600, 3 * 3600];
        const house = aTimetable({ hours: HOURS, dt, moves: [], baseW: (s) => 300 + (s > 2.5 * 3600 ? changeW : 0) });
        const start = timeOf(house.inputs[0]!);
        const inGap = (time: number) => time >= start + fromS * 1000 && time < start + toS * 1000;
        const broken = withReadings(house, (readings) =>
          readings.flatMap((input) => {
            if (input.kind !== 'reading' || !inGap(input.reading.time_ms)) return [input];
            return isTold ? [{ kind: 'reading', reading: { ...input.reading, power_w: null } }] : [];
          }),
        );
        expect(hear(broken)).toMatchObject({ answers: [], steps: [] });
      }),
      { ...RUNS, numRuns: 20 },
    );
  });
});
