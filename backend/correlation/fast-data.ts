/** What a fast front learns, and where it stands in the stream: plain data. */
import { createBackground, type Background } from './background-histogram.ts';
import type { EntityModel } from './entity-model.ts';
import type { Event } from './event.ts';
import { createSignal, type Signal } from './find-edges.ts';
import type { FrontSettings, Runs } from './front.ts';
import { createLag, slackOf, type Lag } from './lag-histogram.ts';

export type FastLearned = { kind: 'fast'; entities: Record<string, EntityModel>; lag: Lag; background: Background };

export type FastStream = {
  kind: 'fast';
  signal: Signal;
  pending: Event[];
  runs: Runs;
  /** Times of recent events, s. */
  times: number[];
  /** Times of events not yet paired with edges, s. */
  unpaired: number[];
  /** The next edge that no event can take any more. */
  swept: number;
  /** Until when the background was watched, s. */
  watched: number | null;
};

/** Both, and how to go about it. */
export type FastData = { learned: FastLearned; stream: FastStream; settings: FrontSettings };

/** dt: pace of the samples, s. */
export const createFastLearned = (dt: number, entities: Record<string, EntityModel>): FastLearned => ({
  kind: 'fast',
  entities,
  lag: createLag(dt),
  background: createBackground(),
});

/** pending: events that already wait; runs: what the entities draw now. */
export const createFastStream = (dt: number, pending: Event[], runs: Runs): FastStream => ({
  kind: 'fast',
  signal: createSignal(dt),
  pending,
  runs,
  times: pending.map(({ t }) => t),
  unpaired: pending.map(({ t }) => t),
  swept: 0,
  watched: null,
});

/** How far from the lag an edge may lie, s. */
export const slackNow = ({ learned, settings }: FastData): number => slackOf(learned.lag, settings.windowS);
