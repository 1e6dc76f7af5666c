/** What an entity learns from one answered event: the step that was measured for it, and which explanation it fitted. */
import { withStep } from './brightness-curve.ts';
import { countsOf, touchTransition, type Cluster, type Counts, type EntityModel, type Transition } from './entity-model.ts';
import { shareUp, type Event } from './event.ts';
import type { PriorPart } from './prior-of-event.ts';

/** A step as measured, not as the prior would have it: learning from one's own beliefs would only confirm them. */
export type Lesson = {
  stepW: number;
  variance: number;
  /** What the reading varies by itself, where that is much: it is no spread of the load, W^2. */
  blur: number;
  /** How far this reading of the meter is believed, 0 to 1. */
  weight: number;
  /** Posterior weight of each part of the prior. */
  posterior: readonly number[];
  /** Edge minus event minus lag, s; null where no edge was seen. */
  delay: number | null;
};

const FORGET_COUNTS = 0.98;
const FORGET_CLUSTERS = 0.97;
const MOST_CLUSTERS = 8;
/** A lesson believed less than this teaches nothing. */
const LEAST_WEIGHT = 0.05;

const shareOf = (prior: readonly PriorPart[], posterior: readonly number[], source: PriorPart['source']): number =>
  prior.reduce((sum, part, i) => sum + (part.source === source ? (posterior[i] ?? 0) : 0), 0);

/** Explanations that were right grow by their share of the posterior; all of them fade, so that a changed habit is followed. */
function learnCounts(counts: Counts, prior: readonly PriorPart[], { weight, posterior }: Lesson): void {
  counts.nothing = counts.nothing * FORGET_COUNTS + weight * shareOf(prior, posterior, 'nothing');
  counts.mirror = counts.mirror * FORGET_COUNTS + weight * shareOf(prior, posterior, 'mirror');
  counts.curve = counts.curve * FORGET_COUNTS + weight * shareOf(prior, posterior, 'curve');
  counts.anything *= FORGET_COUNTS;
}

/** The nearest cluster within 3 sd; the step's own variance counts up to 10 W + 10 %, lest a vague step fit everywhere. */
export function nearestCluster(clusters: readonly Cluster[], stepW: number, variance: number): Cluster | null {
  let [best, least]: [Cluster | null, number] = [null, 9];
  for (const cluster of clusters) {
    const own = Math.max(4, (0.05 * cluster.mean) ** 2, cluster.squares / Math.max(cluster.count, 0.5));
    const distance = (stepW - cluster.mean) ** 2 / (own + Math.min(variance, 100 + (0.1 * stepW) ** 2));
    if (distance < least) [best, least] = [cluster, distance];
  }
  return best;
}

const newCluster = (stepW: number, weight: number): Cluster => ({
  count: weight,
  mean: stepW,
  squares: 0,
  delayCount: 0,
  delayMean: 0,
  delaySquares: 0,
});

/** Welford's update with a weight: mean and sum of squares in one pass; what the readings vary by themselves is taken out of the squares. */
function addStep(cluster: Cluster, { stepW, blur }: Pick<Lesson, 'stepW' | 'blur'>, weight: number): void {
  cluster.count += weight;
  const deviation = stepW - cluster.mean;
  cluster.mean += (deviation * weight) / cluster.count;
  cluster.squares = Math.max(0, cluster.squares + weight * (deviation * (stepW - cluster.mean) - blur));
}

function addDelay(cluster: Cluster, delay: number, weight: number): void {
  cluster.delayCount = cluster.delayCount * FORGET_CLUSTERS + weight;
  const deviation = delay - cluster.delayMean;
  cluster.delayMean += (deviation * weight) / cluster.delayCount;
  cluster.delaySquares = cluster.delaySquares * FORGET_CLUSTERS + weight * deviation * (delay - cluster.delayMean);
}

export function learnClusters(transition: Transition, lesson: Lesson, weight: number): void {
  const { clusters } = transition;
  for (const cluster of clusters) {
    cluster.count *= FORGET_CLUSTERS;
    cluster.squares *= FORGET_CLUSTERS;
  }
  let cluster = nearestCluster(clusters, lesson.stepW, lesson.variance);
  if (cluster === null) {
    cluster = newCluster(lesson.stepW, weight);
    clusters.push(cluster);
    clusters.sort((a, b) => b.count - a.count).splice(MOST_CLUSTERS);
  } else addStep(cluster, lesson, weight);
  if (lesson.delay !== null) addDelay(cluster, lesson.delay, weight);
}

/**
 * A light that was dimmed down and draws more was seen beside a stranger's step: it teaches as little as it was to be expected. Of what may be
 * no load at all every step counts: that some go the wrong way is how it is found out.
 */
const plausibilityOf = ({ sign, brightness }: Event, stepW: number): number =>
  brightness === null ? 1 : Math.min(1, 2 * (stepW > 0 ? shareUp(sign) : 1 - shareUp(sign)));

/**
 * Learns from one measured step; changes `model`.
 *
 * @example
 * learnStep(model, event, prior, { stepW: 61, variance: 4, blur: 0, weight: 1, posterior, delay: 0.4 }); // its transition now expects 61 W
 */
export function learnStep(model: EntityModel, event: Event, prior: readonly PriorPart[], lesson: Lesson): void {
  const { stepW, variance, weight } = lesson;
  if (weight < LEAST_WEIGHT) return;
  const transition = touchTransition(model, event);
  learnCounts(countsOf(model, transition, event), prior, lesson);
  if (event.brightness !== null) {
    const [from, to] = event.brightness;
    model.brightnessSteps = withStep(model.brightnessSteps, { from, to, stepW, variance, weight });
  }
  const something = weight * plausibilityOf(event, stepW) * (1 - shareOf(prior, lesson.posterior, 'nothing'));
  if (something >= LEAST_WEIGHT) learnClusters(transition, lesson, something);
}

/** Nothing, or steps that cannot be told from none: a cluster whose mean lies within two of its standard errors of 0. */
function showsNothing(part: PriorPart, clusters: readonly Cluster[]): boolean {
  const cluster = part.cluster === null ? undefined : clusters[part.cluster];
  if (cluster === undefined) return part.source === 'nothing';
  return cluster.mean ** 2 < (4 * part.variance) / Math.max(1, cluster.count);
}

/**
 * Whether the entity is a load at all: adds log(.15 + .85 r), r being posterior over prior odds of "something". The floor of .15 lets one
 * event speak only so loud against a load: many appliances sometimes show nothing.
 */
export function learnLoadOdds(model: EntityModel, event: Event, prior: readonly PriorPart[], posterior: readonly number[]): void {
  const clusters = model.transitions[event.key]?.clusters ?? [];
  let [before, after] = [0, 0];
  prior.forEach((part, i) => {
    if (!showsNothing(part, clusters)) return;
    before += part.weight;
    after += posterior[i] ?? 0;
  });
  const ratio = (1 - after) / Math.max(after, 1e-6) / ((1 - before) / Math.max(before, 1e-6));
  model.load = Math.min(6, Math.max(-6, model.load + Math.log(0.15 + 0.85 * Math.min(ratio, 1000))));
  model.lessons += 1;
}
