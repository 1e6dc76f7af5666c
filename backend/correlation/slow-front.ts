/** Meters slower than 15 s: followed both as samples and as means; the answers come from the one that has explained the cells better so far. */
import type { CellSample } from './cells.ts';
import type { EntityModel } from './entity-model.ts';
import type { Event } from './event.ts';
import type { Front, FrontSettings, Runs } from './front.ts';
import { createNoiseFloor, trackNoise, type NoiseFloor } from './noise-floor.ts';
import { createFollowerLearned, createFollowerStream, type FollowerLearned, type FollowerStream } from './follower-data.ts';
import { createFollower, settlingOf, type Verdict } from './slow-follower.ts';
import type { EngineAnswer } from './types.ts';
import { createWindow, dropBefore, firstAtOrAfter, type Window } from './window.ts';

export type SlowLearned = { kind: 'slow'; sampled: FollowerLearned; averaged: FollowerLearned };

export type SlowStream = {
  kind: 'slow';
  dt: number;
  samples: Window<CellSample>;
  broken: boolean;
  noise: NoiseFloor;
  sampled: FollowerStream;
  averaged: FollowerStream;
  /** Verdicts of the follower that was first, until the other has decided too. */
  halves: Record<string, { by: 'sampled' | 'averaged'; answer: EngineAnswer | null }>;
};

/** Samples that are kept for finding the lag. */
const KEEP_SAMPLES = 4000;
/** Sums of log Bayes factors this close leave it open whether readings are means. */
const UNDECIDED = 5;

export const createSlowLearned = (entities: Record<string, EntityModel>): SlowLearned => ({
  kind: 'slow',
  sampled: createFollowerLearned(false, structuredClone(entities)),
  averaged: createFollowerLearned(true, entities),
});

export const createSlowStream = (dt: number, pending: Event[], runs: Runs): SlowStream => ({
  kind: 'slow',
  dt,
  samples: createWindow(),
  broken: true,
  noise: createNoiseFloor(),
  sampled: createFollowerStream([...pending], { ...runs }),
  averaged: createFollowerStream(pending, runs),
  halves: {},
});

/** @example createSlowFront(learned, stream, { learning: true, windowS: undefined }).event(event); */
export function createSlowFront(learned: SlowLearned, stream: SlowStream, { learning, firstLoad, witness }: FrontSettings): Front {
  const { samples, dt, noise } = stream;
  const followers = {
    sampled: createFollower({ learned: learned.sampled, stream: stream.sampled, samples, dt, learning, firstLoad, witness }),
    averaged: createFollower({ learned: learned.averaged, stream: stream.averaged, samples, dt, learning, firstLoad, witness }),
  };
  const ahead = (): 'sampled' | 'averaged' => (learned.averaged.gain > learned.sampled.gain ? 'averaged' : 'sampled');
  const lead = (): FollowerLearned => learned[ahead()];
  const dueOf = (by: 'sampled' | 'averaged'): number => followers[by].deadline() ?? Infinity;
  const firstDue = (): 'sampled' | 'averaged' => (dueOf('sampled') <= dueOf('averaged') ? 'sampled' : 'averaged');

  /** An event is answered once both have decided it. */
  function join(by: 'sampled' | 'averaged', verdicts: readonly Verdict[]): EngineAnswer[] {
    return verdicts.flatMap(({ event, answer }) => {
      const key = `${event.time_ms}.${event.entity_id}`;
      const half = stream.halves[key];
      if (half === undefined) {
        stream.halves[key] = { by, answer };
        return [];
      }
      stream.halves = Object.fromEntries(Object.entries(stream.halves).filter(([other]) => other !== key));
      const said = half.by === ahead() ? half.answer : answer;
      return said === null ? [] : [said];
    });
  }

  return {
    sample(t, p) {
      const before = samples.items.at(-1);
      if (before !== undefined && !stream.broken) trackNoise(noise, p - before.p);
      samples.items.push({ t, p, afterGap: stream.broken });
      stream.broken = false;
    },
    gap: () => (stream.broken = true),
    event(event) {
      followers.sampled.event(event);
      followers.averaged.event(event);
    },
    pending: () => (stream.sampled.pending.length > stream.averaged.pending.length ? stream.sampled.pending : stream.averaged.pending),
    runs: () => stream[ahead()].runs,
    deadline() {
      const due = Math.min(dueOf('sampled'), dueOf('averaged'));
      return due === Infinity ? null : due;
    },
    decide: (t) => join(firstDue(), followers[firstDue()].decide(t)),
    sweep(t) {
      const steps = { sampled: followers.sampled.sweep(t, noise.sigma), averaged: followers.averaged.sweep(t, noise.sigma) };
      const needed = firstAtOrAfter(samples, Math.min(followers.sampled.neededFrom(t), followers.averaged.neededFrom(t)));
      dropBefore(samples, Math.min(needed, samples.offset + samples.items.length - KEEP_SAMPLES));
      return steps[ahead()];
    },
    waitS: () => lead().tau + settlingOf(dt),
    timing: () => ({ tauS: lead().tau, isPoint: ahead() === 'sampled' }),
    entities: () => lead().entities,
    profile: () => ({
      lagS: lead().found ? lead().tau : null,
      spreadS: null,
      averaging: Math.abs(learned.averaged.gain - learned.sampled.gain) < UNDECIDED ? null : ahead() === 'averaged',
      noiseW: samples.items.length > 0 ? noise.sigma : null,
    }),
  };
}
