/** Decides a group of events on a fast meter: gathers what the meter shows, explains it jointly, and says what each event did. */
import type { Background } from './background-histogram.ts';
import type { Finding } from './build-answer.ts';
import type { Cluster, EntityModel } from './entity-model.ts';
import type { Event } from './event.ts';
import { heavyTails, type Evidence } from './evidence.ts';
import { createSums, explainGroup, type Suspect } from './explain-group.ts';
import type { Signal } from './find-edges.ts';
import { itemAt } from './item-at.ts';
import { LATE_START, logTiming, type Lag, type StartDelay } from './lag-histogram.ts';
import { listRuns } from './list-runs.ts';
import { measureQuietRegion } from './quiet-region.ts';
import { posteriorOfEvent, weighExplanations, type EventPosterior } from './posterior-of-event.ts';
import type { PriorPart } from './prior-of-event.ts';
import { endOf, firstAtOrAfter, windowAt } from './window.ts';

/** What a decision rests on. `slack`: how far from the lag an edge may lie, s. */
export type FastView = { signal: Signal; lag: Lag; background: Background; slack: number };

/** An event with its prior and the model that it comes from; `own`: the same before a circuit was heard. */
export type Expected = { event: Event; prior: PriorPart[]; own: PriorPart[]; model: EntityModel };

export type FastDecision = Expected & {
  posterior: EventPosterior;
  finding: Finding;
  /** Another change of the same entity has part in the same step: nothing may be learned of it. */
  twice: boolean;
  /** A match beyond doubt: its offset from the lag, s. */
  matchOffset: number | null;
};

/** Quiet regions of events this close are one: only their sum is seen. */
const togetherWithin = (dt: number): number => Math.max(1.5 * dt, 2.5);

/** How far around the lag the level is in motion, s. */
const coreOf = ({ signal, lag }: FastView): number => (lag.found ? 0.5 * signal.dt + 2 * lag.spread : signal.dt);

/** The quiet regions of a group; events in one that a gap hides are left out: nothing is known of them. */
function gatherQuiet(view: FastView, group: readonly Expected[]): { quiet: Evidence[]; regionOf: Map<Expected, number> } {
  const quiet: Evidence[] = [];
  const regionOf = new Map<Expected, number>();
  for (const members of splitByTime(group, togetherWithin(view.signal.dt))) {
    const [from, to] = [itemAt(members, 0).event.t, itemAt(members, members.length - 1).event.t];
    const core = coreOf(view);
    const measured = measureQuietRegion(view.signal, from + view.lag.tau - core, to + view.lag.tau + core);
    if (measured === null) continue;
    for (const member of members) regionOf.set(member, quiet.length);
    quiet.push({ ...measured, noise: heavyTails(measured.variance), edges: [], t: null, gain: 0 });
  }
  return { quiet, regionOf };
}

/** Splits where the next event is more than `distance` s behind. */
function splitByTime(group: readonly Expected[], distance: number): Expected[][] {
  const regions: Expected[][] = [];
  for (const member of group) {
    const region = regions.at(-1);
    const before = region?.at(-1);
    if (region !== undefined && before !== undefined && member.event.t - before.event.t <= distance) region.push(member);
    else regions.push([member]);
  }
  return regions;
}

/** The free edges that these events may have made. */
function candidateEdges({ signal, lag, slack }: FastView, group: readonly Expected[]): number[] {
  const { edges } = signal;
  const [from, to] = [itemAt(group, 0).event.t, itemAt(group, group.length - 1).event.t];
  const until = to + lag.tau + slack + (lag.found ? LATE_START : 0);
  const candidates: number[] = [];
  for (let edge = firstAtOrAfter(edges, from + lag.tau - slack); edge < endOf(edges) && windowAt(edges, edge).t <= until; edge++) {
    if (!windowAt(edges, edge).used) candidates.push(edge);
  }
  return candidates;
}

/** A cluster's own timing, once it was seen often enough; its sd starts from a pseudo-observation of 1.4 s. */
function delayOfCluster(cluster: Cluster | undefined): StartDelay | null {
  if (cluster === undefined || cluster.delayCount <= 1.5) return null;
  const { delayMean, delaySquares, delayCount } = cluster;
  return { mean: delayMean, sd: Math.sqrt((delaySquares + 2) / (delayCount + 1)), count: delayCount };
}

function suspectOf({ event, prior, model }: Expected, region: number, { lag, slack }: FastView): Suspect {
  const clusters = model.transitions[event.key]?.clusters ?? [];
  const delays = prior.map((part) => (part.cluster === null ? null : delayOfCluster(clusters[part.cluster])));
  const offsetOf = (piece: Evidence): number => (piece.t ?? 0) - event.t - lag.tau;
  const known = new Map<Evidence, number[]>();
  const common = (piece: Evidence): number => logTiming(lag, offsetOf(piece), slack, null);
  return {
    prior,
    region,
    sharedTiming: common,
    timing: (piece) => {
      const timing = known.get(piece);
      if (timing !== undefined) return timing;
      const usual = common(piece);
      const own = delays.map((delay) => (delay === null ? usual : logTiming(lag, offsetOf(piece), slack, delay)));
      known.set(piece, own);
      return own;
    },
  };
}

/** A step of at least this, taken by one event with this probability, tells of the lag without doubt. */
const SURE_MATCH = { stepW: 40, weight: 0.9 } as const;

function matchOffsetOf({ role }: EventPosterior, piece: Evidence, event: Event, tau: number): number | null {
  const sure = role.members.length === 1 && role.weight > SURE_MATCH.weight && Math.abs(piece.stepW) > SURE_MATCH.stepW;
  return sure && piece.t !== null ? piece.t - event.t - tau : null;
}

/**
 * Decides the events of a group, in time order. Those that a gap hides get no decision. Edges that the best explanation took are used from
 * now on (changes the signal).
 *
 * @example
 * decideFast({ signal, lag, background, slack: 9 }, [{ event, prior, model }])[0].finding.posterior; // the mixture of what it did
 */
export function decideFast(view: FastView, group: readonly Expected[]): FastDecision[] {
  const { quiet, regionOf } = gatherQuiet(view, group);
  const decidable = group.filter((member) => regionOf.has(member));
  if (decidable.length === 0) return [];
  const evidence = [...quiet, ...listRuns(view.signal, view.background, candidateEdges(view, decidable))];
  const suspects = decidable.map((member) => suspectOf(member, regionOf.get(member) ?? 0, view));
  const sums = createSums(suspects, evidence);
  const explanations = explainGroup(suspects, evidence, sums);
  const weights = weighExplanations(explanations);
  const best = itemAt(explanations, 0);
  for (const edge of best.takenEdges) windowAt(view.signal.edges, edge).used = true;
  const delayOf = (place: number, piece: Evidence): number | null =>
    piece.t === null ? null : piece.t - itemAt(decidable, place).event.t - view.lag.tau;
  return decidable.map((member, place) => {
    const posterior = posteriorOfEvent(place, explanations, weights, { suspects, evidence, sums, delayOf });
    const { members, index } = posterior.role;
    const step = itemAt(best.choice, place);
    return {
      ...member,
      posterior,
      finding: { event: member.event, posterior: posterior.mixture, beforeW: itemAt(evidence, step).beforeW, step },
      twice: members.some((other) => other !== place && itemAt(decidable, other).event.entity_id === member.event.entity_id),
      matchOffset: matchOffsetOf(posterior, itemAt(evidence, index), member.event, view.lag.tau),
    };
  });
}
