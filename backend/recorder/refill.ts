/** Fetches what a source did while nobody listened: at first start its whole history, later the stretch of a break. */
import { isAborted, type Clock } from '../clock.ts';
import { toTimestamp } from '../contract/identity.ts';
import { messageOf, UnavailableError } from '../errors.ts';
import type { Log } from '../log.ts';
import { retry } from '../retry.ts';
import type { Facts, SeriesRows } from '../store/store.ts';
import type { Past } from './source.ts';

/** A time that lies back by more than this is that of a clock that was set back; less is the play between two clocks, ms. */
const PLAY_MS = 60_000;
/** Without a slice for so long the stretch is given up and stays a gap. */
const PATIENCE_MS = 15 * 60_000;

export interface Refill {
  /** A live row came: everything up to its time has been seen. */
  saw(time_ms: number): void;
  /** The source is (again) there: what it did since the newest row that was seen is fetched. Called before live rows of the new contact come. */
  begin(): void;
  /** Up to where the running refill has come; null when none is running. */
  reachedMs(): number | null;
  /** Share of the running refill that is done, 0 to 1; 1 when none is running. */
  fraction(): number;
  /** Resolves when nothing is being fetched. */
  settled(): Promise<void>;
}

export type RefillOptions = {
  past: Past;
  facts: Facts;
  /** Writes rows durably; throws where it cannot. */
  append: (rows: SeriesRows) => Promise<void>;
  /** How far back where nothing was recorded before, ms. */
  historyMs: number;
  clock: Clock;
  log: Log;
  signal: AbortSignal;
};

type Stretch = { start_ms: number; end_ms: number };
/** A stretch that is being fetched, and up to where it has come. */
type Running = Stretch & { reached_ms: number };
const isStretch = (value: unknown): value is Stretch =>
  typeof value === 'object' && value !== null && 'start_ms' in value && 'end_ms' in value;

/**
 * From behind the newest row that was seen, or from where a refill was interrupted, up to now.
 * Where nothing was seen, or a row that lies ahead of now, it is as much history as is wanted at first start.
 */
async function nextStretch(seenMs: number | null, { past, facts, historyMs, clock }: RefillOptions): Promise<Stretch> {
  const end_ms = clock.now();
  const oldest = end_ms - historyMs;
  const interrupted = await facts.get('refill', past.name);
  const from = seenMs === null || seenMs > end_ms + PLAY_MS ? oldest : Math.min(seenMs, end_ms);
  return { start_ms: Math.min(from, isStretch(interrupted) ? interrupted.start_ms : Infinity), end_ms };
}

/** Fetches what is left of the stretch, and tries again what may pass. Throws UnavailableError when the source stays silent for too long. */
async function fetchRest(running: Running, { past, facts, append, clock, log, signal }: RefillOptions): Promise<void> {
  let progressMs = clock.now();
  /** While the store cannot write nothing is lost: the source keeps it, and its patience does not run out. */
  const write = async (job: Promise<void>) => {
    await job.finally(() => (progressMs = clock.now()));
  };
  const attempt = async () => {
    for await (const { rows, until_ms } of past.slices({ start_ms: running.reached_ms, end_ms: running.end_ms, signal })) {
      await write(append(rows));
      running.reached_ms = Math.max(running.reached_ms, until_ms);
      await write(facts.put('refill', past.name, { start_ms: running.reached_ms, end_ms: running.end_ms }));
    }
  };
  let exhausted: UnavailableError | undefined;
  const patience = new AbortController();
  const onRetry = (error: unknown) => {
    log.warn(`${past.name}: what was missed cannot be fetched now, it is tried again: ${messageOf(error)}`);
    if (clock.now() - progressMs <= PATIENCE_MS) return;
    exhausted = new UnavailableError('no answer in 15 minutes', { cause: error });
    patience.abort();
  };
  await retry(attempt, { clock, signal: AbortSignal.any([signal, patience.signal]), onRetry });
  if (exhausted !== undefined) throw exhausted;
}

/** What `act` does to the store, as soon as the store can do it. */
const onceWritable = <T>(act: () => Promise<T>, { past, clock, log, signal }: RefillOptions): Promise<T | undefined> =>
  retry(act, {
    ...{ clock, signal },
    onRetry: (error) => log.warn(`${past.name}: what was missed cannot be fetched yet: ${messageOf(error)}`),
  });

async function refillOnce(running: Running, seenMs: number | null, options: RefillOptions): Promise<void> {
  const { past, facts, log, signal } = options;
  const stretch = await onceWritable(async () => {
    const next = await nextStretch(seenMs, options);
    await facts.put('refill', past.name, next);
    return next;
  }, options);
  if (stretch === undefined) return;
  Object.assign(running, stretch, { reached_ms: stretch.start_ms });
  log.info(`${past.name}: reading what happened from ${toTimestamp(stretch.start_ms)} to ${toTimestamp(stretch.end_ms)}.`);
  try {
    await fetchRest(running, options);
  } catch (error) {
    log.warn(`${past.name}: from ${toTimestamp(running.reached_ms)} to ${toTimestamp(running.end_ms)} stays a gap: ${messageOf(error)}`);
  }
  // Aborted: the fact stays, and the next start goes on from it.
  if (!signal.aborted) await facts.remove('refill', past.name);
}

/** Throws UnavailableError when the store cannot be read. */
export async function createRefill(options: RefillOptions): Promise<Refill> {
  const { past, clock, log, signal } = options;
  // Asked before any live row can be written.
  let seenMs = await past.newestStoredMs();
  let running: Running | null = null;
  let wanted: { seenMs: number | null } | null = null;
  let work = Promise.resolve();

  const fetchWanted = async () => {
    while (wanted !== null && !isAborted(signal)) {
      const from = wanted.seenMs;
      wanted = null;
      // Counts as running at once, so that nobody takes the stretch for complete before it is known.
      running = { start_ms: 0, end_ms: clock.now(), reached_ms: 0 };
      await refillOnce(running, from, options).catch((error: unknown) =>
        log.error(`${past.name}: what was missed could not be fetched: ${messageOf(error)}`),
      );
    }
    running = null;
  };

  return {
    saw(time_ms) {
      if (seenMs === null || time_ms > seenMs || time_ms < seenMs - PLAY_MS) seenMs = time_ms;
    },
    begin() {
      // A second break while the first is being fetched: the earlier start holds.
      wanted ??= { seenMs };
      if (running === null) work = fetchWanted();
    },
    // What is wanted next may lie before what the running one has reached.
    reachedMs: () => running && Math.min(running.reached_ms, wanted?.seenMs ?? Infinity),
    fraction: () =>
      running === null
        ? 1
        : Math.min(1, Math.max(0, (running.reached_ms - running.start_ms) / Math.max(1, running.end_ms - running.start_ms))),
    settled: () => work,
  };
}
