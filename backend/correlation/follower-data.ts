/** What a follower of a slow meter learns, and where it stands in the stream: plain data. */
import { createCellBackground, type CellBackground } from './cell-background.ts';
import type { Guess } from './cell-lag.ts';
import type { CellSample, CellView, Place } from './cells.ts';
import type { EntityModel } from './entity-model.ts';
import type { Event } from './event.ts';
import type { Runs } from './front.ts';
import type { Window } from './window.ts';
import type { Witness } from './witness.ts';

export type FollowerLearned = {
  averaging: boolean;
  entities: Record<string, EntityModel>;
  /** Lag, s; `found` once it was. */
  tau: number;
  found: boolean;
  background: CellBackground;
  /** Sum of the log Bayes factors of its steps: how well this hypothesis explains the cells. */
  gain: number;
};

export type FollowerStream = {
  pending: Event[];
  runs: Runs;
  /** Decided steps that still reach into cells to come. */
  past: { t: number; places: Place[]; mean: number; variance: number }[];
  /** Decided events, with what was expected of them. */
  guesses: Guess[];
  /** Decided since the lag was looked for. */
  sinceLag: number;
  /** Times of recent events, s. */
  times: number[];
  /** The next cell that no event can touch any more. */
  swept: number;
};

/** Both, with the samples that all followers share. */
export type FollowerData = {
  learned: FollowerLearned;
  stream: FollowerStream;
  samples: Window<CellSample>;
  dt: number;
  learning: boolean;
  /** Log odds of an unknown entity to be a load in cells of minutes; undefined: as fitted. */
  firstLoad?: number | undefined;
  witness: Witness;
};

/** Lag before any was found, s. */
const START_TAU = 3;

export const createFollowerLearned = (averaging: boolean, entities: Record<string, EntityModel>): FollowerLearned => ({
  averaging,
  entities,
  tau: START_TAU,
  found: false,
  background: createCellBackground(),
  gain: 0,
});

/** pending: events that already wait; runs: what the entities draw now. */
export const createFollowerStream = (pending: Event[], runs: Runs): FollowerStream => ({
  pending,
  runs,
  past: [],
  guesses: [],
  sinceLag: 0,
  times: pending.map(({ t }) => t),
  swept: 0,
});

export const viewOf = ({ learned, samples, dt }: FollowerData): CellView => ({
  samples,
  dt,
  tau: learned.tau,
  averaging: learned.averaging,
});
