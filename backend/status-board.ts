/** How each part of the backend is doing, for /health. */
import type { Clock } from './clock.ts';
import { toTimestamp } from './contract/identity.ts';
import type { PartStatus } from './contract/status.ts';
import type { Events } from './events.ts';

/** How a part reports: its status, and a sentence for people where it is not ok. */
export type Report = (status: PartStatus['status'], message?: string) => void;

export interface StatusBoard {
  reporter(part: string): Report;
  parts(): PartStatus[];
}

export function createStatusBoard({ clock, events }: { clock: Clock; events: Events }): StatusBoard {
  const parts = new Map<string, PartStatus>();
  return {
    reporter: (part) => (status, message) => {
      const before = parts.get(part);
      if (before?.status === status && before.message === (message ?? null)) return;
      const since = before?.status === status ? before.since : toTimestamp(clock.now());
      parts.set(part, { part, status, message: message ?? null, since });
      events.emit('status', undefined);
    },
    parts: () => [...parts.values()],
  };
}
