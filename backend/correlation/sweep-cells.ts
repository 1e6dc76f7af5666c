/** Housekeeping on a slow meter: the lag is looked for, the background learns from cells without events, and what is old is forgotten. */
import { isTouched, learnCell } from './cell-background.ts';
import { findCellLag } from './cell-lag.ts';
import { changeIn, firstOpenCell } from './cells.ts';
import { unlearned } from './entity-model.ts';
import { viewOf, type FollowerData } from './follower-data.ts';
import { addUp } from './tie-events.ts';
import type { EngineStep } from './types.ts';
import { windowAt } from './window.ts';

/** The lag is looked for after so many events. */
const LAG_EVERY = 20;
/** Behind an event whose cells all are closed, s. */
const SETTLED_S = 300;
/** A cell this old can be final, s. */
const FINAL_AFTER = 60;
/** Cells that are kept behind the oldest open question. */
const KEEP_CELLS = 12;
/** Smallest unexplained change worth telling: W, in sds of the readings, and in sds of what is believed of the steps in it. */
const LEAST_STEP_W = 30;
const LEAST_STEP_SIGMAS = 5;
const LEAST_STEP_SDS = 2;

/** The oldest time of which the samples are still needed, s. */
export const neededFrom = ({ stream, dt }: FollowerData, t: number): number =>
  Math.min(t, stream.pending[0]?.t ?? t) - SETTLED_S - KEEP_CELLS * dt;

/** Before this no event, waiting or to come, can reach a cell, s. */
const finalBefore = ({ learned, stream, dt }: FollowerData, t: number): number =>
  Math.min(t - FINAL_AFTER, (stream.pending[0]?.t ?? t) + learned.tau) - 2 * dt;

/** Once the lag is found, and more than a cell from what it was taken for, what was learned was learned of other loads, and is forgotten. */
function learnLag(data: FollowerData, t: number): void {
  const { learned, stream, samples, dt, learning } = data;
  if (!learning || stream.sinceLag < LAG_EVERY) return;
  stream.sinceLag = 0;
  const first = samples.items[0]?.t ?? t;
  const tau = findCellLag(
    viewOf(data),
    stream.guesses.filter((guess) => guess.t < t - SETTLED_S - 2 * dt && guess.t > first),
  );
  if (tau === null) return;
  if (!learned.found && Math.abs(tau - learned.tau) > dt) learned.entities = unlearned(learned.entities);
  learned.tau = tau;
  learned.found = true;
}

/** What neither the events nor the usual noise explain of a cell. */
function unexplainedIn({ stream, samples }: FollowerData, cell: number, sigma: number): EngineStep[] {
  const change = changeIn(samples, cell);
  if (change === null) return [];
  const { mean, variance } = addUp(stream.past).get(cell) ?? { mean: 0, variance: 0 };
  const left = change - mean;
  const least = Math.max(LEAST_STEP_W, LEAST_STEP_SIGMAS * sigma, LEAST_STEP_SDS * Math.sqrt(variance));
  if (Math.abs(left) < least) return [];
  return [{ time_ms: Math.round(windowAt(samples, cell + 1).t * 1000), power_w: Math.round(left * 10) / 10 }];
}

/**
 * Does the housekeeping at `t` (s); returns the unexplained changes that are final now. Changes `data`.
 *
 * @example
 * sweepCells(data, 1_700_000_060, 2); // [{ time_ms: 1699999860000, power_w: 95 }]
 */
export function sweepCells(data: FollowerData, t: number, sigma: number): EngineStep[] {
  const { learned, stream, samples, learning } = data;
  learnLag(data, t);
  const view = viewOf(data);
  const steps: EngineStep[] = [];
  const until = finalBefore(data, t);
  stream.swept = Math.max(stream.swept, samples.offset);
  for (; stream.swept < firstOpenCell(view) && windowAt(samples, stream.swept + 1).t < until; stream.swept++) {
    if (learning && !isTouched(view, stream.swept, stream.times)) learnCell(learned.background, view, stream.swept);
    steps.push(...unexplainedIn(data, stream.swept, sigma));
  }
  const oldest = Math.min(neededFrom(data, t), until - SETTLED_S - KEEP_CELLS * data.dt);
  stream.past = stream.past.filter((event) => event.t >= oldest);
  stream.times = stream.times.filter((time) => time >= oldest);
  return steps;
}
