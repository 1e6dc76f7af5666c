/** How late the meter is: found where edges pile up behind events, and how far single ones are spread around that. */
import { itemAt } from './item-at.ts';
import { median } from './median.ts';
import { normalCdf } from './normal.ts';

export type Lag = {
  /** Pace of the samples, s. */
  dt: number;
  /** Pairs of an edge and an event by the time between them: bins of .5 s from -10 s on. */
  pairs: number[];
  events: number;
  /** Lag, s: from the event to the edge, half an interval included. */
  tau: number;
  /** Spread of events and meter around it, s. */
  spread: number;
  /** The lag was found; before, it is a guess with a wide slack. */
  found: boolean;
  /** Offsets of confident matches: how many (forgetting) and their sum of squares. */
  matches: number;
  squares: number;
};

/** Own timing of a cluster of steps, s. */
export type StartDelay = { mean: number; sd: number; count: number };

const BINS = 300;
const BIN = 0.5;
const FROM = -10;
export const LAG_REACH = { before: 10, after: 140 } as const;
/** Edges smaller than this are too often chance to be paired, W. */
export const PAIRED_EDGE_W = 30;
/** Share of old pairs that stay at each event: a meter that becomes later is noticed within a week. */
const KEEP = 0.9995;
/** How late an appliance may begin after its state changed, s. */
export const LATE_START = 14;

export const createLag = (dt: number): Lag => ({
  dt,
  pairs: Array<number>(BINS).fill(0),
  events: 0,
  tau: dt / 2,
  spread: Math.max(3, 0.4 * dt),
  found: false,
  matches: 3,
  squares: 3 * (2.5 + (dt * dt) / 12),
});

/** Takes an event's distances to all edges near it, s; every tenth event the peak is looked for. */
export function addLagPairs(lag: Lag, distances: readonly number[]): void {
  lag.events += 1;
  lag.pairs = lag.pairs.map((n) => n * KEEP);
  for (const distance of distances) {
    const bin = Math.trunc((distance - FROM) / BIN);
    if (bin >= 0 && bin < BINS) lag.pairs[bin] = itemAt(lag.pairs, bin) + 1;
  }
  if (lag.events % 10 === 0) findPeak(lag);
}

/** Pairs within a box around each bin. */
function inBox(pairs: readonly number[], width: number): number[] {
  const [before, after] = [(width - 1) >> 1, width >> 1];
  return pairs.map((_, i) => pairs.slice(Math.max(0, i - after), i + before + 1).reduce((sum, n) => sum + n, 0));
}

/** Where half of a weight is reached, between the bins. */
function weightedMedian(weights: readonly number[], from: number): number {
  const half = weights.reduce((sum, w) => sum + w, 0) / 2;
  let sum = 0;
  for (const [i, weight] of weights.entries()) {
    if (sum + weight >= half && weight > 0) {
      const share = i === 0 ? 1 : (half - sum) / weight;
      return centreOf(from + i - 1 + share);
    }
    sum += weight;
  }
  return centreOf(from);
}

const centreOf = (bin: number): number => FROM + BIN / 2 + bin * BIN;

/**
 * The lag is where a box of an interval and 2 s holds more pairs than chance: above the median box by 3.5 times the sd of a count of that
 * size (Poisson). The middle of what stands out there is the lag.
 */
function findPeak(lag: Lag): void {
  const width = Math.max(3, Math.round((lag.dt + 2) / BIN));
  const boxes = inBox(lag.pairs, width);
  const chance = median(boxes);
  const top = boxes.indexOf(Math.max(...boxes));
  if (itemAt(boxes, top) - chance <= Math.max(4, 3.5 * Math.sqrt(chance + 1))) return;
  const from = Math.max(0, top - width);
  const weights = lag.pairs.slice(from, top + width + 1).map((n) => Math.max(0, n - chance / width));
  lag.tau = Math.max(-5, weightedMedian(weights, from));
  // The interval itself spreads edges by dt^2 / 12 (uniform); the rest is jitter.
  const jitter = Math.sqrt(Math.max(0, lag.squares / lag.matches - (lag.dt * lag.dt) / 12));
  lag.spread = Math.min(Math.max(0.9, jitter), Math.max(3, 0.4 * lag.dt));
  lag.found = true;
}

/** Takes the offset (edge - event - lag, s) of a match that is beyond doubt; far ones are late starters and say nothing of the meter. */
export function addLagMatch(lag: Lag, offset: number): void {
  if (Math.abs(offset) >= lag.dt / 2 + 4) return;
  lag.matches = lag.matches * 0.99 + 1;
  lag.squares = lag.squares * 0.99 + offset * offset;
}

/** How far from the lag an edge may lie, s; `fixed` where the user has set it. */
export function slackOf(lag: Lag, fixed: number | undefined): number {
  if (fixed !== undefined) return fixed;
  return lag.found ? lag.dt / 2 + 3 * lag.spread + 0.5 : lag.dt + 6;
}

/** Density of an offset in a box of one interval, smeared by a normal. */
const smearedBox = (offset: number, dt: number, sd: number): number =>
  (normalCdf((offset + dt / 2) / sd) - normalCdf((offset - dt / 2) / sd)) / dt;

/**
 * Log density of an edge at `offset` = edge - event - lag (s): nine in ten within the sampling interval, smeared by the jitter; the rest
 * anywhere in the slack, or late by up to 14 s. Steps of a cluster that was often late have their own timing blended in.
 *
 * @example
 * logTiming(lag, 0, 9, null) > logTiming(lag, 8, 9, null); // true
 */
export function logTiming(lag: Lag, offset: number, slack: number, delay: StartDelay | null): number {
  let density = 0.9 * smearedBox(offset, lag.dt, lag.spread);
  if (Math.abs(offset) < slack) density += 0.05 / (2 * slack);
  if (offset > 0 && offset < LATE_START) density += 0.05 / LATE_START;
  if (delay !== null) {
    const own = delay.count / (delay.count + 3);
    const sd = Math.hypot(delay.sd, 0.5 * lag.spread);
    density = (1 - own) * density + own * (0.9 * smearedBox(offset - delay.mean, lag.dt, sd) + 0.1 * density);
  }
  return Math.log(density + 1e-7);
}
