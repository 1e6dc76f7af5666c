/** How late a slow meter is: the lag under which what was expected of past events fits its cells best. */
import { changeIn, type CellView } from './cells.ts';
import { itemAt } from './item-at.ts';
import { endOf, firstAtOrAfter, windowAt } from './window.ts';

/** A past event with what was expected of it before the meter was looked at, W. */
export type Guess = { t: number; stepW: number };

/** Lags that are tried, s: fine where meters are, coarse up to four minutes for those of a cloud. */
const LAGS = [...Array.from({ length: 48 }, (_, i) => i - 3), ...Array.from({ length: 41 }, (_, i) => 45 + 5 * i)];
/** Changes of this size are taken for noise, W: the loss grows with their log beyond, so that one oven does not decide. */
const NOISE_W = 15;
/** A lag must explain so much more than none, and those within 2 of the best are as good. */
const LEAST_GAIN = 10;
const AS_GOOD = 2;
const AS_NEAR = 4;
const LEAST_EVENTS = 40;

const loss = (powerW: number): number => Math.log1p((powerW / NOISE_W) ** 2);

/** The cells of a view: their changes, W (null: unknown), what each costs unexplained, and room for what is foretold of it. */
type Cells = { changes: (number | null)[]; losses: number[]; foretold: Float64Array };

function cellsOf({ samples }: CellView): Cells {
  const count = endOf(samples) - samples.offset;
  const changes = Array.from({ length: count }, (_, i) => changeIn(samples, samples.offset + i));
  return { changes, losses: changes.map((change) => loss(change ?? 0)), foretold: new Float64Array(count + 1) };
}

/** Adds to each cell what the guesses foretell of it at this lag; returns the cells that they touch. */
function foretell({ samples, dt, averaging }: CellView, foretold: Float64Array, guesses: readonly Guess[], lag: number): number[] {
  const touched: number[] = [];
  const add = (cell: number, powerW: number): void => {
    const before = foretold[cell] ?? 0;
    if (before === 0) touched.push(cell);
    foretold[cell] = before + powerW;
  };
  const last = samples.items.length - 2;
  for (const { t, stepW } of guesses) {
    const cell = Math.min(last, Math.max(0, firstAtOrAfter(samples, t + lag) - 1 - samples.offset));
    const passed = averaging ? Math.min(1, Math.max(0, (t + lag - windowAt(samples, cell + samples.offset).t) / dt)) : 0;
    add(cell, (1 - passed) * stepW);
    if (passed > 0) add(cell + 1, passed * stepW);
  }
  return touched;
}

/** How much better the cells are explained with the guesses than without. */
function gainAt(view: CellView, { changes, losses, foretold }: Cells, guesses: readonly Guess[], lag: number): number {
  let gain = 0;
  for (const cell of foretell(view, foretold, guesses, lag)) {
    const change = changes[cell] ?? null;
    if (change !== null) gain += itemAt(losses, cell) - loss(change - itemAt(foretold, cell));
    foretold[cell] = 0;
  }
  return gain;
}

/** Each value half, its neighbours a quarter each: a peak of one lag alone is chance. */
const smoothed = (values: readonly number[]): number[] =>
  values.map((value, i) => 0.5 * value + 0.25 * (values[i - 1] ?? value) + 0.25 * (values[i + 1] ?? value));

/**
 * The lag of a slow meter, s; null while nothing stands out.
 *
 * @example
 * findCellLag({ samples, dt: 60, tau: 3, averaging: true }, guesses); // 3.5
 */
export function findCellLag(view: CellView, guesses: readonly Guess[]): number | null {
  if (guesses.length < LEAST_EVENTS || endOf(view.samples) - view.samples.offset < 3) return null;
  const cells = cellsOf(view);
  const gains = smoothed(LAGS.map((lag) => gainAt(view, cells, guesses, lag)));
  const best = gains.indexOf(Math.max(...gains));
  if (itemAt(gains, best) <= LEAST_GAIN) return null;
  const good = LAGS.filter((_, i) => itemAt(gains, i) > itemAt(gains, best) - AS_GOOD && Math.abs(i - best) <= AS_NEAR);
  return good.reduce((sum, lag) => sum + lag, 0) / good.length;
}
