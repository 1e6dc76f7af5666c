/** Up to when a follower of the connection has handed on everything: with the connection while it is there, standing still while it is not. */
import type { HomeAssistantConnection } from './connection.ts';

export interface Presence {
  /** The follower has begun to hand on what happens in this session, and its owner knows that before it there may be a gap. */
  begin(session: AbortSignal): void;
  heardMs: () => number | null;
}

export function createPresence(connection: HomeAssistantConnection): Presence {
  let present = false;
  let lastMs: number | null = null;
  const heardMs = () => {
    if (present) lastMs = connection.heardMs();
    return lastMs;
  };
  return {
    begin: (session) => {
      if (session.aborted) return;
      present = true;
      const end = () => {
        heardMs();
        present = false;
      };
      session.addEventListener('abort', end, { once: true });
    },
    heardMs,
  };
}
