/** How each part of the backend is doing, for /health. */
import type { Clock } from './clock.ts';
import { toTimestamp } from './contract/identity.ts';
import type { PartStatus } from './contract/status.ts';
import type { Trouble } from './contract/trouble.ts';
import type { Events } from './events.ts';

/** How a part reports: its status, and where it is not ok a sentence for people, with its code where it has one. */
export type Report = (status: PartStatus['status'], message?: string, trouble?: Trouble | null) => void;

export interface StatusBoard {
  reporter(part: string): Report;
  parts(): PartStatus[];
}

export function createStatusBoard({ clock, events }: { clock: Clock; events: Events }): StatusBoard {
  const parts = new Map<string, PartStatus>();
  return {
    reporter:
      (part) =>
      (status, message: string | null = null, trouble: Trouble | null = null) => {
        const before = parts.get(part);
        if (before?.status === status && before.message === message) return;
        const since = before?.status === status ? before.since : toTimestamp(clock.now());
        parts.set(part, { part, status, message, trouble, since });
        events.emit('status', undefined);
      },
    parts: () => [...parts.values()],
  };
}
