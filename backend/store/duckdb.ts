/** The store in one DuckDB file: series and facts. */
import { mkdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '../clock.ts';
import { ConfigurationError } from '../errors.ts';
import type { Log } from '../log.ts';
import { backUp, restoreBackup } from './duckdb/back-up.ts';
import { createBins } from './duckdb/bins.ts';
import { createDatabase, type Database, type DatabaseOptions, type Read } from './duckdb/database.ts';
import { exportRows } from './duckdb/export-rows.ts';
import { createFacts } from './duckdb/facts.ts';
import { createHoursInFile, type HoursInFile, type OnSummed } from './duckdb/hours-in-file.ts';
import { createKnownRows } from './duckdb/known-rows.ts';
import type { StoreMode } from './duckdb/migrate.ts';
import { MIGRATIONS } from './duckdb/migrations.ts';
import { createNewestCorrelations } from './duckdb/newest-correlations.ts';
import { readCorrelations } from './duckdb/read-correlations.ts';
import { createReadWhole } from './duckdb/read-stretch.ts';
import { deleteOldRows } from './duckdb/retain.ts';
import { createSeriesReads } from './duckdb/series-reads.ts';
import { createSeriesWrites, type OnAdded } from './duckdb/series-writes.ts';
import { createRolledBins } from './roll-up/rolled-bins.ts';
import { rollUpDays } from './roll-up/roll-up-days.ts';
import type { Range, Store } from './store.ts';

export type DuckdbStoreOptions = {
  /** The folder of the file; made where it is missing. */
  directory: string;
  home_id: string;
  mode: StoreMode;
  /** Forgets what an earlier run of the same mode has stored: for the demo, whose past is made at each start. */
  anew?: boolean;
  clock: Clock;
  log: Log;
  /** Free space of the disk below which nothing is written. */
  reserveBytes?: number;
  migrations?: readonly string[];
  /** Told of added rows within the transaction that adds them. */
  onAdded?: OnAdded;
  /** Likewise of days that are summed up, or unmade. */
  onSummed?: OnSummed;
};

/** The store, and the open file for what else is to lie in it. */
type OpenedStore = {
  store: Store;
  database: Database;
  /** Says that rows were deleted or added behind the store's back. */
  relearn: () => Promise<void>;
  hours: HoursInFile;
  /** Writes of which nobody is told. */
  bring: ReturnType<typeof createSeriesWrites>;
};

const FILE_NAME = 'wattribute.duckdb';
/** Room for a checkpoint and for retention to make more. */
const RESERVE_BYTES = 64e6;
const CHECKPOINT_EVERY_MS = 3_600_000;

const NO_SERVER =
  'No InfluxDB server is set: there is nothing to migrate to or from. Set INFLUXDB_URL, INFLUXDB_TOKEN and INFLUXDB_BUCKET.';
const DAY_MS = 86_400_000;

/** From the first row on, and beyond now: a meter's clock may be ahead. */
export const recordedRange = (firstMs: number | null, nowMs: number): Range => ({ start_ms: firstMs ?? nowMs, end_ms: nowMs + DAY_MS });

async function makeFolder(directory: string): Promise<void> {
  try {
    await mkdir(directory, { recursive: true });
  } catch (error) {
    throw new ConfigurationError(`Store: the folder ${directory} cannot be made. Check DATA_DIR and its rights.`, { cause: error });
  }
}

/** Opens the file first, which refuses one that is in use, or of another kind. */
async function removeFile(options: DatabaseOptions): Promise<void> {
  const database = await createDatabase(options);
  await database.close();
  for (const file of [options.file, `${options.file}.wal`]) await rm(file, { force: true });
}

async function sizeMb(file: string): Promise<number | null> {
  const sizes = await Promise.all(
    [file, `${file}.wal`].map((name) =>
      stat(name).then(
        ({ size }) => size,
        () => 0,
      ),
    ),
  );
  const bytes = sizes.reduce((sum, size) => sum + size);
  return bytes === 0 ? null : bytes / 1e6;
}

/** Runs `checkpoint` when the last is an hour ago; asked after each write, so that an idle store rests. */
function createHourly(checkpoint: () => Promise<void>, { clock, log }: { clock: Clock; log: Log }): () => void {
  let dueMs = clock.now() + CHECKPOINT_EVERY_MS;
  return () => {
    if (clock.now() < dueMs) return;
    dueMs = clock.now() + CHECKPOINT_EVERY_MS;
    checkpoint().catch((error: unknown) => {
      log.warn({ err: error }, 'The checkpoint of the database failed; it is tried again in an hour.');
    });
  };
}

/** What is kept in memory of the file, so that it need not be asked for. */
function createLearned(options: Parameters<typeof createHoursInFile>[0]) {
  const { read, homeId } = options;
  const known = createKnownRows(homeId);
  const bins = createBins({ read, homeId, known });
  const hours = createHoursInFile(options);
  const newestCorrelations = createNewestCorrelations((query) => readCorrelations(read, homeId, query));
  const learnFile = async (readFile: Read) => {
    await known.load(readFile);
    await hours.load(readFile);
    bins.clear();
    newestCorrelations.clear();
  };
  return { known, bins, hours, newestCorrelations, learnFile };
}

/** Resolves when the file is open, its schema is of this version, and what must be known of it is read. */
export const createDuckdbStore = async (options: DuckdbStoreOptions): Promise<Store> => (await openDuckdbStore(options)).store;

/** Likewise, with the file. */
export async function openDuckdbStore(options: DuckdbStoreOptions): Promise<OpenedStore> {
  const { directory, home_id: homeId, mode, anew = false, clock, log, reserveBytes = RESERVE_BYTES, migrations = MIGRATIONS } = options;
  await makeFolder(directory);
  const file = join(directory, FILE_NAME);
  restoreBackup(file, directory, log);
  const notices: string[] = [];
  const read: Read = (query) => database.read(query);
  const now = () => clock.now();
  const transaction: Database['transaction'] = (job, more) => database.transaction(job, more);
  const { learnFile, ...learned } = createLearned({ read, transaction, homeId, now, onSummed: options.onSummed });
  const { known, hours } = learned;
  const databaseOptions: DatabaseOptions = {
    ...{ file, mode, migrations, reserveBytes, now, log, learnFile },
    onNotice: (notice) => notices.push(notice),
  };
  if (anew) await removeFile(databaseOptions);
  const database = await createDatabase(databaseOptions);
  const parts = { database, read, homeId, ...learned };
  const writes = createSeriesWrites({ ...parts, onAdded: options.onAdded });
  const checkpointHourly = createHourly(() => database.checkpoint(), { clock, log });
  const readRows = createReadWhole(read, homeId);
  const relearn = () => database.transaction(() => learnFile(read), { fromReserve: true });
  const reads = createSeriesReads(parts);
  const store: Store = {
    kind: 'duckdb',
    notices,
    series: {
      ...reads,
      ...createRolledBins(hours, reads),
      async append(rows) {
        await writes.append(rows);
        checkpointHourly();
      },
    },
    facts: createFacts(database, homeId),
    async commit(batch) {
      await writes.commit(batch);
      checkpointHourly();
    },
    async rollUp(from_ms, signal) {
      const range = { start_ms: Math.max(from_ms, known.firstRawMs() ?? Infinity), end_ms: clock.now() };
      await rollUpDays({ hours, range, readHours: hours.readFromRows, signal });
    },
    async retain(bounds) {
      await deleteOldRows(database, bounds);
      await relearn();
      await database.checkpoint();
    },
    backUp: () => backUp(database, directory),
    exportTo: async (target, work) =>
      await exportRows({ readRows, homeId, range: recordedRange(await store.series.firstMs(), clock.now()), target, work }),
    migrate: () => Promise.reject(new ConfigurationError(NO_SERVER)),
    stats: async () => ({ size_mb: await sizeMb(file), queue: database.waiting() }),
    deadLetters: () => Promise.resolve([]),
    leftovers: () => Promise.resolve([]),
    close: () => database.close(),
  };
  return { store, database, relearn, hours, bring: createSeriesWrites(parts) };
}
