/** All that the engine knows, as plain JSON: what is learned, and where it stands in the stream of its input. */
import type { Applied } from './apply-corrections.ts';
import { createCadenceWatch, type Cadence, type CadenceWatch } from './cadence.ts';
import { newBaseModel } from './draw-model.ts';
import { createEntityHours, type EntityHours } from './entity-hours.ts';
import type { Event, LastSeen } from './event.ts';
import type { Draws } from './explain-cells.ts';
import type { FastLearned, FastStream } from './fast-data.ts';
import type { Grid } from './regular-grid.ts';
import type { SlowLearned, SlowStream } from './slow-front.ts';
import type { EngineState } from './types.ts';
import { createWitnessLearned, createWitnessStream, type WitnessLearned, type WitnessStream } from './witness-data.ts';

type Learned = {
  cadence: Cadence | null;
  /** Smallest difference between two readings, W. */
  resolutionW: number | null;
  front: FastLearned | SlowLearned | null;
  draws: Draws;
  witness: WitnessLearned;
  /** Corrections that teach once, by id. */
  corrected: Record<string, Applied>;
};

/** A reading in seconds; null: the meter does not know. */
export type InboxReading = { t: number; powerW: number | null };

type Stream = {
  /** Up to here all is done, s. */
  clock: number | null;
  /** Readings given but not yet looked at: nothing is decided of what comes later. */
  inbox: InboxReading[];
  last: InboxReading | null;
  watch: CadenceWatch;
  /** Readings from before the pace was known. */
  warmUp: InboxReading[];
  /** Events from before the pace was known. */
  waiting: Event[];
  seen: Record<string, LastSeen>;
  grid: Grid | null;
  hours: EntityHours;
  witness: WitnessStream;
  front: FastStream | SlowStream | null;
};

export type EngineData = { version: number; learned: Learned; stream: Stream };

/** Of the state's form: a state of another version is not read, the engine begins anew. */
export const ENGINE_VERSION = 6;

const newLearned = (): Learned => ({
  cadence: null,
  resolutionW: null,
  front: null,
  draws: { entities: {}, base: newBaseModel() },
  witness: createWitnessLearned(),
  corrected: {},
});

/** A meter whose pace is known already is not to be judged hastily again. */
const newStream = (learned: Learned): Stream => ({
  clock: null,
  inbox: [],
  last: null,
  watch: { ...createCadenceWatch(), estimates: learned.cadence === null ? 0 : 2 },
  warmUp: [],
  waiting: [],
  seen: {},
  grid: null,
  hours: createEntityHours(),
  witness: createWitnessStream(),
  front: null,
});

const isOurs = (state: EngineState | undefined): state is EngineState & Partial<EngineData> => state?.version === ENGINE_VERSION;

/**
 * Copies of an earlier engine: of all that it knew, to go on; or only of what it had learned, to begin a stream anew. Without one, or when it
 * is of another version, all is new.
 */
export function openState(state: EngineState | undefined, learnedBy: EngineState | undefined): EngineData {
  const known = structuredClone({
    learned: isOurs(state) ? state.learned : isOurs(learnedBy) ? learnedBy.learned : undefined,
    stream: isOurs(state) ? state.stream : undefined,
  });
  const learned = known.learned ?? newLearned();
  return { version: ENGINE_VERSION, learned, stream: known.stream ?? newStream(learned) };
}

/** A copy to keep. */
export const closeState = (data: EngineData): EngineState => structuredClone(data);
