/** A step that a user vouches for, or denies: the model of the entity takes it in, or gives it back. */
import { withStep } from './brightness-curve.ts';
import { countsOf, touchTransition, type Cluster, type EntityModel } from './entity-model.ts';
import type { Event } from './event.ts';
import { learnClusters, nearestCluster } from './learn-step.ts';

/** What a user says counts as much as a clear switch. Log odds of being a load that it moves, as the most that one event can. */
const WEIGHT = 1;
const LOAD_ODDS = -Math.log(0.15);
/** A cluster of less evidence is none. */
const LEAST_COUNT = 0.3;

const clampOdds = (odds: number): number => Math.min(6, Math.max(-6, odds));
/** Of a step, W^2: the user has seen it on this meter. */
const varianceOf = (stepW: number): number => Math.max(4, (0.04 * stepW) ** 2);

/** Welford's update backwards. */
function removeStep(cluster: Cluster, stepW: number): void {
  const left = cluster.count - WEIGHT;
  const mean = (cluster.mean * cluster.count - WEIGHT * stepW) / left;
  cluster.squares = Math.max(0, cluster.squares - WEIGHT * (stepW - cluster.mean) * (stepW - mean));
  [cluster.count, cluster.mean] = [left, mean];
}

/**
 * The entity made this step; changes `model`.
 *
 * @example
 * takeStep(model, kettleOn, 2010); // its transition expects 2010 W once more
 */
export function takeStep(model: EntityModel, event: Event, stepW: number): void {
  const transition = touchTransition(model, event);
  learnClusters(transition, { stepW, variance: varianceOf(stepW), blur: 0, weight: WEIGHT, posterior: [], delay: null }, WEIGHT);
  if (event.brightness !== null) {
    const [from, to] = event.brightness;
    model.brightnessSteps = withStep(model.brightnessSteps, { from, to, stepW, variance: varianceOf(stepW), weight: WEIGHT });
  }
  const counts = countsOf(model, transition, event);
  counts.nothing = Math.max(0.3, counts.nothing - WEIGHT);
  model.load = clampOdds(model.load + LOAD_ODDS);
}

/**
 * The entity did not make this step, it did nothing: the step is taken out of what it was learned from, as far as it is still there; changes
 * `model`.
 *
 * @example
 * giveStepBack(model, kettleOn, 700); // a cluster of this step alone is gone
 */
export function giveStepBack(model: EntityModel, event: Event, stepW: number): void {
  const transition = touchTransition(model, event);
  const cluster = nearestCluster(transition.clusters, stepW, varianceOf(stepW));
  if (cluster !== null && cluster.count - WEIGHT >= LEAST_COUNT) removeStep(cluster, stepW);
  else transition.clusters = transition.clusters.filter((other) => other !== cluster);
  const { brightness } = event;
  if (brightness !== null) {
    const alike = model.brightnessSteps.filter(({ from, to }) => from === brightness[0] && to === brightness[1]);
    const nearest = alike.sort((a, b) => Math.abs(a.stepW - stepW) - Math.abs(b.stepW - stepW))[0];
    model.brightnessSteps = model.brightnessSteps.filter((step) => step !== nearest);
  }
  countsOf(model, transition, event).nothing += WEIGHT;
  model.load = clampOdds(model.load - LOAD_ODDS);
}
