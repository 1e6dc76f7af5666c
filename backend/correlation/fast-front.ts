/** Meters with a sample every 15 s or faster: edges, and which events take which edges. */
import { buildAnswers } from './build-answer.ts';
import { decideFast, type Expected, type FastDecision } from './decide-fast.ts';
import { modelOf } from './entity-model.ts';
import type { Event } from './event.ts';
import { slackNow, type FastData, type FastLearned, type FastStream } from './fast-data.ts';
import { addSample } from './find-edges.ts';
import type { Front, FrontSettings } from './front.ts';
import { insertInOrder } from './insert-in-order.ts';
import { addLagMatch } from './lag-histogram.ts';
import { priorOfEvent } from './prior-of-event.ts';
import { learnFrom, moveRun } from './settle-event.ts';
import { sweepEdges } from './sweep-edges.ts';
import type { EngineAnswer } from './types.ts';
import { withoutEvent } from './without-event.ts';

/** Events of one group: at most so many, within so many seconds. */
const MOST_IN_GROUP = 7;
const LONGEST_GROUP = 12;

/** How long after the last event of a group its plateaus are complete, s. */
const settlingOf = (dt: number): number => Math.max(30, 3 * dt);

/** The events at the head of the queue that stand so close that their steps may be confused. */
function nextGroup(data: FastData): Event[] {
  const { pending, signal } = data.stream;
  const [first] = pending;
  if (first === undefined) return [];
  const reach = Math.min(2 * slackNow(data), 2 + 1.2 * signal.dt);
  const group = [first];
  let before = first;
  for (const event of pending.slice(1, MOST_IN_GROUP)) {
    if (event.t - before.t >= reach || event.t - first.t >= LONGEST_GROUP) break;
    group.push(event);
    before = event;
  }
  return group;
}

function expectEvent({ learned, stream, settings }: FastData, event: Event): Expected {
  const known = modelOf(learned.entities, event.entity_id);
  const model = settings.learning ? known : withoutEvent(known, event);
  const own = priorOfEvent(model, event, stream.runs[event.entity_id] ?? null);
  return { event, model, own, prior: settings.witness.expect(own, event) };
}

/** Lag and entity learn from a decision; not from one in which an on and an off of one entity share a step: that would lock it at 0 W. */
function learnDecision({ learned }: FastData, { event, own, model, posterior, matchOffset, twice }: FastDecision): void {
  if (matchOffset !== null) addLagMatch(learned.lag, matchOffset);
  if (!twice) learnFrom(model, { event, prior: own, ofPrior: posterior.ofPrior, lessons: posterior.lessons });
}

/** Decides a group; the draw of an entity whose event a gap hides is what was expected of it. */
function settleGroup(data: FastData, events: readonly Event[]): EngineAnswer[] {
  const { learned, stream, settings } = data;
  const group = events.map((event) => expectEvent(data, event));
  const view = { signal: stream.signal, lag: learned.lag, background: learned.background, slack: slackNow(data) };
  const decisions = decideFast(view, group);
  const posteriors = new Map(decisions.map(({ event, posterior }) => [event, posterior.mixture]));
  for (const { event, prior } of group) moveRun(stream.runs, event, posteriors.get(event) ?? prior);
  if (settings.learning) for (const decision of decisions) learnDecision(data, decision);
  return buildAnswers(
    decisions.map(({ finding }) => finding),
    stream.signal.dt,
    false,
  );
}

/** @example createFastFront(learned, stream, { learning: true, windowS: undefined }).event(event); */
export function createFastFront(learned: FastLearned, stream: FastStream, settings: FrontSettings): Front {
  const data: FastData = { learned, stream, settings };
  const { signal } = stream;
  const { lag } = learned;
  return {
    sample: (t, powerW) => addSample(signal, t, powerW),
    gap: () => (signal.broken = true),
    event(event) {
      insertInOrder(stream.pending, event);
      stream.times.push(event.t);
      stream.unpaired.push(event.t);
    },
    pending: () => stream.pending,
    runs: () => stream.runs,
    deadline() {
      const last = nextGroup(data).at(-1);
      return last === undefined ? null : last.t + lag.tau + settlingOf(signal.dt);
    },
    decide() {
      const group = nextGroup(data);
      stream.pending = stream.pending.slice(group.length);
      return settleGroup(data, group);
    },
    sweep: (t) => sweepEdges(data, t),
    waitS: () => LONGEST_GROUP + lag.tau + settlingOf(signal.dt),
    timing: () => ({ tauS: lag.tau, isPoint: false }),
    entities: () => learned.entities,
    profile: () => ({
      lagS: lag.found ? lag.tau : null,
      spreadS: lag.found ? lag.spread : null,
      averaging: false,
      noiseW: signal.samples.items.length > 0 ? signal.noise.sigma : null,
    }),
  };
}
