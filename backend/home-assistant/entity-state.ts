/** The states of Home Assistant as its compressed messages tell them, kept up to date. */
import * as v from 'valibot';

const Attributes = v.record(v.string(), v.unknown());
const Context = v.union([
  v.string(),
  v.object({ id: v.optional(v.string()), parent_id: v.optional(v.nullable(v.string())), user_id: v.optional(v.nullable(v.string())) }),
]);
/** s: state, a: attributes, c: context, lc: last changed, lu: last updated (absent: as lc); seconds. */
const Compressed = v.object({
  s: v.optional(v.nullable(v.string())),
  a: v.optional(Attributes),
  c: v.optional(Context),
  lc: v.optional(v.number()),
  lu: v.optional(v.number()),
});
type Compressed = v.InferOutput<typeof Compressed>;
const Difference = v.object({ '+': v.optional(Compressed, {}), '-': v.optional(v.object({ a: v.optional(v.array(v.string()), []) })) });
type Difference = v.InferOutput<typeof Difference>;

const EntitiesEvent = v.object({
  a: v.optional(v.record(v.string(), Compressed), {}),
  c: v.optional(v.record(v.string(), Difference), {}),
  r: v.optional(v.array(v.string()), []),
});

export type StateContext = { id: string | null; parent_id: string | null; user_id: string | null };

export type EntityState = {
  entity_id: string;
  state: string;
  attributes: Readonly<Record<string, unknown>>;
  /** last_updated. */
  time_ms: number;
  context: StateContext;
};

/** `before` null: it was added; `after` null: it was removed. */
export type EntityChange = { entity_id: string; before: EntityState | null; after: EntityState | null };

/** Seconds with fractions -> whole ms, cut: through microseconds, because 1764000000.123 · 1000 is a little less than …123. */
export const cutToMs = (seconds: number): number => Math.floor(Math.round(seconds * 1e6) / 1000);

/** A missing or empty state is `unknown`. */
export const stateOf = (state: string | null | undefined): string =>
  state === undefined || state === null || state === '' ? 'unknown' : state;

const alone = (id: string): StateContext => ({ id, parent_id: null, user_id: null });

/** In a whole state, a bare id has no parent and no user; in a difference it has those of before. */
function contextOf(context: Compressed['c'], before: StateContext | null): StateContext {
  const base = before ?? { id: null, parent_id: null, user_id: null };
  if (context === undefined) return base;
  if (typeof context === 'string') return before === null ? alone(context) : { ...base, id: context };
  return {
    id: context.id ?? base.id,
    parent_id: context.parent_id === undefined ? base.parent_id : context.parent_id,
    user_id: context.user_id === undefined ? base.user_id : context.user_id,
  };
}

const added = (entityId: string, state: Compressed): EntityState => ({
  entity_id: entityId,
  state: stateOf(state.s),
  attributes: state.a ?? {},
  time_ms: cutToMs(state.lu ?? state.lc ?? 0),
  context: contextOf(state.c, null),
});

function changed(before: EntityState, { '+': plus, '-': minus }: Difference): EntityState {
  const removed = new Set(minus?.a ?? []);
  const kept = Object.entries(before.attributes).filter(([name]) => !removed.has(name));
  const seconds = plus.lu ?? plus.lc;
  return {
    entity_id: before.entity_id,
    state: plus.s === undefined ? before.state : stateOf(plus.s),
    attributes: plus.a === undefined && removed.size === 0 ? before.attributes : { ...Object.fromEntries(kept), ...plus.a },
    time_ms: seconds === undefined ? before.time_ms : cutToMs(seconds),
    context: contextOf(plus.c, before.context),
  };
}

export interface EntityStates {
  get(entityId: string): EntityState | undefined;
  all(): IterableIterator<EntityState>;
  /** Takes in one message of the subscription; says what it changed. Throws where it is not one. */
  apply(message: unknown): EntityChange[];
}

export function createEntityStates(): EntityStates {
  const states = new Map<string, EntityState>();
  const put = (after: EntityState): EntityChange => {
    const before = states.get(after.entity_id) ?? null;
    states.set(after.entity_id, after);
    return { entity_id: after.entity_id, before, after };
  };
  const remove = (entityId: string): EntityChange => {
    const before = states.get(entityId) ?? null;
    states.delete(entityId);
    return { entity_id: entityId, before, after: null };
  };
  return {
    get: (entityId) => states.get(entityId),
    all: () => states.values(),
    apply: (message) => {
      const event = v.parse(EntitiesEvent, message);
      return [
        ...event.r.map(remove),
        // An entity that comes anew was not there before: what it was then says nothing of a change now.
        ...Object.entries(event.a).map(([entityId, state]) => ({ ...put(added(entityId, state)), before: null })),
        ...Object.entries(event.c).flatMap(([entityId, difference]) => {
          const before = states.get(entityId);
          return before === undefined ? [] : [put(changed(before, difference))];
        }),
      ];
    },
  };
}
