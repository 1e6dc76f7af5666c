/** The runs of edges that one event may be the reason of: an appliance that starts in stages makes up to three. */
import { logBackground, rateOf, type Background } from './background-histogram.ts';
import { noiseOfStep, type Evidence } from './evidence.ts';
import type { Signal } from './find-edges.ts';
import { measureStep } from './measure-step.ts';
import { windowAt } from './window.ts';

const LONGEST_RUN = 3;
/** Prior chance that the next edge belongs to the same start: in the same direction, or back (an inrush). */
const SAME_DIRECTION = 0.25;
const OPPOSITE = 0.12;
/** A run whose edges cancel below this share of the largest explains nothing: an on and an off of something else. */
const LEAST_NET = 0.3;

const largestOf = (steps: readonly number[]): number => {
  const sizes = steps.map(Math.abs);
  return sizes.indexOf(Math.max(...sizes));
};

/** Every edge but the largest pays a density of its own (size about that of the largest, within three intervals): else any two edges would do. */
function priceOfFurther(steps: readonly number[], dt: number): number {
  const largest = steps[largestOf(steps)] ?? 0;
  const one = Math.log(Math.abs(largest) + 5) + Math.log(3 * dt);
  const others = steps.toSpliced(largestOf(steps), 1);
  return others.reduce((sum, step) => sum + Math.log(step * largest > 0 ? SAME_DIRECTION : OPPOSITE) - one, 0);
}

/** A run as evidence; null where its edges cancel. */
function runOf(signal: Signal, background: Background, edges: readonly number[]): Evidence | null {
  const [first, last] = [edges[0] ?? 0, edges.at(-1) ?? 0];
  const whole = measureStep(signal, first, last);
  const steps = edges.length === 1 ? [whole.stepW] : edges.map((edge) => measureStep(signal, edge, edge).stepW);
  const largest = largestOf(steps);
  if (edges.length > 1 && Math.abs(whole.stepW) < LEAST_NET * Math.abs(steps[largest] ?? 0)) return null;
  const asBackground = steps.reduce(
    (sum, step, i) => sum + logBackground(background, step, windowAt(signal.edges, edges[i] ?? first).t),
    0,
  );
  return {
    stepW: whole.stepW,
    noise: noiseOfStep(whole.variance, signal.dt, rateOf(background)),
    beforeW: whole.beforeW,
    edges,
    t: windowAt(signal.edges, edges[largest] ?? first).t,
    gain: priceOfFurther(steps, signal.dt) - asBackground,
  };
}

/**
 * All runs of one to three neighbouring edges among `candidates` (indices in order). A run that cancels ends the growth from its first edge.
 *
 * @example
 * listRuns(signal, background, [4, 5, 7]).map((run) => run.edges); // [[4], [4, 5], [5], [7]]
 */
export function listRuns(signal: Signal, background: Background, candidates: readonly number[]): Evidence[] {
  const runs: Evidence[] = [];
  candidates.forEach((first, place) => {
    for (let length = 1; length <= LONGEST_RUN; length++) {
      const edges = candidates.slice(place, place + length);
      if (edges.length < length || edges.at(-1) !== first + length - 1) return;
      const run = runOf(signal, background, edges);
      if (run === null) return;
      runs.push(run);
    }
  });
  return runs;
}
