/** How big a step in the signal is, and how sure: the difference of the plateaus beside it. */
import type { Signal } from './find-edges.ts';
import { median } from './median.ts';
import { endOf, windowAt } from './window.ts';

export type Measured = { stepW: number; variance: number; beforeW: number };

/** Samples of a plateau before a step. */
const BEFORE = 6;
/** The median of n normal values varies pi/2 times as much as their mean. */
const MEDIAN_VARIANCE = 1.57;

/** Samples of a plateau after a step: 12 s of it, fewer on slower meters, for another step is never far. */
export const plateauAfter = (dt: number): number => (dt <= 2 ? 6 : dt <= 6 ? 4 : 2);

/** Median level of the samples from `from` up to but not including `to`. */
export function levelOf(signal: Signal, from: number, to: number): number {
  const { samples } = signal;
  return median(samples.items.slice(from - samples.offset, to - samples.offset).map(({ p }) => p));
}

/** The first index from which on to `index` there is no gap, at most `most` samples back. */
export function startOfStretch(signal: Signal, index: number, most: number): number {
  let i = index;
  const least = Math.max(index - most, signal.samples.offset);
  while (i > least && !windowAt(signal.samples, i).afterGap) i--;
  return i;
}

/** The index behind the last sample that follows `index` without a gap, at most `end`. */
export function endOfStretch(signal: Signal, index: number, end: number): number {
  let i = index + 1;
  const most = Math.min(end, endOf(signal.samples));
  while (i < most && !windowAt(signal.samples, i).afterGap) i++;
  return i;
}

/** The settled sample of the edge before, where a plateau may begin. */
const settledBefore = (signal: Signal, edge: number): number =>
  edge > signal.edges.offset ? windowAt(signal.edges, edge - 1).last : signal.samples.offset;

const nextEdge = (signal: Signal, edge: number): number =>
  edge + 1 < endOf(signal.edges) ? windowAt(signal.edges, edge + 1).first : endOf(signal.samples);

/** A last sample alone, on a meter this fast, may still be on the way: 3 W + 3 % of doubt. */
const doubtOfLoneSample = (stepW: number, after: number, dt: number): number => (after < 2 && dt < 8 ? 9 + (0.03 * stepW) ** 2 : 0);

/**
 * The step over the edges `first` to `last`: median of the plateau after, less the median before, each cut at the neighbouring edges. Its
 * variance: 1.57 (1 + s^2) (1/n0 + 1/n1) of the two medians, 2 W^2 of rounding, 4 % of what the load itself varies.
 *
 * @example
 * measureStep(signal, 0, 0); // { stepW: 60, variance: 9.1, beforeW: 100.5 }
 */
export function measureStep(signal: Signal, first: number, last: number): Measured {
  const begin = windowAt(signal.edges, first).first;
  const settled = windowAt(signal.edges, last).last;
  const earliest = startOfStretch(signal, begin - 1, BEFORE - 1);
  const from = Math.min(Math.max(earliest, settledBefore(signal, first)), begin - 1);
  const to = Math.max(endOfStretch(signal, settled, Math.min(settled + plateauAfter(signal.dt), nextEdge(signal, last))), settled + 1);
  const beforeW = levelOf(signal, from, begin);
  const stepW = levelOf(signal, settled, to) - beforeW;
  const [before, after] = [begin - from, to - settled];
  const noise = 1 + windowAt(signal.samples, from).noise ** 2;
  const variance = MEDIAN_VARIANCE * noise * (1 / before + 1 / after) + 2 + (0.04 * stepW) ** 2;
  return { stepW, variance: variance + doubtOfLoneSample(stepW, after, signal.dt), beforeW };
}
