/** What goes into the engine and what comes out. The live correlator, the read-back of history and `replay` all run it. */
import type { MeterKind } from '../contract/identity.ts';
import type { ScalingAttributes } from '../contract/state-change.ts';

/** What share of the power that it is known by an entity draws at a setting of 0 to 1. */
export type ShareOf = (setting: number) => number;

/** A reading as the engine sees it; null: from here on the meter does not know, a gap. */
export type EngineReading = { time_ms: number; power_w: number | null };

/** A reading of a circuit that has a meter of its own, or of a phase; null: its meter does not know. */
export type EngineCircuitReading = { time_ms: number; circuit_id: string; power_w: number | null };

/** A state change as the engine sees it. */
export type EngineChange = {
  time_ms: number;
  entity_id: string;
  domain: string;
  state: string;
  previous_state: string;
  attributes: ScalingAttributes;
};

/** What the engine says of one state change, final. Only changes that it can say something of are answered; silence is an answer too (power_delta_w 0). */
export type EngineAnswer = {
  time_ms: number;
  entity_id: string;
  state: string;
  previous_state: string;
  /** Brightness or speed, 0 to 100 %. */
  previous_level: number | null;
  level: number | null;
  power_before_w: number;
  power_after_w: number;
  power_delta_w: number;
  /** Half width of the 95 % interval. */
  interval_w: number;
  /** Posterior mass within max(10 W, 20 %) of power_delta_w: how far the engine believes itself. */
  mass: number;
  /** Probability that power_delta_w is right within max(10 W, 20 %): the mass, as it was found to be right. */
  confidence: number;
  shared_with: string[];
};

/** A step that no entity explains. */
export type EngineStep = { time_ms: number; power_w: number };

export type EngineDevice = {
  entity_id: string;
  on_power_w: number | null;
  interval_w: number | null;
  /** State changes that it was learned from. */
  switches: number;
  verdict: 'learned' | 'learning' | 'no_effect';
  /** on_power_w is what a user entered. */
  entered?: boolean;
};

/** How the steps of a circuit coincide with the changes of an entity. */
export type EnginePlace = {
  entity_id: string;
  circuit_id: string;
  /** Changes at which the circuit stepped as well, and all changes that tell. */
  count: number;
  seen: number;
  /** Log odds of sitting there against meeting by chance. */
  log_odds: number;
};

export type EngineProfile = {
  cadence_s: number | null;
  lag_s: number | null;
  lag_spread_s: number | null;
  averaging: boolean | null;
  resolution_w: number | null;
  noise_w: number | null;
};

/** What the meter showed of an hour: all, and what of it is neither of an entity that switched nor ever falls away. */
export type HouseHour = { energy_kwh: number; base_kwh: number };

/** What an entity used in an hour in which it was on; the hour is over, and this never changes. */
export type EngineHour = {
  /** Start of the hour. */
  time_ms: number;
  entity_id: string;
  /** null: not known what it draws. */
  energy_kwh: number | null;
  on_s: number;
  /** Null: nothing is known of it, or the meter shows the grid of a home that makes power: then it bounds nothing. */
  house: HouseHour | null;
};

/** A change of the past, with the one before it. */
export type PastChange = { change: EngineChange; before: EngineChange | null };

/** What a user knows of the home. Without load are groups too, whose members are counted one by one. */
export type EngineCorrection = { id: string } & (
  | { kind: 'no_load'; entity_id: string }
  | { kind: 'power'; entity_id: string; power_w: number }
  | { kind: 'forget'; entity_id: string }
  /** The step was made by this change. */
  | { kind: 'confirm'; of: PastChange; step_w: number }
  /** It was not; `instead`: by which it was, null: not known. */
  | { kind: 'deny'; of: PastChange; step_w: number; instead: PastChange | null }
);

export type EngineResults = { answers: EngineAnswer[]; steps: EngineStep[]; hours: EngineHour[] };

/**
 * One causal pass. Readings and changes are given in time order (each kind on its own, and neither behind `advance`).
 * All is deterministic: the same input gives the same answers, however it is cut into calls, and across `state` and a new engine.
 */
export interface Engine {
  reading(reading: EngineReading): void;
  /** Of circuits, in time order as well. */
  circuit(reading: EngineCircuitReading): void;
  /** Where entities sit for certain, entity -> circuit; replaces what was given before, and is no part of the state. */
  sits(places: ReadonlyMap<string, string>): void;
  /** What the meter measures; `load` until it is told. The grid of a home that makes power bounds no hour. Not kept in the state. */
  measures(kind: MeterKind): void;
  change(change: EngineChange): void;
  /** All corrections that hold now, oldest first; of those given before the missing ones are taken back. Used from the next decision on. */
  correct(corrections: readonly EngineCorrection[]): void;
  /** Up to this time all input was given: decides every event that can be decided, closes the hours that are over, and returns what came of it since the last call. */
  advance(time_ms: number): EngineResults;
  /** The longest time that an event now waits for its meter. */
  waitMs(): number;
  /** The hours that are not closed yet, as far as they have come. */
  openHours(): EngineHour[];
  /** With `keep_hours`: all hours up to this time as they would be told with what is known now. */
  hoursAgain(time_ms: number): EngineHour[];
  devices(): EngineDevice[];
  shareOf(entityId: string): ShareOf;
  profile(): EngineProfile;
  /** For each entity and circuit whether it may sit there. */
  places(): EnginePlace[];
  /** All that it knows, as JSON; give it to `createEngine` to go on. */
  state(): EngineState;
}

/** Opaque outside of correlation/: plain JSON with a version. */
export type EngineState = { version: number; [part: string]: unknown };

export type EngineOptions = {
  /** From an earlier engine: goes on where that one stopped. */
  state?: EngineState | undefined;
  /** From an earlier engine: takes over only what that one had learned; the stream begins anew (the second pass over history). */
  learned?: EngineState | undefined;
  /** False: what is learned stays as it is (the second pass over history). */
  learning?: boolean;
  /** Keeps what each hour was told of, about 3 kB an hour, outside of the state: for `hoursAgain`. */
  keep_hours?: boolean;
  /** Fixed slack around the learned lag, s; unset: learned. */
  window_s?: number | undefined;
  /** Log odds that an entity of which nothing is known draws anything, where a meter reports by minutes; unset: as fitted to homes. */
  first_load?: number | undefined;
};
