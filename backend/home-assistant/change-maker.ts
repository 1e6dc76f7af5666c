/** States of entities -> the state changes that are recorded, the same from live events and from history. */
import * as v from 'valibot';
import { EntityId } from '../contract/identity.ts';
import type { Cause, StateChange } from '../contract/state-change.ts';
import { domainOf } from './entity-filter.ts';
import type { StateContext } from './entity-state.ts';
import { isSameScale, pickScalingAttributes } from './scaling-attributes.ts';

export type Seen = { entity_id: string; state: string; attributes: Readonly<Record<string, unknown>>; time_ms: number };
/** What is known beside the states themselves. */
type Beside = { weather_temp: number | null; context: StateContext; cause: Cause };

/** Two changes of an entity lie no further apart when they only shared a millisecond. */
const CROWD_MS = 1000;

/** Home Assistant brings entities back as `unavailable` until their integration is there: neither that nor the first state after it is a change of theirs. */
const isRestored = ({ attributes }: Seen) => attributes['restored'] === true;

/** Whether the entity changed in a way that may change its power. */
function isChange(before: Seen, after: Seen): boolean {
  if (isRestored(before) || isRestored(after)) return false;
  return before.state !== after.state || !isSameScale(pickScalingAttributes(before.attributes), pickScalingAttributes(after.attributes));
}

export interface ChangeMaker {
  /** Undefined: it is none, or one of an entity that cannot be named. */
  make(before: Seen, after: Seen, beside: (changed: 'state' | 'attributes') => Beside): StateChange | undefined;
}

export function createChangeMaker(): ChangeMaker {
  const lastMs = new Map<string, number>();
  /** A second change of the entity in the same millisecond takes the next one. */
  const timeOf = ({ entity_id: entityId, time_ms: timeMs }: Seen): number => {
    const last = lastMs.get(entityId) ?? -Infinity;
    const own = timeMs <= last && last - timeMs < CROWD_MS ? last + 1 : timeMs;
    lastMs.set(entityId, own);
    return own;
  };
  return {
    make: (before, after, beside) => {
      if (!isChange(before, after) || !v.is(EntityId, after.entity_id)) return undefined;
      const { weather_temp, context, cause } = beside(before.state === after.state ? 'attributes' : 'state');
      return {
        time_ms: timeOf(after),
        entity_id: after.entity_id,
        domain: domainOf(after.entity_id),
        state_value: after.state,
        previous_state: before.state,
        attributes: pickScalingAttributes(after.attributes),
        weather_temp,
        context_id: context.id,
        context_parent_id: context.parent_id,
        context_user_id: context.user_id,
        cause,
      };
    },
  };
}
