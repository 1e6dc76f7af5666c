/** Exports and migrations: one at a time, beside all else, told on the bus. They end with the process; a migration that is started again goes on. */
import { randomUUID } from 'node:crypto';
import { rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from './clock.ts';
import { toTimestamp } from './contract/identity.ts';
import type { Job, JobInput, JobOutcome } from './contract/job.ts';
import { AuthError, ConfigurationError, messageOf, NotFoundError, UnavailableError } from './errors.ts';
import type { Events } from './events.ts';
import type { Log } from './log.ts';
import type { LongWork, MigrationResult, Store } from './store/store.ts';

export interface Jobs {
  /** Newest first. */
  list(): readonly Job[];
  /** Null where another job runs. */
  start(input: JobInput): Job | null;
  /** Resolves when the job has ended, by itself or early. Throws NotFoundError. */
  cancel(id: string): Promise<Job>;
  /** Where a file of an export lies. Throws NotFoundError. */
  fileOf(id: string, name: string): string;
  /** Ends what runs. */
  close(): Promise<void>;
}

export type JobsOptions = {
  store: Pick<Store, 'exportTo' | 'migrate'>;
  /** Where exports are written; only the newest is kept. */
  folder: string;
  events: Events;
  clock: Clock;
  log: Log;
};

type Done = Pick<Job, 'messages' | 'outcome' | 'files'>;

const MOST_KEPT = 20;
/** Of what was refused or differs. */
const MOST_TOLD = 100;

const sentenceOf = ({ rows, refused, differing }: MigrationResult): string =>
  `${rows} rows were taken, ${refused.length} were refused, ${differing.length} days of a table differ.`;

/** What came of a migration, in sentences; of many faults the first. */
export function tellMigration(result: MigrationResult): string[] {
  const faults = [...result.refused, ...result.differing];
  const cut = faults.length > MOST_TOLD ? [`${faults.length - MOST_TOLD} more are not shown.`] : [];
  return [sentenceOf(result), ...faults.slice(0, MOST_TOLD), ...cut];
}

function toOutcome(result: MigrationResult): JobOutcome {
  const [refused, differing] = [result.refused.length, result.differing.length];
  const values = { rows: result.rows, refused, differing, unshown: Math.max(0, refused + differing - MOST_TOLD) };
  return { code: 'migrated', values, text: sentenceOf(result) };
}

function codeOf(error: unknown): Exclude<JobOutcome['code'], 'migrated'> {
  if (error instanceof UnavailableError) return 'unavailable';
  if (error instanceof AuthError) return 'not_allowed';
  return error instanceof ConfigurationError ? 'wrong_setting' : 'broken';
}

const toFailed = (error: unknown): Pick<Job, 'status' | 'messages' | 'outcome'> => {
  const text = messageOf(error);
  return { status: 'failed', messages: [text], outcome: { code: codeOf(error), values: {}, text } };
};

/** The jobs, newest first; every change is told on the bus. */
function createJobList({ events, clock }: Pick<JobsOptions, 'events' | 'clock'>) {
  const jobs: Job[] = [];
  const find = (id: string): Job => {
    const job = jobs.find((each) => each.id === id);
    if (job === undefined) throw new NotFoundError(`There is no job ${id}.`);
    return job;
  };
  const now = () => toTimestamp(clock.now());
  return {
    jobs,
    find,
    add: (input: JobInput): Job => {
      const job: Job = {
        ...{
          id: randomUUID(),
          ...input,
          status: 'running',
          percent: 0,
          started: now(),
          ended: null,
          messages: [],
          outcome: null,
          files: [],
        },
      };
      jobs.unshift(job);
      jobs.splice(MOST_KEPT);
      events.emit('job', job);
      return job;
    },
    change: (id: string, change: Partial<Job>): void => {
      const changed = { ...find(id), ...change, ended: (change.status ?? 'running') === 'running' ? find(id).ended : now() };
      jobs[jobs.findIndex((each) => each.id === id)] = changed;
      events.emit('job', changed);
    },
  };
}

type JobList = ReturnType<typeof createJobList>;

/** What does the work of one job. */
function createWorker({ jobs, change }: JobList, { store, folder }: Pick<JobsOptions, 'store' | 'folder'>) {
  const exportAll = async (id: string, format: 'parquet' | 'csv', work: LongWork): Promise<Done> => {
    await rm(folder, { recursive: true, force: true });
    for (const job of jobs) if (job.files.length > 0) change(job.id, { files: [] });
    const target = join(folder, id);
    try {
      const names = await store.exportTo({ folder: target, format }, work);
      const sizes = await Promise.all(names.map((name) => stat(join(target, name))));
      const files = names.map((name, index) => ({ name, size_mb: Number(((sizes[index]?.size ?? 0) / 1e6).toPrecision(3)) }));
      return { files, messages: [`${files.length} files lie in ${target}.`], outcome: null };
    } catch (error) {
      await rm(target, { recursive: true, force: true });
      throw error;
    }
  };
  return async (id: string, input: JobInput, work: LongWork): Promise<Done> => {
    if (input.kind === 'export') return await exportAll(id, input.to, work);
    const result = await store.migrate(input.to, work);
    return { messages: tellMigration(result), outcome: toOutcome(result), files: [] };
  };
}

export function createJobs(options: JobsOptions): Jobs {
  const { folder, log } = options;
  const list = createJobList(options);
  const work = createWorker(list, options);
  const { jobs, find, change } = list;
  let running: { id: string; stopping: AbortController; ended: Promise<void> } | undefined;

  /** Runs it to its end, whichever that is. */
  const see = async (id: string, input: JobInput, signal: AbortSignal): Promise<void> => {
    const onProgress = (done: number, total: number) => {
      const percent = total === 0 ? 100 : Math.floor((100 * done) / total);
      if (percent !== find(id).percent) change(id, { percent });
    };
    try {
      const outcome = await work(id, input, { onProgress, signal });
      change(id, { status: 'done', percent: 100, ...outcome });
    } catch (error) {
      if (!signal.aborted) log.warn(`The job (${input.kind} to ${input.to}) failed: ${messageOf(error)}`);
      change(id, signal.aborted ? { status: 'cancelled' } : toFailed(error));
    }
  };
  const stop = async (): Promise<void> => {
    running?.stopping.abort();
    await running?.ended;
  };

  return {
    list: () => jobs,
    start(input) {
      if (running !== undefined) return null;
      const { id } = list.add(input);
      const stopping = new AbortController();
      const ended = see(id, input, stopping.signal).finally(() => (running = undefined));
      running = { id, stopping, ended };
      return find(id);
    },
    async cancel(id) {
      find(id);
      if (running?.id === id) await stop();
      return find(id);
    },
    fileOf(id, name) {
      const file = find(id).files.find((each) => each.name === name);
      if (file === undefined) throw new NotFoundError(`There is no file ${name} of this job.`);
      return join(folder, id, file.name);
    },
    close: stop,
  };
}
