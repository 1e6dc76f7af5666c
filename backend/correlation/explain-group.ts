/** Which of the events that stand close together made which of the steps: the best joint explanations, found by a beam search. */
import type { Evidence } from './evidence.ts';
import { convolve, logDensityThrough, type Mixture } from './gaussian-mixture.ts';
import { itemAt } from './item-at.ts';
import { logNormal } from './normal.ts';
import { logSumExp } from './log-sum-exp.ts';
import type { PriorPart } from './prior-of-event.ts';

/** An event of the group with all that the search needs of it. */
export type Suspect = {
  prior: readonly PriorPart[];
  /** Index of its quiet region in the evidence. */
  region: number;
  /** Log density of the time of a piece of evidence, for each part of the prior: late starters have their own timing. */
  timing: (evidence: Evidence) => readonly number[];
  /** The same for a step that it shares with others. */
  sharedTiming: (evidence: Evidence) => number;
};

/** One joint explanation: for each event the index of its evidence. */
export type Explanation = { score: number; choice: readonly number[]; takenEdges: ReadonlySet<number> };

const BEAM = 40;
/** An explanation e^15 times less likely than the best does not catch up. */
const HOPELESS = 15;
const BEST_RUNS = 10;
/** Of a sum of more than so many nothing can be said of one. */
const MOST_SHARING = 5;
/** An event whose time fits a shared step worse than this (log density per second) has no part in it. */
const LEAST_TIMING = -9;
/** "Nothing" may not claim an edge. */
const FORBIDDEN = -60;

/** Log weight of each part of the prior when it is to explain this evidence alone. */
export function logWeightsFor(suspect: Suspect, evidence: Evidence): number[] {
  const timing = evidence.t === null ? null : suspect.timing(evidence);
  return suspect.prior.map((part, i) => {
    const own = Math.log(part.weight + 1e-12);
    if (timing === null) return own;
    return own + itemAt(timing, i) + (part.source === 'nothing' ? FORBIDDEN : 0);
  });
}

/** What it is worth to give a run to one event: gain + log sum_c w_c q_c N(D; m_c, v_c + noise). */
function worthAlone(suspect: Suspect, run: Evidence): number {
  const weights = logWeightsFor(suspect, run);
  const terms: number[] = [];
  suspect.prior.forEach((part, i) => {
    for (const noise of run.noise) {
      terms.push(itemAt(weights, i) + Math.log(noise.weight) + logNormal(run.stepW - part.mean, part.variance + noise.variance));
    }
  });
  return run.gain + logSumExp(terms);
}

/** The sums of several events' priors, and how well they foretell a step: each computed once. */
export function createSums(suspects: readonly Suspect[], evidence: readonly Evidence[]) {
  const sums = new Map<string, Mixture>();
  const densities = new Map<string, number>();

  function sumOf(members: readonly number[]): Mixture {
    const last = itemAt(suspects, itemAt(members, members.length - 1)).prior;
    if (members.length === 1) return last;
    const key = members.join();
    const known = sums.get(key);
    if (known !== undefined) return known;
    const sum = convolve(sumOf(members.slice(0, -1)), last);
    sums.set(key, sum);
    return sum;
  }

  /** Log density of the evidence, if these events together made it; without any, it is noise. */
  function density(members: readonly number[], index: number): number {
    const key = `${index}:${members.join()}`;
    const known = densities.get(key);
    if (known !== undefined) return known;
    const { noise, stepW } = itemAt(evidence, index);
    const nobody = [{ weight: 1, mean: 0, variance: 0 }];
    const value = logDensityThrough(members.length === 0 ? nobody : sumOf(members), noise, stepW);
    densities.set(key, value);
    return value;
  }

  return { sumOf, density };
}

export type Sums = ReturnType<typeof createSums>;

/** The events before `place` that were given the same evidence. */
export const sharersOf = (choice: readonly number[], index: number): number[] =>
  choice.flatMap((chosen, member) => (chosen === index ? [member] : []));

/** The runs that fit an event best, with what each is worth. */
function bestRuns(suspect: Suspect, evidence: readonly Evidence[]): { index: number; worth: number }[] {
  return evidence
    .flatMap((piece, index) => (piece.t === null ? [] : [{ index, worth: worthAlone(suspect, piece) }]))
    .sort((a, b) => b.worth - a.worth)
    .slice(0, BEST_RUNS);
}

/**
 * The best joint explanations, most likely first. Event by event in time order, each may be small (its quiet region, shared with those beside
 * it), take a run of edges that is still free, or share one that an earlier event took: then only their sum is seen.
 *
 * @example
 * explainGroup([lamp, kettle], [quiet, step])[0].choice; // [0, 1]: the lamp is small, the kettle made the step
 */
export function explainGroup(suspects: readonly Suspect[], evidence: readonly Evidence[], sums: Sums): Explanation[] {
  let beam: Explanation[] = [{ score: 0, choice: [], takenEdges: new Set() }];
  suspects.forEach((suspect, place) => {
    const runs = bestRuns(suspect, evidence);
    const next: Explanation[] = [];
    for (const known of beam) {
      const give = (index: number, worth: number, takenEdges = known.takenEdges): void => {
        next.push({ score: known.score + worth, choice: [...known.choice, index], takenEdges });
      };
      /** What sharing adds: how much better the sum with this event foretells the evidence. */
      const worthShared = (index: number, members: readonly number[]): number =>
        sums.density([...members, place], index) - sums.density(members, index);

      give(suspect.region, worthShared(suspect.region, sharersOf(known.choice, suspect.region)));
      for (const { index, worth } of runs) {
        const { edges } = itemAt(evidence, index);
        if (edges.some((edge) => known.takenEdges.has(edge))) continue;
        give(index, worth, new Set([...known.takenEdges, ...edges]));
      }
      for (const index of new Set(known.choice)) {
        const timing = itemAt(evidence, index).t === null ? -Infinity : suspect.sharedTiming(itemAt(evidence, index));
        const members = sharersOf(known.choice, index);
        if (timing >= LEAST_TIMING && members.length < MOST_SHARING) give(index, worthShared(index, members) + timing);
      }
    }
    next.sort((a, b) => b.score - a.score);
    beam = next.slice(0, BEAM).filter(({ score }) => score > (next[0]?.score ?? 0) - HOPELESS);
  });
  return beam;
}
