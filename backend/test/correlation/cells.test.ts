import { describe, expect, it } from 'vitest';
import { createCellBackground, isTouched, learnCell, logScalesAt, SCALES } from '../../correlation/cell-background.ts';
import { findCellLag } from '../../correlation/cell-lag.ts';
import { changeIn, placesOf, type CellView } from '../../correlation/cells.ts';
import { modelOf } from '../../correlation/entity-model.ts';
import { eventOf } from '../../correlation/event.ts';
import { solveCells } from '../../correlation/solve-cells.ts';
import { addUp, tieEvents } from '../../correlation/tie-events.ts';

const viewOf = (levels: readonly number[], averaging: boolean, tau = 0): CellView => ({
  samples: { offset: 0, items: levels.map((p, i) => ({ t: 60 * i, p, afterGap: i === 0 })) },
  dt: 60,
  tau,
  averaging,
});

const expected = (entity_id: string, t: number, state: 'on' | 'off') => {
  const previous_state = state === 'on' ? 'off' : 'on';
  const event = eventOf({ time_ms: t * 1000, entity_id, domain: 'switch', state, previous_state, attributes: {} }, undefined)!;
  return { event, prior: [], own: [], model: modelOf({}, entity_id, 0) };
};

describe('cells', () => {
  it('show a step in a mean in two cells, by the share of the interval that had passed', () => {
    expect(placesOf(viewOf([0, 0, 0], true), 15)).toEqual([
      {
        probability: 1,
        shares: [
          [0, 0.75],
          [1, 0.25],
        ],
      },
    ]);
  });

  it('show a step in samples whole, near a border perhaps in the next', () => {
    expect(placesOf(viewOf([0, 0, 0, 0], false), 30)).toEqual([{ probability: expect.closeTo(1, 6) as number, shares: [[0, 1]] }]);
    const places = placesOf(viewOf([0, 0, 0, 0], false), 59.5);
    expect(places.map(({ shares }) => shares[0]![0])).toEqual([0, 1]);
    // scipy.stats.norm.sf(.5 / 1.4)
    expect(places[1]!.probability).toBeCloseTo(0.36049, 4);
  });

  it('show nothing of what happened before the first of them, and it is not answered', () => {
    const view = viewOf([0, 0, 0, 0], false);
    expect(placesOf(view, -500)).toEqual([{ probability: 1, shares: [] }]);
    const [solved] = solveCells(view, createCellBackground(), -1, tieEvents(view, [expected('switch.a', -500, 'on')]), []);
    expect(solved).toMatchObject({ isHidden: true, gain: 0 });
  });

  it('have no change across a gap, before the first sample, or while they are open', () => {
    const { samples } = viewOf([100, 200, 350], false);
    samples.items[2] = { ...samples.items[2]!, afterGap: true };
    expect([-1, 0, 1, 2].map((cell) => changeIn(samples, cell))).toEqual([null, 100, null, null]);
  });

  it('learn how the house moves without events', () => {
    const view = viewOf(
      Array.from({ length: 400 }, (_, i) => 500 + (i % 2) * 32),
      false,
    );
    const background = createCellBackground();
    for (let cell = 10; cell < 390; cell++) learnCell(background, view, cell);
    const scales = logScalesAt(background, view.samples, 395);
    expect([16, 32, 64]).toContain(SCALES[scales.indexOf(Math.max(...scales))]);
  });

  it('are touched by events whose step they may show', () => {
    const view = viewOf([0, 0, 0, 0, 0], false, 5);
    expect([0, 1, 2].map((cell) => isTouched(view, cell, [70]))).toEqual([false, true, false]);
    expect([0, 1, 2].map((cell) => isTouched({ ...view, averaging: true }, cell, [70]))).toEqual([false, true, true]);
  });
});

describe('findCellLag', () => {
  it('is the delay under which past steps fit the cells', () => {
    const levels = Array<number>(240).fill(300);
    const guesses = Array.from({ length: 50 }, (_, i) => ({ t: 200 + i * 240 + ((i * 13) % 60), stepW: i % 2 === 0 ? 100 : -100 }));
    for (const { t, stepW } of guesses) for (let i = Math.ceil((t + 20) / 60); i < levels.length; i++) levels[i]! += stepW;
    expect(Math.abs(findCellLag(viewOf(levels, false), guesses)! - 20)).toBeLessThan(3);
    expect(findCellLag(viewOf(Array<number>(240).fill(300), false), guesses)).toBeNull();
    expect(findCellLag(viewOf(levels, false), guesses.slice(0, 10))).toBeNull();
  });
});

describe('tieEvents', () => {
  const view = viewOf([0, 0, 0, 0, 0], true);

  it('makes one unknown of an on and its off, seen where they do not cancel', () => {
    const unknowns = tieEvents(view, [expected('switch.a', 15, 'on'), expected('switch.b', 20, 'on'), expected('switch.a', 45, 'off')]);
    expect(unknowns.map(({ members }) => members.map(({ sign }) => sign))).toEqual([[1, -1], [1]]);
    // Half a minute on: .75 - .25 of it in the first cell, .25 - .75 in the second.
    expect(unknowns[0]!.places[0]!.shares).toEqual([
      [0, 0.5],
      [1, -0.5],
    ]);
  });

  it('does not tie an on to the off before it', () => {
    expect(tieEvents(view, [expected('switch.a', 15, 'off'), expected('switch.a', 45, 'on')]).length).toBe(2);
  });

  it('adds up what is believed, and that its place is unsure', () => {
    // numpy: q m = 30; q v + q (1 - q) m^2 = 2 + 900
    expect(addUp([{ places: [{ probability: 0.5, shares: [[3, 1]] }], mean: 60, variance: 4 }]).get(3)).toEqual({
      mean: 30,
      variance: 902,
    });
  });
});
