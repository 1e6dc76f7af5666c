/** The stream: what happens, as it happens, to everyone who listens (server-sent events at /stream). */
import type { Request, RequestHandler, Response } from 'express';
import * as v from 'valibot';
import type { Clock } from '../clock.ts';
import { StreamEvent } from '../contract/stream-event.ts';
import type { Asker } from './asker.ts';
import { UnavailableError } from '../errors.ts';
import { createEventLog, formatReset, type Told } from './event-log.ts';
import { checkQuery, checkRole } from './route.ts';

type Topic = Exclude<StreamEvent['type'], 'reset'>;
const TOPICS = ['reading', 'correlation', 'unexplained', 'progress', 'corrected', 'job', 'health'] as const satisfies Topic[];
const isTopic = (word: string): word is Topic => (TOPICS as readonly string[]).includes(word);

/** Which events are wanted, separated by commas; absent: all. */
export const StreamQuery = v.strictObject({
  topics: v.optional(
    v.pipe(
      v.string(),
      v.maxLength(200),
      v.transform((words) => words.split(',')),
      v.array(v.picklist(TOPICS)),
    ),
    TOPICS.join(','),
  ),
});

export interface Stream {
  readonly handle: RequestHandler;
  /** Tells everyone who wants this topic. */
  tell(event: StreamEvent): void;
  listeners(): number;
  /** Ends every stream. */
  close(): void;
}

/** Events that a client can still be given when it comes back. */
const KEPT = 1000;
const HEARTBEAT_MS = 15_000;
/** Bytes that a client may leave unread. */
const MOST_UNREAD = 1_000_000;
const MOST_LISTENERS = 100;
/** After which a browser connects again. */
const RETRY_MS = 3000;

/** An event of its own, which a browser sees, unlike a comment: without it a proxy that holds the stream looks like a quiet home. */
const beatOf = (id: string): string => `event: beat\nid: ${id}\ndata: {}\n\n`;

type Listener = { response: Response; topics: readonly Topic[] };

const wants = ({ topics }: Listener, { type }: Told): boolean => !isTopic(type) || topics.includes(type);

export type StreamOptions = { identify: (request: Request) => Asker; clock: Clock };

export function createStream({ identify, clock }: StreamOptions): Stream {
  const log = createEventLog(KEPT);
  const listeners = new Set<Listener>();
  const closing = new AbortController();

  const drop = (listener: Listener) => {
    listeners.delete(listener);
    listener.response.destroy();
  };
  const send = (listener: Listener, text: string) => {
    listener.response.write(text);
    if (listener.response.writableLength > MOST_UNREAD) drop(listener);
  };

  function greet(listener: Listener, lastEventId: string | undefined): void {
    // The id lets a client resume that has seen no event yet.
    if (lastEventId === undefined) {
      send(listener, `retry: ${RETRY_MS}\n${beatOf(log.lastId())}`);
      return;
    }
    const missed = log
      .after(lastEventId)
      ?.filter((told) => wants(listener, told))
      .map(({ text }) => text)
      .join('');
    // Too much at once would be left unread.
    const goesOn = missed !== undefined && missed.length < MOST_UNREAD / 2;
    send(listener, `retry: ${RETRY_MS}\n\n${goesOn ? missed : formatReset(log.lastId())}`);
  }

  async function beat(): Promise<void> {
    while (!closing.signal.aborted) {
      await clock.sleep(HEARTBEAT_MS, closing.signal);
      // The id goes with it, for who wants few topics and would else seem to have been away for long.
      for (const listener of listeners) send(listener, beatOf(log.lastId()));
    }
  }
  void beat();

  return {
    async handle(request, response) {
      await checkRole('read', identify(request));
      const { topics } = checkQuery(StreamQuery, request);
      if (closing.signal.aborted || listeners.size >= MOST_LISTENERS) throw new UnavailableError('No more streams are given out now.');
      const listener: Listener = { response, topics };
      response.on('close', () => listeners.delete(listener));
      // A failed write closes the connection, which is all there is to do.
      response.on('error', () => listeners.delete(listener));
      response.status(200).set({
        'Content-Type': 'text/event-stream; charset=utf-8',
        'Cache-Control': 'no-store, no-transform',
        'X-Accel-Buffering': 'no',
      });
      response.flushHeaders();
      listeners.add(listener);
      greet(listener, request.get('Last-Event-ID'));
    },
    tell(event) {
      const told = log.add(event);
      for (const listener of listeners) if (wants(listener, told)) send(listener, told.text);
    },
    listeners: () => listeners.size,
    close() {
      closing.abort();
      for (const { response } of listeners) response.end();
    },
  };
}
