/** An event: a state change as the method sees it, with what says how much power it may have moved. */
import type { EngineChange } from './types.ts';

/** Switched on, switched off, or changed while on (or while off). */
export type EventKind = 'on' | 'off' | 'level';

export type Event = {
  time_ms: number;
  /** The same time in seconds. */
  t: number;
  entity_id: string;
  /** As people are told it: of a thermostat that stays on "heat", what it does. */
  state: string;
  previous_state: string;
  kind: EventKind;
  /** Whether more (1) or less (-1) power is to be expected; 0: who knows. */
  sign: -1 | 0 | 1;
  /** Transition: events of one entity with the same key are expected to do the same. */
  key: string;
  /** The transition back. */
  reverseKey: string;
  /** Brightness before and after, 0 (off) to 255; null: not a light that tells it. */
  brightness: readonly [number, number] | null;
  /** Speed before and after, 0 (off) to 100 %; null: not a fan that tells it. */
  speeds: readonly [number, number] | null;
  /** Brightness or speed, 0 to 100 %. */
  previous_level: number | null;
  level: number | null;
};

/** Of the steps of an event that speaks for more power 96 % go up, of one that speaks for less 4 %, of others half. */
export const shareUp = (sign: Event['sign']): number => 0.5 + 0.46 * sign;

/** What the engine remembers of an entity to see what its next change changes. */
export type LastSeen = {
  /** As last told. */
  state: string;
  /** What decides the power: the state, or what the entity does in it (a thermostat "heat" that is idle). */
  activity: string;
  /** Brightness when it was last on, 1 to 255; null: never told. */
  brightness: number | null;
  /** Speed of a fan, 0 to 100 %. */
  percentage: number | null;
};

const NOTHING_TOLD = { brightness: null, percentage: null };

/** States in which nothing runs. */
const IDLE = new Set(['off', 'closed', 'open', 'idle', 'paused', 'standby', 'docked', 'unavailable', 'unknown', 'stopped', 'none']);

export const isActive = (activity: string): boolean => !IDLE.has(activity);

/** What decides the power: hvac_action for climate, the mode where one is told, else the state. */
function activityOf({ state, attributes }: EngineChange): string {
  if (!isActive(state)) return state;
  if (attributes.hvac_action !== undefined) return attributes.hvac_action;
  return attributes.mode === undefined ? state : `${state} ${attributes.mode}`;
}

/** The level (brightness, speed) before and after an event. */
type Levels = readonly [before: number, after: number] | null;

const kindOf = (was: boolean, now: boolean): EventKind => (now && !was ? 'on' : was && !now ? 'off' : 'level');

/** Whether more or less power is to be expected; of a change of level, as its level goes. */
function signOf(kind: EventKind, levels: Levels): -1 | 0 | 1 {
  if (kind !== 'level') return kind === 'on' ? 1 : -1;
  const rise = levels === null ? 0 : levels[1] - levels[0];
  return rise > 0 ? 1 : rise < 0 ? -1 : 0;
}

/** The level of one side: 0 while off; while on what was told of it. */
const levelOf = (active: boolean, told: number | null): number | null => (active ? told : 0);

/** The level on both sides; null where one is not known, or the entity never told any. */
function levelsOf(was: boolean, now: boolean, last: number | null, next: number | null): Levels {
  const [before, after] = [levelOf(was, last), levelOf(now, next)];
  const isTold = last !== null || next !== null;
  if (!isTold || before === null || after === null) return null;
  return before > 0 || after > 0 ? [before, after] : null;
}

/** One side of a key: brightness says all of a light; a speed stands beside the state; else the activity alone. */
function sideOf(activity: string, brightness: Levels, speed: Levels, side: 0 | 1): string {
  if (brightness !== null) return String(Math.trunc(brightness[side]));
  return speed === null ? activity : `${activity} ${speed[side]}`;
}

/** The transition from one activity to another; `from` and `to` are the sides of its key. */
type Move = { previous: string; activity: string; from: string; to: string; was: boolean; now: boolean; brightness: Levels; speed: Levels };

function moveOf(change: EngineChange, last: LastSeen | undefined): Move {
  const activity = activityOf(change);
  const previous = last?.state === change.previous_state ? last.activity : change.previous_state;
  const [was, now] = [isActive(previous), isActive(activity)];
  const told = last ?? NOTHING_TOLD;
  const brightness = levelsOf(was, now, told.brightness, change.attributes.brightness ?? null);
  const speed = levelsOf(was, now, told.percentage, change.attributes.percentage ?? null);
  const [from, to] = [sideOf(previous, brightness, speed, 0), sideOf(activity, brightness, speed, 1)];
  return { previous, activity, from, to, was, now, brightness, speed };
}

/** What people are told to have changed: the state, or where that stayed and there is no level, what the entity does in it (idle, heating). */
function toldStates({ state, previous_state }: EngineChange, { previous, activity, brightness, speed }: Move) {
  const stayed = state === previous_state && brightness === null && speed === null;
  return stayed ? { state: activity, previous_state: previous } : { state, previous_state };
}

/**
 * What is to be remembered of an entity for its next change.
 *
 * @example
 * lastSeenOf(turnedOffLamp, { state: 'on', activity: 'on', brightness: 51, percentage: null }).brightness; // 51: it may come back at that
 */
export function lastSeenOf(change: EngineChange, last: LastSeen | undefined): LastSeen {
  const activity = activityOf(change);
  const told = isActive(activity) ? change.attributes : {};
  return {
    state: change.state,
    activity,
    brightness: told.brightness ?? last?.brightness ?? null,
    percentage: told.percentage ?? last?.percentage ?? null,
  };
}

/** Brightness or speed in %, one digit. */
function percentOf(brightness: Levels, speed: Levels, side: 0 | 1): number | null {
  if (brightness === null) return speed === null ? null : speed[side];
  return Math.round((brightness[side] / 255) * 1000) / 10;
}

/**
 * Makes an event of a state change; null where nothing changed that scales power (a cover's position on its way, a colour).
 *
 * @example
 * eventOf({ time_ms: 0, entity_id: 'light.a', domain: 'light', state: 'on', previous_state: 'off', attributes: { brightness: 51 } }, undefined);
 * // kind 'on', key '0>51', level 20
 */
export function eventOf(change: EngineChange, last: LastSeen | undefined): Event | null {
  const { time_ms, entity_id } = change;
  const move = moveOf(change, last);
  const { from, to, was, now, brightness, speed } = move;
  if (from === to) return null;
  const kind = kindOf(was, now);
  return {
    time_ms,
    t: time_ms / 1000,
    entity_id,
    ...toldStates(change, move),
    kind,
    sign: signOf(kind, brightness ?? speed),
    key: `${from}>${to}`,
    reverseKey: `${to}>${from}`,
    brightness,
    speeds: brightness === null ? speed : null,
    previous_level: percentOf(brightness, speed, 0),
    level: percentOf(brightness, speed, 1),
  };
}
