/** What moves a slow meter without any event: a scale mixture of zero-mean normals, learned in cells in which nothing happened. */
import { changeIn, type CellSample, type CellView } from './cells.ts';
import { itemAt } from './item-at.ts';
import { logNormal } from './normal.ts';
import { median } from './median.ts';
import { windowAt, type Window } from './window.ts';

/** Sds of the mixture, W: from meter noise to an oven. */
export const SCALES: readonly number[] = [2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048];
/** Counts of the scales before anything is known. */
const START = [3, 3, 4, 4, 3, 3, 3, 2, 1.5, 1, 0.8];
/** Forgetting of a cell: about 500 stay. */
const KEEP = 0.998;
/** Cells that tell how restless the house is just now, and the borders between still, lively and restless, W. */
const RECENT_CELLS = 6;
const STILL_W = 8;
const LIVELY_W = 40;

/** Times of events are off by so much, s. */
const MARGIN = 2;

/** Counts of each scale, for a still, a lively and a restless house. */
export type CellBackground = number[][];

export const createCellBackground = (): CellBackground => [0, 1, 2].map(() => START.map((count) => count * 2));

/** Which of the three: by the median change of the last six cells. */
function bankBefore(samples: Window<CellSample>, cell: number): number {
  const changes: number[] = [];
  for (let c = cell - RECENT_CELLS; c < cell; c++) {
    const change = changeIn(samples, c);
    if (change !== null) changes.push(Math.abs(change));
  }
  const typical = changes.length > 0 ? median(changes) : 20;
  return typical < STILL_W ? 0 : typical < LIVELY_W ? 1 : 2;
}

/** Log probability of each scale at a cell. */
export function logScalesAt(background: CellBackground, samples: Window<CellSample>, cell: number): number[] {
  const counts = itemAt(background, bankBefore(samples, cell));
  const total = counts.reduce((sum, count) => sum + count, 0);
  return counts.map((count) => Math.log(count / total));
}

/**
 * Learns from a cell without events, by online expectation maximization: each scale gets the share with which it explains the change
 * (Cappe and Moulines 2009). Changes `background`.
 */
export function learnCell(background: CellBackground, { samples }: CellView, cell: number): void {
  const change = changeIn(samples, cell);
  if (change === null) return;
  const bank = bankBefore(samples, cell);
  const logs = SCALES.map((scale, k) => Math.log(itemAt(itemAt(background, bank), k)) + logNormal(change, scale * scale + 1));
  const top = Math.max(...logs);
  const shares = logs.map((log) => Math.exp(log - top));
  const total = shares.reduce((sum, share) => sum + share, 0);
  background[bank] = itemAt(background, bank).map((count, k) => count * KEEP + itemAt(shares, k) / total);
}

/** Whether an event of one of these times (s) may have moved this cell; a mean still shows what happened an interval before. */
export function isTouched({ samples, tau, dt, averaging }: CellView, cell: number, times: readonly number[]): boolean {
  const from = windowAt(samples, cell).t - tau - (averaging ? dt : 0) - MARGIN;
  const to = windowAt(samples, cell + 1).t - tau + MARGIN;
  return times.some((t) => t >= from && t <= to);
}
