/** The cells of a slow meter: the change from one sample to the next, in which the steps of many events may lie. */
import { normalCdf } from './normal.ts';
import { endOf, firstAtOrAfter, windowAt, type Window } from './window.ts';

export type CellSample = {
  /** s. */
  t: number;
  /** W. */
  p: number;
  /** A gap lies before it. */
  afterGap: boolean;
};

/** How a meter shows a step: at an instant, or as part of a mean; `tau`: how late, s. */
export type CellView = { samples: Window<CellSample>; dt: number; tau: number; averaging: boolean };

/** One place where the step of an event may be: with which probability, and what share of it each cell shows. */
export type Place = { probability: number; shares: readonly (readonly [cell: number, share: number])[] };

/** Jitter of events and meter, s. */
const JITTER = 1.4;
/** Less of a chance than this is not followed. */
const LEAST_CHANCE = 0.02;

/** Number of the first cell that is not closed yet. */
export const firstOpenCell = ({ samples }: CellView): number => endOf(samples) - 1;

/** The change in a cell, W; null: it is not closed, forgotten, or holds a gap. */
export function changeIn(samples: Window<CellSample>, cell: number): number | null {
  if (cell < samples.offset || cell + 1 >= endOf(samples)) return null;
  const after = windowAt(samples, cell + 1);
  return after.afterGap ? null : after.p - windowAt(samples, cell).p;
}

/** The cell that shows what happened at `t` (s); the open one stands for all that is to come. */
export const cellOf = ({ samples, tau }: CellView, t: number): number => firstAtOrAfter(samples, t + tau) - 1;

/** Begin and end of a cell, s; the open one ends when it is due. */
function borders({ samples, dt }: CellView, cell: number): [number, number] {
  const begin = windowAt(samples, cell).t;
  return [begin, cell + 1 < endOf(samples) ? windowAt(samples, cell + 1).t : begin + dt];
}

/**
 * Where the step of an event may be seen. A mean over the interval shows 1 - f of it in the cell in which it happens and f in the next,
 * f being the share of the interval that had passed: exact. A sample shows it whole; near a border, in either cell.
 *
 * @example
 * // a one-minute mean from 0 s on, a step at 15 s: a quarter of the interval had passed
 * placesOf({ samples, dt: 60, tau: 0, averaging: true }, 15); // [{ probability: 1, shares: [[0, .75], [1, .25]] }]
 */
export function placesOf(view: CellView, t: number): Place[] {
  const cell = cellOf(view, t);
  // Before the first sample no cell shows it.
  if (cell < view.samples.offset) return [{ probability: 1, shares: [] }];
  const [begin, end] = borders(view, cell);
  const at = t + view.tau;
  if (view.averaging) {
    const passed = Math.min(1, Math.max(0, (at - begin) / view.dt));
    return [
      {
        probability: 1,
        shares: [
          [cell, 1 - passed],
          [cell + 1, passed],
        ],
      },
    ];
  }
  const before = normalCdf((begin - at) / JITTER);
  const after = 1 - normalCdf((end - at) / JITTER);
  const whole = (probability: number, index: number): Place => ({ probability, shares: [[index, 1]] });
  const places = [whole(Math.max(1e-3, 1 - before - after), cell)];
  if (before > LEAST_CHANCE && cell > view.samples.offset) places.push(whole(before, cell - 1));
  if (after > LEAST_CHANCE) places.push(whole(after, cell + 1));
  return places;
}
