/** What small loads leave behind: the level change around an event that is too small to be an edge. */
import { LEVEL_NOISE, type Signal } from './find-edges.ts';
import { endOfStretch, levelOf, measureStep, plateauAfter, startOfStretch, type Measured } from './measure-step.ts';
import { median } from './median.ts';
import { endOf, firstAtOrAfter, windowAt } from './window.ts';

/** Samples of the level before. */
const BEFORE = 8;
/** Differences that tell how the house flickers just now. */
const FLICKER = 40;
/** So many tell of a drift, so many standard errors from none. */
const LEAST_FOR_DRIFT = 12;
const SURE_DRIFT = 4;

/** The samples of a region: `left` is the first that may be changed, `right` the first that must be; the level is read outside of them. */
type Region = { left: number; right: number; firstEdge: number; lastEdge: number };

/** Index of the first edge whose first changed sample is at or behind a sample. */
function edgeAtOrAfter(signal: Signal, sample: number): number {
  const { edges } = signal;
  const place = edges.items.findIndex((edge) => edge.first >= sample);
  return place < 0 ? endOf(edges) : edges.offset + place;
}

/** The region of [from, to] in meter time; null where no sample lies before it. A meter that reports changes has none behind it: it is still. */
function regionOf(signal: Signal, from: number, to: number): Region | null {
  const { samples } = signal;
  const begin = firstAtOrAfter(samples, from);
  const right = Math.min(Math.max(firstAtOrAfter(samples, to), begin + 1), endOf(samples) - 1);
  if (Math.min(begin, right) <= samples.offset) return null;
  const left = Math.min(begin, right);
  return { left, right, firstEdge: edgeAtOrAfter(signal, left), lastEdge: edgeAtOrAfter(signal, right + 1) - 1 };
}

/** Whether the region and the levels beside it hang together: no gap from before it to behind it. */
function isWhole(signal: Signal, { left, right }: Region): boolean {
  if (signal.broken && right >= endOf(signal.samples) - 1) return false;
  for (let i = left; i <= right; i++) if (windowAt(signal.samples, i).afterGap) return false;
  return true;
}

/** How the 40 samples before differ from one to the next. */
function differencesBefore(signal: Signal, index: number): number[] {
  const differences: number[] = [];
  for (let i = startOfStretch(signal, index - 1, FLICKER - 1) + 1; i < index; i++)
    differences.push(windowAt(signal.samples, i).p - windowAt(signal.samples, i - 1).p);
  return differences;
}

/**
 * How much the level rises from one sample to the next by itself, as under the sun: the median difference, where it is beyond doubt. The median
 * of n differences of spread s has a standard error of 1.25 s / sqrt(n).
 */
function driftOf(differences: readonly number[]): number {
  if (differences.length < LEAST_FOR_DRIFT) return 0;
  const drift = median(differences);
  const spread = 1.4826 * median(differences.map((difference) => Math.abs(difference - drift)));
  return Math.abs(drift) > SURE_DRIFT * ((1.25 * spread) / Math.sqrt(differences.length)) ? drift : 0;
}

/** Variance of one sample: how the 40 samples before flicker, and 0.3 % of the level. */
function flickerBefore(signal: Signal, index: number, differences: readonly number[]): number {
  const sigma = differences.length > 0 ? Math.max(0.8, 1.05 * median(differences.map(Math.abs))) : 2;
  return sigma * sigma + (LEVEL_NOISE * windowAt(signal.samples, index - 1).p) ** 2;
}

/** The first sample behind the plateau after the region: where the next edge begins, or when there are enough. */
function endOfPlateau(signal: Signal, right: number, lastEdge: number): number {
  const next = lastEdge + 1 < endOf(signal.edges) ? windowAt(signal.edges, lastEdge + 1).first : endOf(signal.samples);
  return Math.max(endOfStretch(signal, right, Math.min(right + Math.max(plateauAfter(signal.dt), 3), next)), right + 1);
}

function startOfPlateau(signal: Signal, left: number, firstEdge: number): number {
  const settled = firstEdge > signal.edges.offset ? windowAt(signal.edges, firstEdge - 1).last : signal.samples.offset;
  return Math.min(Math.max(startOfStretch(signal, left - 1, BEFORE - 1), settled), left - 1);
}

/**
 * The level change across [from, to] (meter time, s) that no edge in it explains: a lamp of 8 W beside a kettle. Null where a gap hides it.
 *
 * @example
 * measureQuietRegion(signal, 100, 110); // { stepW: 7.5, variance: 2.9, beforeW: 231 }
 */
export function measureQuietRegion(signal: Signal, from: number, to: number): Measured | null {
  const region = regionOf(signal, from, to);
  if (region === null || !isWhole(signal, region)) return null;
  const { left, firstEdge, lastEdge } = region;
  let edgesW = 0;
  for (let edge = firstEdge; edge <= lastEdge; edge++) edgesW += measureStep(signal, edge, edge).stepW;
  const inside = lastEdge - firstEdge + 1;
  const settled = inside > 0 ? windowAt(signal.edges, lastEdge).last : region.right;
  const right = Math.min(Math.max(region.right, settled), endOf(signal.samples) - 1);
  const start = startOfPlateau(signal, left, firstEdge);
  const end = endOfPlateau(signal, right, lastEdge);
  const beforeW = levelOf(signal, start, left);
  const differences = differencesBefore(signal, left);
  const sample = flickerBefore(signal, left, differences);
  // From the middle of one plateau to the middle of the other.
  const driftW = driftOf(differences) * ((right + end) / 2 - (start + left) / 2);
  const variance = 1.57 * sample * (1 / (left - start) + 1 / (end - right)) + 2 + inside * (4 + 3 * sample) + (0.25 * driftW) ** 2;
  return { stepW: levelOf(signal, right, end) - beforeW - edgesW - driftW, variance, beforeW };
}
