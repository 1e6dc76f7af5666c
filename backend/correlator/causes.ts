/** Who caused the state changes that still wait for their meter. */
import { correlationId } from '../contract/identity.ts';
import type { Cause, StateChange } from '../contract/state-change.ts';
import type { Store } from '../store/store.ts';

/** No event waits longer for its meter. */
const KEEP_MS = 60 * 60_000;

export interface Causes {
  remember(changes: readonly StateChange[]): void;
  /** From memory; after a restart from the store. */
  of(change: { time_ms: number; entity_id: string }): Promise<Cause>;
}

export function createCauses(store: Store): Causes {
  const known = new Map<string, { time_ms: number; cause: Cause }>();
  return {
    remember(changes) {
      for (const { time_ms, entity_id, cause } of changes) known.set(correlationId(time_ms, entity_id), { time_ms, cause });
      const newest = changes.at(-1)?.time_ms ?? 0;
      for (const [id, { time_ms }] of known) {
        if (time_ms > newest - KEEP_MS) break;
        known.delete(id);
      }
    },
    async of({ time_ms, entity_id }) {
      const remembered = known.get(correlationId(time_ms, entity_id));
      if (remembered !== undefined) return remembered.cause;
      const [stored] = await store.series.changes({ start_ms: time_ms, end_ms: time_ms + 1, entity_id });
      return stored?.cause ?? { kind: 'unknown', name: null };
    },
  };
}
