/** Lets states wait: one part of the house may tell of a moment before the others do. */
import type { Clock } from '../clock.ts';
import type { EntityState } from '../home-assistant/entity-state.ts';

export interface HoldBack {
  /** Calls `apply` when the state counts, with the time at which it does; at once where its sensor is not held back. */
  pass(state: EntityState, session: AbortSignal): void;
  /** The earliest time at which something that waits will count; Infinity: nothing waits. */
  firstMs(): number;
}

export function createHoldBack({
  delays,
  clock,
  apply,
}: {
  /** ms, by entity. */
  delays: ReadonlyMap<string, number>;
  clock: Clock;
  apply: (state: EntityState, session: AbortSignal) => void;
}): HoldBack {
  const waiting = new Set<number>();
  const applyLater = async (state: EntityState, delayMs: number, session: AbortSignal) => {
    const counts = { ...state, time_ms: state.time_ms + delayMs };
    waiting.add(counts.time_ms);
    await clock.sleep(delayMs, session);
    waiting.delete(counts.time_ms);
    if (!session.aborted) apply(counts, session);
  };
  return {
    pass: (state, session) => {
      const delayMs = delays.get(state.entity_id) ?? 0;
      if (delayMs === 0) apply(state, session);
      else void applyLater(state, delayMs, session);
    },
    firstMs: () => Math.min(Infinity, ...waiting),
  };
}
