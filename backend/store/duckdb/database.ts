/** One DuckDB file: transactions one after the other, reads beside them, and a new opening when DuckDB gives the file up. */
import { stat, statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import { ConfigurationError, UnavailableError } from '../../errors.ts';
import type { Log } from '../../log.ts';
import { copyFile } from './copy-file.ts';
import { createConnections, type Connections, type Query } from './connections.ts';
import { isGivenUp, readError, writeError } from './faults.ts';
import type { Row } from './from-cells.ts';
import { claimMode, migrate, type StoreMode } from './migrate.ts';
import { openFile } from './open-file.ts';
import { createRenewable } from './renewable.ts';
import { createWriteQueue } from './write-queue.ts';
import type { Writer } from './writer.ts';

export type Read = (query: Query) => Promise<Row[]>;

type TransactionOptions<T> = {
  /** Called before anything that comes after. */
  committed?: (result: T) => void;
  /** May use the reserve of the disk: for what makes room. */
  fromReserve?: boolean;
};

export interface Database {
  read: Read;
  /** Runs the job in a transaction of its own, after all that came before. */
  transaction<T>(job: (writer: Writer) => Promise<T>, options?: TransactionOptions<T>): Promise<void>;
  /** Takes the write-ahead log into the file, from the reserve of the disk where need be. */
  checkpoint(): Promise<void>;
  /** Copies the file as it is between two transactions. */
  copyTo(target: string): Promise<void>;
  /** Transactions that wait or run. */
  waiting(): number;
  close(): Promise<void>;
}

export type DatabaseOptions = {
  file: string;
  mode: StoreMode;
  migrations: readonly string[];
  /** Free space of the disk below which nothing is written: a checkpoint and retention need some to work. */
  reserveBytes: number;
  now: () => number;
  log: Log;
  onNotice: (notice: string) => void;
  /** Reads what must be known of the file, and forgets what was: at each opening, and after a transaction that may have been kept or not. */
  learnFile: (read: Read) => Promise<void>;
};

/** DuckDB's lock keeps other processes out, but not a second opening in this one, which would ruin the file. */
const openFiles = new Set<string>();

async function requireSpace(file: string, reserveBytes: number): Promise<void> {
  const { bavail, bsize } = await statfs(dirname(file));
  const freeBytes = bavail * bsize;
  if (freeBytes >= reserveBytes) return;
  throw new UnavailableError(
    `Store: the disk that holds ${file} is full (${Math.round(freeBytes / 1e6)} MB left, ${Math.round(reserveBytes / 1e6)} MB are needed). ` +
      'Nothing is recorded until there is space; reading goes on.',
  );
}

async function open({ file, mode, migrations, now, log, onNotice, learnFile }: DatabaseOptions): Promise<Connections> {
  const { started, notices } = await openFile({
    file,
    now,
    start: async (instance) => {
      const connections = await createConnections(instance);
      try {
        await connections.writer.connection.run("SET GLOBAL TimeZone = 'UTC'");
        await migrate(connections.writer.connection, migrations, file);
        await claimMode(connections.writer.connection, mode, file);
        await learnFile((query) => connections.read(query));
        return connections;
      } catch (error) {
        await connections.close();
        throw error;
      }
    },
  });
  for (const notice of notices) {
    log.error(notice);
    onNotice(notice);
  }
  return started;
}

/** All of it or nothing. */
async function transact<T>(writer: Writer, job: (writer: Writer) => Promise<T>): Promise<T> {
  const { connection } = writer;
  await connection.run('BEGIN');
  try {
    const result = await job(writer);
    await connection.run('COMMIT');
    return result;
  } catch (error) {
    writer.reset();
    // A commit that failed has rolled back already, and then there is no transaction to roll back.
    await connection.run('ROLLBACK').catch(() => undefined);
    throw error;
  }
}

/** The copy needs as much space again, beside the reserve. */
async function copyWhole({ file, reserveBytes }: DatabaseOptions, checkpoint: () => Promise<void>, target: string): Promise<void> {
  await requireSpace(file, reserveBytes + (await stat(file)).size);
  await checkpoint();
  await copyFile(file, target);
}

/** A file may be opened once in this process, too. */
function claimFile(file: string): () => void {
  if (openFiles.has(file)) throw new ConfigurationError(`Store: ${file} is already open in this process.`);
  openFiles.add(file);
  return () => void openFiles.delete(file);
}

export async function createDatabase(options: DatabaseOptions): Promise<Database> {
  const { file, reserveBytes, log, learnFile } = options;
  const releaseFile = claimFile(file);
  const queue = createWriteQueue();
  const renewable = createRenewable(
    () => open(options),
    (error) => log.warn({ err: error }, 'The database was given up; it is opened again.'),
  );
  try {
    await renewable.get();
  } catch (error) {
    releaseFile();
    throw error;
  }
  let uncertain = false;
  const settle = async (connections: Connections) => {
    if (uncertain) await learnFile((query) => connections.read(query));
    uncertain = false;
  };
  /** A failed commit may have been kept all the same: what is known of the file is read anew. */
  const recover = async (connections: Connections, error: unknown) => {
    uncertain = true;
    // Where this fails the next write tries again; what is told is why this one failed.
    await (isGivenUp(error) ? renewable.renew(connections, error) : settle(connections)).catch(() => undefined);
  };
  const write = async <T>(job: (writer: Writer) => Promise<T>, options: TransactionOptions<T>): Promise<void> => {
    if (options.fromReserve !== true) await requireSpace(file, reserveBytes);
    const connections = await renewable.get();
    await settle(connections);
    try {
      const result = await transact(connections.writer, job);
      options.committed?.(result);
    } catch (error) {
      await recover(connections, error);
      throw error;
    }
  };
  const checkpoint = async () => {
    const connections = await renewable.get();
    try {
      // Without FORCE it is refused now and then beside reads, and a backup with it; with it, it waits for them.
      await connections.writer.connection.run('FORCE CHECKPOINT');
    } catch (error) {
      if (isGivenUp(error)) await recover(connections, error);
      throw error;
    }
  };
  const rethrow = (translate: typeof readError) => (error: unknown) => {
    throw translate(error, file);
  };
  return {
    read: (query) => renewable.attempt((connections) => connections.read(query)).catch(rethrow(readError)),
    transaction: (job, options = {}) => queue.run(() => write(job, options).catch(rethrow(writeError))),
    checkpoint: () => queue.run(() => checkpoint().catch(rethrow(writeError))),
    copyTo: (target) => queue.run(() => copyWhole(options, checkpoint, target).catch(rethrow(writeError))),
    waiting: () => queue.length(),
    async close() {
      await queue.close();
      // Closing takes the log into the file by itself.
      await renewable.close();
      releaseFile();
    },
  };
}
