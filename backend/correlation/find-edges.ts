/** The signal of a fast meter: recent samples, and the edges in them, found as the samples come. */
import { createNoiseFloor, trackNoise, type NoiseFloor } from './noise-floor.ts';
import { createWindow, endOf, windowAt, type Window } from './window.ts';

type Sample = {
  /** s. */
  t: number;
  /** W. */
  p: number;
  /** Spread of the difference from the sample before, W. */
  noise: number;
  /** A gap lies before it: nothing may be measured across. */
  afterGap: boolean;
};

/** A step in the signal: a difference above the noise, with the neighbours of the same sign that belong to it. */
type Edge = {
  /** Time of the first changed sample, s. */
  t: number;
  /** Index of the first changed sample. */
  first: number;
  /** Index of the first settled sample. */
  last: number;
  /** Explained by an event. */
  used: boolean;
};

export type Signal = {
  /** Pace of the samples, s. */
  dt: number;
  samples: Window<Sample>;
  edges: Window<Edge>;
  noise: NoiseFloor;
  /** A gap since the last sample. */
  broken: boolean;
};

/** Share of the level by which readings wander: 0.3 %, typical of current clamps. */
export const LEVEL_NOISE = 0.003;
const LEAST_EDGE_W = 5;
const LEAST_EDGE_SIGMAS = 3.5;

export const createSignal = (dt: number): Signal => ({
  dt,
  samples: createWindow(),
  edges: createWindow(),
  noise: createNoiseFloor(),
  broken: true,
});

/** Spread of a difference at a level: of the readings, and of the level. */
const spreadAt = (sigma: number, level: number): number => Math.max(0.8, Math.hypot(Math.min(sigma, 6), LEVEL_NOISE * level));

/** Whether the last edge goes on in the next difference: at once, in the same direction, and not for longer than a ramp lasts. */
function goesOn(signal: Signal, edge: Edge | undefined, index: number, difference: number): edge is Edge {
  if (edge?.last !== index - 1) return false;
  const from = windowAt(signal.samples, edge.first - 1);
  const direction = windowAt(signal.samples, edge.first).p - from.p;
  return difference * direction > 0 && windowAt(signal.samples, index - 1).t - from.t <= Math.max(3, 1.2 * signal.dt);
}

/**
 * Takes the next sample, and finds the edge that it may begin or continue: a difference above max(5 W, 3.5 sigma). Merging neighbours of
 * one sign makes one edge of a ramp that fell across a sample. Source: the edges of Hart, Proc. IEEE 1992.
 *
 * @example
 * for (const [t, p] of [[0, 100], [2, 101], [4, 160], [6, 161]]) addSample(signal, t, p);
 * signal.edges.items; // [{ t: 4, first: 2, last: 2, used: false }]
 */
export function addSample(signal: Signal, t: number, p: number): void {
  const { samples, edges } = signal;
  const index = endOf(samples);
  const before = samples.items.at(-1);
  if (before === undefined || signal.broken) {
    samples.items.push({ t, p, noise: spreadAt(signal.noise.sigma, p), afterGap: true });
    signal.broken = false;
    return;
  }
  const noise = spreadAt(signal.noise.sigma, before.p);
  const difference = p - before.p;
  samples.items.push({ t, p, noise, afterGap: false });
  trackNoise(signal.noise, difference);
  if (Math.abs(difference) <= Math.max(LEAST_EDGE_W, LEAST_EDGE_SIGMAS * noise)) return;
  const edge = edges.items.at(-1);
  if (goesOn(signal, edge, index, difference)) edge.last = index;
  else edges.items.push({ t, first: index, last: index, used: false });
}
