/** Follows a slow meter under one hypothesis, that its readings are samples or that they are means, with entities of its own. */
import { buildAnswers } from './build-answer.ts';
import { cellOf, firstOpenCell, placesOf } from './cells.ts';
import { modelOf } from './entity-model.ts';
import type { Event } from './event.ts';
import { viewOf, type FollowerData, type FollowerLearned } from './follower-data.ts';
import { momentsOf, reduceMixture, type Mixture } from './gaussian-mixture.ts';
import { insertInOrder } from './insert-in-order.ts';
import { priorOfEvent } from './prior-of-event.ts';
import { learnFrom, moveRun } from './settle-event.ts';
import { solveCells, type Solved } from './solve-cells.ts';
import { neededFrom, sweepCells } from './sweep-cells.ts';
import { signed, tieEvents, type ExpectedEvent } from './tie-events.ts';
import type { EngineAnswer, EngineStep } from './types.ts';
import { windowAt } from './window.ts';
import { withoutEvent } from './without-event.ts';

/** What is said of an event; null: a gap hides it. */
export type Verdict = { event: Event; answer: EngineAnswer | null };

export interface Follower {
  event(event: Event): void;
  /** When the next cell with events can be decided, s; null: none waits. */
  deadline(): number | null;
  decide(t: number): Verdict[];
  sweep(t: number, sigma: number): EngineStep[];
  /** The oldest time of which it still needs samples, s. */
  neededFrom(t: number): number;
}

const MOST_IN_GROUP = 16;
const MOST_NEAR = 40;
const MOST_PAST = 40;
const MOST_GUESSES = 600;
/** Parts of a posterior that are kept for its answer. */
const ANSWER_PARTS = 24;
/** A guess with a larger sd foretells only so much of its mean. */
const UNCERTAIN_SD_W = 200;
const UNCERTAIN_SHARE = 0.3;

/** How long after an event its cells are closed, s. */
export const settlingOf = (dt: number): number => Math.max(30, 3 * dt);

/**
 * In cells of minutes nearly every event has some stranger's step beside it: there an entity must show that it is a load. Log odds, fitted by
 * `npm run calibrate:loads`, which prints how each home fares with what the others choose.
 */
const LONG_CELL_S = 150;
const FIRST_LOAD_IN_LONG_CELLS = -0.25;

function expectEvent(
  { learned, stream, dt, learning, firstLoad = FIRST_LOAD_IN_LONG_CELLS, witness }: FollowerData,
  event: Event,
): ExpectedEvent {
  const known = modelOf(learned.entities, event.entity_id, dt > LONG_CELL_S ? firstLoad : undefined);
  const model = learning ? known : withoutEvent(known, event);
  const own = priorOfEvent(model, event, stream.runs[event.entity_id] ?? null);
  return { event, model, own, prior: witness.expect(own, event) };
}

/** Takes the events of the first one's cell from the queue; `near`: those behind that reach into it or the next. */
function takeGroup(data: FollowerData, t: number): { group: Event[]; near: Event[]; cell: number } {
  const { stream } = data;
  const view = viewOf(data);
  const cell = cellOf(view, stream.pending[0]?.t ?? t);
  const known = stream.pending.filter((event) => event.t <= t).slice(0, MOST_IN_GROUP + MOST_NEAR);
  const other = known.findIndex((event, i) => i >= MOST_IN_GROUP || cellOf(view, event.t) !== cell);
  const group = other < 0 ? known : known.slice(0, other);
  stream.pending = stream.pending.slice(group.length);
  const near = known.slice(group.length, group.length + MOST_NEAR).filter((event) => cellOf(view, event.t) <= cell + 1);
  return { group, near, cell };
}

/**
 * What an event was expected to do, by which the lag is looked for. Until that is found the entity is not asked: it may have learned in the
 * wrong cells, and would only confirm them.
 */
const expectationOf = ({ found }: FollowerLearned, event: Event, prior: Mixture): Mixture =>
  found ? prior : priorOfEvent(modelOf({}, event.entity_id), event, null);

/** Keeps what later decisions need of this one. */
function remember(data: FollowerData, event: Event, posterior: Mixture, prior: Mixture): void {
  const { stream, learned } = data;
  const { t } = event;
  stream.past = [...stream.past, { t, places: placesOf(viewOf(data), t), ...momentsOf(posterior) }];
  const { mean, variance } = momentsOf(expectationOf(learned, event, prior));
  const stepW = variance < UNCERTAIN_SD_W ** 2 ? mean : UNCERTAIN_SHARE * mean;
  stream.guesses = [...stream.guesses, { t, stepW }].slice(-MOST_GUESSES);
  stream.sinceLag += 1;
}

function learnSolved({ learned }: FollowerData, { unknown, ofPrior, lesson, gain }: Solved): void {
  const { event, own, model } = unknown.first;
  learned.gain += gain;
  learnFrom(model, { event, prior: own, ofPrior, lessons: [{ ...lesson, blur: lesson.variance, posterior: ofPrior, delay: null }] });
}

/** Takes what was found of one unknown; only its first event is measured, the others follow from it. Returns what can be said. */
function settle(data: FollowerData, solved: Solved, group: ReadonlySet<Event>): { event: Event; posterior: Mixture }[] {
  const { unknown, posterior, isHidden } = solved;
  const reduced = reduceMixture(posterior, ANSWER_PARTS);
  const own = unknown.members.filter(({ expected }) => group.has(expected.event));
  for (const { expected, sign } of own) {
    remember(data, expected.event, signed(reduced, sign), unknown.first.prior);
    moveRun(data.stream.runs, expected.event, signed(reduced, sign));
  }
  if (isHidden || own.length === 0) return [];
  if (data.learning) learnSolved(data, solved);
  return own.map(({ expected, sign }) => ({ event: expected.event, posterior: signed(reduced, sign) }));
}

/** Decides the events of the oldest cell, together with those around it. */
function decide(data: FollowerData, t: number): Verdict[] {
  const { learned, stream, samples, dt } = data;
  const { group, near, cell } = takeGroup(data, t);
  const view = viewOf(data);
  const past = stream.past.slice(-MOST_PAST).filter((event) => cellOf(view, event.t) >= cell - 2);
  const unknowns = tieEvents(
    view,
    [...group, ...near].map((event) => expectEvent(data, event)),
  );
  const members = new Set(group);
  const found = solveCells(view, learned.background, cell, unknowns, past).flatMap((solved) => settle(data, solved, members));
  const isKnown = cell >= samples.offset && cell <= firstOpenCell(view);
  const beforeW = isKnown ? windowAt(samples, cell).p : 0;
  const findings = found.map((finding) => ({ ...finding, beforeW, step: cell }));
  const answers = new Map(buildAnswers(findings, dt, learned.averaging).map((answer, i) => [findings[i]?.event, answer]));
  return group.map((event) => ({ event, answer: answers.get(event) ?? null }));
}

/** @example createFollower({ learned, stream, samples, dt: 60, learning: true }).decide(1_700_000_180); */
export function createFollower(data: FollowerData): Follower {
  const { learned, stream, dt } = data;
  return {
    event(event) {
      insertInOrder(stream.pending, event);
      stream.times.push(event.t);
    },
    deadline() {
      const [first] = stream.pending;
      return first === undefined ? null : first.t + learned.tau + settlingOf(dt);
    },
    decide: (t) => decide(data, t),
    sweep: (t, sigma) => sweepCells(data, t, sigma),
    neededFrom: (t) => neededFrom(data, t),
  };
}
