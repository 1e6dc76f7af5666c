/** What an event is expected to do to the power, before the meter is looked at. */
import { fitBrightnessCurve, stepOnCurve } from './brightness-curve.ts';
import { countsOf, newTransition, type Cluster, type Counts, type EntityModel, type Transition } from './entity-model.ts';
import { shareUp, type Event } from './event.ts';
import { reduceMixture, type Mixture, type Part } from './gaussian-mixture.ts';
import { priorOfTold } from './prior-of-told.ts';

/** Which explanation a part of the prior belongs to; `cluster` names the cluster of the transition by its place. */
export type PriorPart = Part & {
  source: 'nothing' | 'cluster' | 'borrowed' | 'mirror' | 'curve' | 'anything' | 'told';
  cluster: number | null;
};

const part = (source: PriorPart['source'], weight: number, mean: number, variance: number, cluster: number | null = null): PriorPart => ({
  source,
  weight,
  mean,
  variance,
  cluster,
});

/** Of the curves that a light may have, as many. */
const MOST_CURVES = 6;

/** Sizes of loads of which nothing is known: [W, weight]; lamps are smaller than the rest. */
const SIZES = {
  light: [
    [8, 0.45],
    [25, 0.3],
    [90, 0.17],
    [350, 0.08],
  ],
  other: [
    [12, 0.2],
    [60, 0.3],
    [250, 0.25],
    [1200, 0.25],
  ],
} as const;

/**
 * Student-like predictive of a cluster: its spread starts at two pseudo-observations of max(2 W, 4 %), and a young mean is itself unsure
 * by 1/count.
 */
function ofClusters(clusters: readonly Cluster[]): PriorPart[] {
  return clusters.map(({ count, mean, squares }, index) => {
    const start = Math.max(2, 0.04 * Math.abs(mean)) ** 2;
    return part('cluster', count, mean, ((2 * start + squares) / (2 + count)) * (1 + 1 / (count + 0.2)), index);
  });
}

/** A transition without steps of its own borrows those of the way back, mirrored, wider, and at a quarter of their count. */
function ofReverse(reverse: Transition | undefined): PriorPart[] {
  return (reverse?.clusters ?? []).map(({ count, mean, squares }) =>
    part('borrowed', Math.min(0.25 * count, 1.5), -mean, ((squares + 8 + 2 * (0.15 * mean) ** 2) / (2 + count)) * 1.5),
  );
}

/** Switching off takes away what this run draws. */
const ofRun = (run: Mixture, count: number): PriorPart[] =>
  run.map(({ weight, mean, variance }) => part('mirror', count * weight, -mean, variance + Math.max(2, 0.03 * Math.abs(mean)) ** 2));

function ofCurve(model: EntityModel, [from, to]: readonly [number, number], count: number): PriorPart[] {
  const steps = reduceMixture(stepOnCurve(fitBrightnessCurve(model.brightnessSteps), from, to), MOST_CURVES);
  return steps.map(({ weight, mean, variance }) => part('curve', count * weight, mean, variance + 1));
}

/** Any size at all: half-normals of several scales, 96 % of them on the side that the event speaks for. */
function ofAnything(model: EntityModel, sign: Event['sign'], count: number): PriorPart[] {
  const up = shareUp(sign);
  return SIZES[model.small ? 'light' : 'other'].flatMap(([size, weight]) => [
    part('anything', count * weight * up, 0.8 * size, (0.6 * size) ** 2),
    part('anything', count * weight * (1 - up), -0.8 * size, (0.6 * size) ** 2),
  ]);
}

/** "Anything" fades with the share of "nothing": a switch that never moved the meter is not looked for in every step. */
function countOfAnything({ nothing, mirror, curve, anything }: Counts, clusters: readonly Cluster[]): number {
  const seen = nothing + mirror + curve - 2 + clusters.reduce((sum, cluster) => sum + cluster.count, 0);
  const share = Math.max(0, nothing - 0.5) / Math.max(1e-9, seen + 1.5);
  return anything * Math.max(0.05, (1 - share) ** 2);
}

/**
 * Splits "nothing" in two: no load at all (1 - L), or a load that sometimes shows nothing (L times its share z); L are the load odds,
 * better for a lamp that tells its brightness.
 */
function withLoadOdds(parts: PriorPart[], model: EntityModel, tellsBrightness: boolean): PriorPart[] {
  const isLoad = 1 / (1 + Math.exp(-model.load - (tellsBrightness ? 1.5 : 0)));
  const total = parts.reduce((sum, { weight }) => sum + weight, 0);
  return parts.map((p) => ({ ...p, weight: (isLoad * p.weight) / total + (p.source === 'nothing' ? 1 - isLoad : 0) }));
}

/**
 * The prior of an event: a mixture of "nothing", the steps this transition made before, their mirror, minus what the entity draws now,
 * the brightness curve, and "anything", each as heavy as it was right so far.
 *
 * @param run what the entity draws now over being off; null: not known
 * @example
 * priorOfEvent(createEntityModel('light.a'), event, null).map((p) => p.source); // nothing, curve, anything (8 of them)
 */
export function priorOfEvent(model: EntityModel, event: Event, run: Mixture | null): PriorPart[] {
  if (model.told !== null) return priorOfTold(model.told, event);
  const transition = model.transitions[event.key] ?? newTransition(event);
  const counts = countsOf(model, transition, event);
  const parts = [part('nothing', counts.nothing * (event.brightness === null ? 1 : 0.3), 0, 4)];
  parts.push(...ofClusters(transition.clusters));
  if (transition.clusters.length === 0) parts.push(...ofReverse(model.transitions[event.reverseKey]));
  if (event.kind === 'off' && run !== null) parts.push(...ofRun(run, counts.mirror));
  if (event.brightness !== null) parts.push(...ofCurve(model, event.brightness, counts.curve));
  parts.push(...ofAnything(model, event.sign, countOfAnything(counts, transition.clusters)));
  return withLoadOdds(parts, model, event.brightness !== null);
}
