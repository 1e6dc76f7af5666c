/** The newest events with their ids, so that a client that was away for a moment misses nothing. */
import { randomUUID } from 'node:crypto';
import type { StreamEvent } from '../contract/stream-event.ts';

/** An event as it goes over the wire. */
export type Told = { number: number; type: StreamEvent['type']; text: string };

export interface EventLog {
  add(event: StreamEvent): Told;
  /** What came after this id; undefined: that cannot be told any more. */
  after(id: string): Told[] | undefined;
  lastId(): string;
}

const format = ({ type, data }: StreamEvent, id: string): string => `id: ${id}\nevent: ${type}\ndata: ${JSON.stringify(data)}\n\n`;

/** Tells a client to read everything anew. */
export const formatReset = (id: string): string => format({ type: 'reset', data: {} }, id);

/** Keeps the last `most` events. */
export function createEventLog(most: number): EventLog {
  // Ids of another run of the backend mean nothing here.
  const run = randomUUID().slice(0, 8);
  const kept: Told[] = [];
  let last = 0;
  return {
    add(event) {
      last += 1;
      const told: Told = { number: last, type: event.type, text: format(event, `${run}-${last}`) };
      kept.push(told);
      if (kept.length > most) kept.shift();
      return told;
    },
    after(id) {
      const number = id.startsWith(`${run}-`) ? Number(id.slice(run.length + 1)) : NaN;
      const oldest = kept[0]?.number ?? last + 1;
      return number >= oldest - 1 && number <= last ? kept.filter((told) => told.number > number) : undefined;
    },
    lastId: () => `${run}-${last}`,
  };
}
