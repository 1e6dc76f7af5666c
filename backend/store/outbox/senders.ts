/** Two senders that empty the queue, each with one measurement in hand, so that the rows of a measurement go in order. */
import { isAborted, type Clock } from '../../clock.ts';
import { isPermanent, messageOf } from '../../errors.ts';
import type { Log } from '../../log.ts';
import { retry } from '../../retry.ts';
import type { Batch, OutboxQueue, Refused } from './queue.ts';
import type { Trouble } from './trouble.ts';

export type SendersOptions = {
  queue: OutboxQueue;
  trouble: Trouble;
  /** Sends rows of one measurement; tells those that are refused for what they are. Throws AuthError or ConfigurationError where trying again cannot help. */
  send: (measurement: string, batch: Batch) => Promise<Refused[]>;
  /** Sees to it that rows can be sent: before the first, and every ten minutes while a permanent error stands in the way. */
  prepare: () => Promise<void>;
  onSent: (measurement: string, sent: number, refused: readonly Refused[]) => Promise<void>;
  clock: Clock;
  log: Log;
  signal: AbortSignal;
  batchRows: number;
  /** After rows came, waits so long for more of them. */
  lingerMs: number;
  random: () => number;
};

const SENDERS = 2;
const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 60_000;
const LOOK_EVERY_MS = 600_000;

/** Something that may happen while one sleeps: who waits for the next time is woken at once when it came meanwhile. */
function createBell() {
  let next = Promise.withResolvers<undefined>();
  return {
    ring() {
      next.resolve(undefined);
      next = Promise.withResolvers();
    },
    next: () => next.promise,
  };
}

/** Tries again without end what may pass, and tells of it. */
const persistWith =
  ({ trouble, clock, log, signal, random }: SendersOptions) =>
  <T>(attempt: () => Promise<T>) =>
    retry(attempt, {
      ...{ clock, signal, random, firstMs: FIRST_WAIT_MS, maxMs: LONGEST_WAIT_MS },
      onRetry(error, waitMs) {
        trouble.failed(messageOf(error));
        log.warn(`${messageOf(error)} It is tried again in ${Math.round(waitMs / 1000)} s.`);
      },
    });

/** Its failure is told where it is awaited, later than it may happen. */
function heeded<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => undefined);
  return promise;
}

/** Sends what waits of all measurements that the other sender has not in hand; tells whether there was any. */
function createSweep(options: SendersOptions, persist: ReturnType<typeof persistWith>): () => Promise<boolean> {
  const { queue, trouble, send, onSent, signal, batchRows } = options;
  const busy = new Set<string>();
  const settle = async (measurement: string, { rows, last_seq }: Batch, refused: readonly Refused[]) => {
    await queue.advance(measurement, last_seq, refused);
    await onSent(measurement, rows, refused);
  };
  /** Sends all that waits of a measurement: while a batch is on its way the next is read, and the cursor follows beside. */
  const drain = async (measurement: string): Promise<boolean> => {
    let any = false;
    let reading = queue.next(measurement, batchRows);
    let settling = Promise.resolve();
    try {
      for (;;) {
        const batch = await reading;
        if (batch === null || isAborted(signal)) return any;
        reading = heeded(queue.next(measurement, batchRows, batch.last_seq));
        const refused = await persist(() => send(measurement, batch));
        if (refused === undefined) return any;
        trouble.clear();
        await settling;
        settling = heeded(settle(measurement, batch, refused));
        any = true;
      }
    } finally {
      await settling;
    }
  };
  return async () => {
    let any = false;
    for (const measurement of queue.measurements()) {
      if (busy.has(measurement)) continue;
      busy.add(measurement);
      try {
        if (await drain(measurement)) any = true;
      } finally {
        busy.delete(measurement);
      }
    }
    return any;
  };
}

/** `wake` says that there are rows; `run` works until the signal aborts. */
export function createSenders(options: SendersOptions): { wake: () => void; run: () => Promise<unknown> } {
  const { trouble, prepare, clock, log, signal, lingerMs } = options;
  const bell = createBell();
  const persist = persistWith(options);
  const sweep = createSweep(options, persist);
  const aborted = new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
  let prepared: Promise<unknown> | undefined;
  const pause = async (error: unknown): Promise<void> => {
    prepared = undefined;
    if (isAborted(signal)) return;
    const message = messageOf(error);
    if (isPermanent(error)) trouble.blocked(message);
    else trouble.failed(message);
    log.error(`${message} Nothing is sent until that is mended; what is recorded waits in the outbox.`);
    await clock.sleep(isPermanent(error) ? LOOK_EVERY_MS : LONGEST_WAIT_MS, signal);
  };
  const work = async (): Promise<void> => {
    while (!isAborted(signal)) {
      const rung = bell.next();
      try {
        await (prepared ??= persist(prepare).then(() => trouble.clear()));
        if (await sweep()) continue;
      } catch (error) {
        await pause(error);
        continue;
      }
      await Promise.race([rung, aborted]);
      await clock.sleep(lingerMs, signal);
    }
  };
  return {
    wake: () => bell.ring(),
    run: () => Promise.all(Array.from({ length: SENDERS }, work)),
  };
}
