/** What one event did, after all joint explanations were weighed: its posterior, and what is to be learned from it. */
import { conditionOnReadings, readingsOfSum, sumByPrior } from './condition-on-readings.ts';
import type { Evidence } from './evidence.ts';
import { logWeightsFor, sharersOf, type Explanation, type Sums, type Suspect } from './explain-group.ts';
import { convolve, momentsOf, normalize, type Mixture, type Part } from './gaussian-mixture.ts';
import { itemAt } from './item-at.ts';
import type { Lesson } from './learn-step.ts';

/** One way in which an event took part: alone or with others, in one piece of evidence, over all explanations. */
type Role = { index: number; members: readonly number[]; weight: number };

export type EventPosterior = {
  mixture: Mixture;
  /** Posterior weight of each part of the prior. */
  ofPrior: readonly number[];
  lessons: Lesson[];
  /** The likeliest role. */
  role: Role;
};

/** Roles less likely than this are left out. */
const LEAST_ROLE = 0.01;
/** Noise parts up to four times the measured variance count as a clean reading, for a run; one more for a quiet region. */
const CLEAN_PARTS = { run: 3, quiet: 4 } as const;

/** Weights of the explanations: their scores as probabilities. */
export function weighExplanations(explanations: readonly Explanation[]): number[] {
  const top = explanations.reduce((best, { score }) => Math.max(best, score), -Infinity);
  const weights = explanations.map(({ score }) => Math.exp(score - top));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => weight / total);
}

/** The roles of one event, their weights summed over all explanations. */
function rolesOf(place: number, explanations: readonly Explanation[], weights: readonly number[]): Role[] {
  const roles = new Map<string, Role>();
  explanations.forEach(({ choice }, i) => {
    const index = itemAt(choice, place);
    const members = sharersOf(choice, index);
    const key = `${index}:${members.join()}`;
    const role = roles.get(key) ?? { index, members, weight: 0 };
    roles.set(key, { ...role, weight: role.weight + itemAt(weights, i) });
  });
  return [...roles.values()];
}

/** Alone in its evidence: the measured step is the lesson, believed as far as the reading is clean. */
function lessonAlone(evidence: Evidence, role: Role, cleanShare: number, posterior: number[], delay: number | null): Lesson {
  const variance = itemAt(evidence.noise, 0).variance + 1;
  return { stepW: evidence.stepW, variance, blur: 0, weight: role.weight * cleanShare, posterior, delay };
}

/** Only a sum was seen: the posterior's mean is the lesson, worth little while it is wide. */
function lessonShared(role: Role, parts: Mixture, posterior: number[]): Lesson {
  const { mean, variance } = momentsOf(parts);
  const weight = (role.weight * 0.6) / (1 + variance / (6 + 0.1 * Math.abs(mean)) ** 2);
  return { stepW: mean, variance, blur: 0, weight, posterior, delay: null };
}

type Known = {
  suspects: readonly Suspect[];
  evidence: readonly Evidence[];
  sums: Sums;
  delayOf: (place: number, piece: Evidence) => number | null;
};

/** The event's posterior and lesson in one role: the others' priors and the noise are integrated out. */
function inRole(place: number, role: Role, { suspects, evidence, sums, delayOf }: Known): { parts: Mixture; lesson: Lesson } {
  const suspect = itemAt(suspects, place);
  const piece = itemAt(evidence, role.index);
  const others = role.members.filter((member) => member !== place);
  const alone = others.length === 0;
  const rest = alone ? piece.noise : convolve(sums.sumOf(others), piece.noise);
  const own = suspect.prior.map((part) => Math.log(part.weight + 1e-12));
  const { parts } = conditionOnReadings(suspect.prior, alone ? logWeightsFor(suspect, piece) : own, readingsOfSum(piece.stepW, rest));
  const posterior = sumByPrior(parts, suspect.prior.length);
  if (!alone) return { parts, lesson: lessonShared(role, parts, posterior) };
  const clean = piece.t === null ? CLEAN_PARTS.quiet : CLEAN_PARTS.run;
  const cleanShare = parts.reduce((sum, part) => sum + (part.readingIndex < clean ? part.weight : 0), 0);
  return { parts, lesson: lessonAlone(piece, role, cleanShare, posterior, delayOf(place, piece)) };
}

/**
 * The posterior of the event at `place`: the sum over explanations of its prior, conditioned on what it is given there.
 *
 * @example
 * posteriorOfEvent(0, explanations, weights, known).mixture; // 60 +- 2 W with weight .9, nothing with .1
 */
export function posteriorOfEvent(
  place: number,
  explanations: readonly Explanation[],
  weights: readonly number[],
  known: Known,
): EventPosterior {
  const roles = rolesOf(place, explanations, weights);
  const likeliest = roles.reduce((best, role) => (role.weight > best.weight ? role : best));
  const mixture: Part[] = [];
  const lessons: Lesson[] = [];
  const ofPrior = itemAt(known.suspects, place).prior.map(() => 0);
  let total = 0;
  for (const role of roles) {
    if (role.weight < LEAST_ROLE) continue;
    const { parts, lesson } = inRole(place, role, known);
    for (const part of parts) mixture.push({ weight: part.weight * role.weight, mean: part.mean, variance: part.variance });
    lesson.posterior.forEach((weight, i) => (ofPrior[i] = (ofPrior[i] ?? 0) + role.weight * weight));
    total += role.weight;
    lessons.push(lesson);
  }
  return { mixture: normalize(mixture), ofPrior: ofPrior.map((weight) => weight / total), lessons, role: likeliest };
}
