/** Who changed a state, as far as Home Assistant tells. */
import type { Cause } from '../contract/state-change.ts';
import type { StateContext } from './entity-state.ts';

/** They switch by themselves, by what they measure. */
const SELF_WILLED = new Set(['climate', 'water_heater', 'humidifier']);

/** A person, or a program that calls Home Assistant in its own name. */
export type User = { name: string; program: boolean };

const UNKNOWN: Cause = { kind: 'unknown', name: null };

export const causeOfUser = (user: User | undefined): Cause => ({
  kind: user?.program === true ? 'automation' : 'user',
  name: user?.name ?? null,
});

/** Without a context that leads anywhere: a hand at the device, or the device by itself. */
export const causeOfDevice = (domain: string): Cause => ({ kind: SELF_WILLED.has(domain) ? 'itself' : 'device', name: null });

export interface ContextNames {
  /** An automation or a script acts in this context from now on. */
  note(context: StateContext, name: string): void;
  find(id: string | null): string | undefined;
}

/** As many contexts as may act at the same time, and some more. */
const MOST_CONTEXTS = 1000;

export function createContextNames(): ContextNames {
  const names = new Map<string, string>();
  return {
    note: ({ id }, name) => {
      if (id === null) return;
      names.delete(id);
      names.set(id, name);
      const oldest = names.keys().next();
      if (names.size > MOST_CONTEXTS && oldest.done !== true) names.delete(oldest.value);
    },
    find: (id) => (id === null ? undefined : names.get(id)),
  };
}

/** Home Assistant writes the state of an automation before that of what it switches: its name is known by then. */
export function causeOf(context: StateContext, domain: string, contexts: ContextNames, userOf: (id: string) => User | undefined): Cause {
  if (context.user_id !== null) return causeOfUser(userOf(context.user_id));
  const name = contexts.find(context.id) ?? contexts.find(context.parent_id);
  if (name !== undefined) return { kind: 'automation', name };
  if (context.parent_id !== null) return { kind: 'automation', name: null };
  return context.id === null ? UNKNOWN : causeOfDevice(domain);
}
