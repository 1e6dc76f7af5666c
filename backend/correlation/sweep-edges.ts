/** Housekeeping on a fast meter: the lag learns from pairs, the background from edges that nobody took, and what is old is forgotten. */
import { addToBackground, watchBackground } from './background-histogram.ts';
import { unlearned } from './entity-model.ts';
import { slackNow, type FastData } from './fast-data.ts';
import type { Signal } from './find-edges.ts';
import { addLagPairs, LAG_REACH, PAIRED_EDGE_W } from './lag-histogram.ts';
import { measureStep } from './measure-step.ts';
import type { EngineStep } from './types.ts';
import { dropBefore, endOf, firstAtOrAfter, windowAt } from './window.ts';

/** An edge this old is nobody's, s. */
const FINAL_AFTER = 60;
/** Smallest unexplained step worth telling: W, and in sds of the readings. */
const LEAST_STEP_W = 30;
const LEAST_STEP_SIGMAS = 5;
/** What must stay of the signal behind the oldest open question: s, and samples. */
const KEEP_S = 300;
const KEEP_SAMPLES = 64;

/** Distances of an event to the edges around it that are big enough to be no chance, s. */
function distancesTo(signal: Signal, time: number): number[] {
  const distances: number[] = [];
  const end = firstAtOrAfter(signal.edges, time + LAG_REACH.after);
  for (let edge = firstAtOrAfter(signal.edges, time - LAG_REACH.before); edge < end; edge++) {
    const { first, last, t } = windowAt(signal.edges, edge);
    const sizeW = Math.abs(windowAt(signal.samples, last).p - windowAt(signal.samples, first - 1).p);
    if (sizeW >= PAIRED_EDGE_W) distances.push(t - time);
  }
  return distances;
}

/**
 * Each event that is old enough to have all edges near it: where they pile up is the lag. Once it is found, and more than an interval from where
 * the steps of events were looked for until then, what was learned was learned of other loads, and is forgotten.
 */
function pairEdges({ learned, stream, settings }: FastData, t: number): void {
  const due = stream.unpaired.filter((time) => time + LAG_REACH.after < t);
  stream.unpaired = stream.unpaired.slice(due.length);
  if (!settings.learning) return;
  const { found, tau } = learned.lag;
  for (const time of due) addLagPairs(learned.lag, distancesTo(stream.signal, time));
  if (!found && Math.abs(learned.lag.tau - tau) > learned.lag.dt) learned.entities = unlearned(learned.entities);
}

/** An edge that nobody can take any more: far from any event it is background, and if it is big it is a step to tell. */
function sweepEdge(data: FastData, index: number): EngineStep[] {
  const { learned, stream, settings } = data;
  const { signal } = stream;
  const { t, used } = windowAt(signal.edges, index);
  if (used) return [];
  const { stepW } = measureStep(signal, index, index);
  const isAlone = !stream.times.some((time) => Math.abs(t - learned.lag.tau - time) <= slackNow(data));
  if (isAlone && settings.learning) addToBackground(learned.background, t, stepW);
  if (Math.abs(stepW) < Math.max(LEAST_STEP_W, LEAST_STEP_SIGMAS * signal.noise.sigma)) return [];
  return [{ time_ms: Math.round(t * 1000), power_w: Math.round(stepW * 10) / 10 }];
}

/** Before this no event, waiting or to come, can take an edge, s. */
function finalBefore(data: FastData, t: number): number {
  const oldest = data.stream.pending[0]?.t ?? t;
  return Math.min(t - FINAL_AFTER, oldest + data.learned.lag.tau - slackNow(data));
}

/** Drops what no open question needs: memory does not grow with the length of the stream. */
function forget({ signal, pending, times, swept }: FastData['stream'], t: number): number[] {
  const oldest = Math.min(t, pending[0]?.t ?? t) - KEEP_S;
  const edge = Math.min(firstAtOrAfter(signal.edges, oldest), swept);
  const needed = edge < endOf(signal.edges) ? windowAt(signal.edges, edge).first : endOf(signal.samples);
  dropBefore(signal.edges, edge - 1);
  dropBefore(signal.samples, Math.min(firstAtOrAfter(signal.samples, oldest), needed) - KEEP_SAMPLES);
  return times.filter((time) => time >= oldest);
}

/**
 * Does the housekeeping at `t` (s); returns the unexplained steps that are final now. Changes `data`.
 *
 * @example
 * sweepEdges(data, 1_700_000_060); // [{ time_ms: 1699999980000, power_w: 95 }]: a fridge
 */
export function sweepEdges(data: FastData, t: number): EngineStep[] {
  const { learned, stream, settings } = data;
  if (settings.learning && stream.watched !== null && !stream.signal.broken) watchBackground(learned.background, t - stream.watched);
  stream.watched = t;
  pairEdges(data, t);
  const steps: EngineStep[] = [];
  const until = finalBefore(data, t);
  const { edges } = stream.signal;
  for (; stream.swept < endOf(edges) && windowAt(edges, stream.swept).t < until; stream.swept++)
    steps.push(...sweepEdge(data, stream.swept));
  stream.times = forget(stream, t);
  return steps;
}
