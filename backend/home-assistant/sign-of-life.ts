/** Up to when Home Assistant has told everything, by its own clock. */

/** A clock that was set back by more than this begins anew; less is the play between an event and a ping, ms. */
const PLAY_MS = 60_000;

export interface SignOfLife {
  /** An event bore this time when it arrived. */
  event(timeMs: number, nowMs: number): void;
  /** A ping was answered: all that came before it was sent is here. */
  pong(sentMs: number): void;
  heardMs(): number | null;
}

export function createSignOfLife(): SignOfLife {
  let heard: number | null = null;
  /** How much our clock is before Home Assistant's, at most: the smallest age of an event at its arrival. */
  let aheadMs = Infinity;
  const hear = (timeMs: number) => {
    if (heard === null || timeMs > heard || timeMs < heard - PLAY_MS) heard = timeMs;
  };
  return {
    event: (timeMs, nowMs) => {
      // Grows by a little with every event, so that a clock that was put right is believed again.
      aheadMs = Math.min(aheadMs + 1, nowMs - timeMs);
      hear(timeMs);
    },
    pong: (sentMs) => hear(sentMs - (Number.isFinite(aheadMs) ? Math.max(0, aheadMs) : 0)),
    heardMs: () => heard,
  };
}
