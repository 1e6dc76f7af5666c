/** How long and how often an entity was on, from its state changes. */
import type { StateChange } from '../contract/state-change.ts';

/** States in which nobody knows what the entity does. */
const UNKNOWN = new Set(['unknown', 'unavailable']);
const OFF = new Set(['off', 'idle', 'standby', 'closed', 'open', 'docked', 'paused', 'locked', 'unlocked', 'not_home']);
/** A thermostat may be switched on and yet not work. */
const RESTING_ACTIONS = new Set(['off', 'idle']);

export type OnTime = {
  /** Null: nobody knows. */
  on: boolean | null;
  sinceMs: number;
  onMs: number;
  /** For how long it was known whether it is on. */
  knownMs: number;
  /** How often it went from off to on. */
  switches: number;
};

/** Null: nobody knows. */
export const isOn = (state: string, hvacAction?: string): boolean | null => {
  if (UNKNOWN.has(state)) return null;
  return !OFF.has(state) && (hvacAction === undefined || !RESTING_ACTIONS.has(hvacAction));
};

/** From the state that the entity has at a time. */
export const beginOnTime = (state: string, hvacAction: string | undefined, sinceMs: number): OnTime => ({
  on: isOn(state, hvacAction),
  sinceMs,
  onMs: 0,
  knownMs: 0,
  switches: 0,
});

/** The same a while later, without a change. */
export function endOnTime(before: OnTime, timeMs: number): OnTime {
  const elapsedMs = Math.max(0, timeMs - before.sinceMs);
  return {
    ...before,
    sinceMs: before.sinceMs + elapsedMs,
    onMs: before.onMs + (before.on === true ? elapsedMs : 0),
    knownMs: before.knownMs + (before.on === null ? 0 : elapsedMs),
  };
}

export function addOnTime(before: OnTime, change: Pick<StateChange, 'time_ms' | 'state_value' | 'attributes'>): OnTime {
  const on = isOn(change.state_value, change.attributes.hvac_action);
  const switched = before.on === false && on === true;
  return { ...endOnTime(before, change.time_ms), on, switches: before.switches + (switched ? 1 : 0) };
}
