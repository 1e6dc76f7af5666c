/**
 * The durable outbox: what was written to the file is sent on to a database, in the order of each measurement.
 * A row leaves when the database has acknowledged it; a row that the database refuses is parked with its words.
 * The cursor moves after the acknowledgement: a process that is killed between the two sends the same rows again, which changes nothing there.
 */
import { statfs } from 'node:fs/promises';
import type { Clock } from '../clock.ts';
import { messageOf, UnavailableError } from '../errors.ts';
import type { Database } from './duckdb/database.ts';
import { createOutboxQueue, type OutboxQueue } from './outbox/queue.ts';
import { createSenders, type SendersOptions } from './outbox/senders.ts';
import { createRate, createTrouble } from './outbox/trouble.ts';
import type { OutboxStats } from './store.ts';

export interface Outbox {
  queue: Pick<OutboxQueue, 'add' | 'deadLetters' | 'waiting'>;
  /** Rows were committed: they are sent soon. */
  wake(): void;
  /** Begins to send. */
  start(): void;
  stats(): Promise<OutboxStats>;
  /** What a person must know: why nothing is sent, what was refused, a disk that fills; empty when all is well. */
  problems(): string[];
  /** Resolves when all is sent that waits; throws UnavailableError when nothing can be sent. */
  drained(): Promise<void>;
  /** Ends after the request under way, or after a few seconds. */
  stop(): Promise<void>;
}

export type OutboxOptions = Pick<SendersOptions, 'send' | 'prepare' | 'clock' | 'log'> & {
  database: Database;
  /** The folder of the file: its disk bounds the outbox. */
  directory: string;
  batchRows?: number | undefined;
  lingerMs?: number | undefined;
  random?: (() => number) | undefined;
  /** Left on the disk of a folder. */
  freeBytes?: ((directory: string) => Promise<number>) | undefined;
};

const BATCH_ROWS = 5000;
const LINGER_MS = 2000;
/** Sent rows are deleted when there are so many of them, or when the last deletion is so long ago. */
const PURGE_ROWS = 50_000;
const PURGE_EVERY_MS = 60_000;
const GRACE_MS = 3000;
/** Some weeks of a home's rows: time enough to mend the database, or to make room. */
const LITTLE_SPACE_BYTES = 2e9;
const POLL_MS = 20;

const freeBytesOf = async (directory: string): Promise<number> => {
  const { bavail, bsize } = await statfs(directory);
  return bavail * bsize;
};

/** Whether the disk will hold what waits. */
function createDiskWatch(directory: string, freeBytes: (directory: string) => Promise<number>) {
  let left = Infinity;
  return {
    async look(): Promise<void> {
      left = await freeBytes(directory);
    },
    told: () =>
      left < LITTLE_SPACE_BYTES
        ? [
            `The outbox grows, and ${Math.round(left / 1e6)} MB are left on the disk of ${directory}. When it is full nothing more is recorded.`,
          ]
        : [],
  };
}

/** Deletes what was sent, not too often. */
function createPurge(queue: OutboxQueue, clock: Clock): (sent: number) => Promise<void> {
  let sentSince = 0;
  let purgedMs = clock.now();
  return async (sent) => {
    sentSince += sent;
    if (sentSince < PURGE_ROWS && clock.now() - purgedMs < PURGE_EVERY_MS) return;
    sentSince = 0;
    purgedMs = clock.now();
    await queue.purge();
  };
}

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

export async function createOutbox(options: OutboxOptions): Promise<Outbox> {
  const { database, directory, clock, log, batchRows = BATCH_ROWS, lingerMs = LINGER_MS, random = Math.random } = options;
  const queue = await createOutboxQueue(database, () => clock.now());
  const stopping = new AbortController();
  const { signal } = stopping;
  const rate = createRate(clock);
  const disk = createDiskWatch(directory, options.freeBytes ?? freeBytesOf);
  const trouble = createTrouble(clock, () => {
    disk.look().catch((error: unknown) => log.warn(messageOf(error)));
  });
  const purge = createPurge(queue, clock);
  let deadLetters = await queue.countDeadLetters();
  let running: Promise<unknown> = Promise.resolve();
  const senders = createSenders({
    ...{ queue, trouble, send: options.send, prepare: options.prepare, clock, log, signal, batchRows, lingerMs, random },
    async onSent(measurement, sent, refused) {
      rate.count(sent);
      deadLetters += refused.length;
      if (refused[0] !== undefined)
        log.error(`${refused.length} rows of ${measurement} were refused and are kept apart. The first: ${refused[0].reason}`);
      await purge(sent);
    },
  });
  return {
    queue,
    wake: senders.wake,
    start() {
      running = senders.run();
    },
    async stats() {
      const { rows, oldest_ms } = await queue.waiting();
      const age_s = oldest_ms === null ? null : Math.max(0, Math.round((clock.now() - oldest_ms) / 1000));
      return { waiting: rows, age_s, per_s: rate.perSecond(), dead_letters: deadLetters };
    },
    problems: () => [
      ...trouble.told(),
      ...(trouble.told().length > 0 ? disk.told() : []),
      ...(deadLetters === 0 ? [] : [`InfluxDB refused ${deadLetters} rows. They are kept apart: npm run store -- dead-letters`]),
    ],
    async drained() {
      senders.wake();
      while ((await queue.waiting()).rows > 0) {
        if (trouble.isBlocked() || signal.aborted) throw new UnavailableError(`The outbox does not empty: ${trouble.told().join(' ')}`);
        await sleep(POLL_MS);
      }
    },
    async stop() {
      stopping.abort();
      await Promise.race([running, new Promise((resolve) => setTimeout(resolve, GRACE_MS).unref())]);
    },
  };
}
