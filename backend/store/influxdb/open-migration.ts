/** The file and the server, open for a migration or a look at what was refused; no backend may have the file open. */
import { openDuckdbStore, type DuckdbStoreOptions } from '../duckdb.ts';
import { createOutboxQueue } from '../outbox/queue.ts';
import type { DeadLetter, Store } from '../store.ts';
import { checkServer } from './check-server.ts';
import { connect, type InfluxdbOptions } from './connection.ts';
import { createTables } from './create-tables.ts';
import { migrateToFile, migrateToServer } from './migrate.ts';
import { forgetPlace, readPlace, wholeInFile, writePlace } from './place.ts';
import { createRemoteSeries } from './remote-series.ts';

type FileOptions = Pick<DuckdbStoreOptions, 'directory' | 'home_id' | 'mode' | 'clock' | 'log'>;

export interface Migration {
  run: Store['migrate'];
  close(): Promise<void>;
}

/** Throws as the store does where the file or the server cannot be used. */
export async function openMigration({ influxdb, ...options }: FileOptions & { influxdb: InfluxdbOptions }): Promise<Migration> {
  const { store: local, database, bring } = await openDuckdbStore(options);
  const connection = await connect(influxdb);
  const close = async () => {
    await connection.close();
    await local.close();
  };
  try {
    await checkServer(connection);
    await createTables(connection);
  } catch (error) {
    await close();
    throw error;
  }
  const homeId = options.home_id;
  const parts = { local, database, remote: createRemoteSeries(connection, homeId), connection, homeId, nowMs: options.clock.now() };
  return {
    async run(to, work) {
      if (to === 'duckdb') {
        const result = await migrateToFile({ ...parts, bring, work });
        await forgetPlace(local.facts);
        return result;
      }
      const result = await migrateToServer({ ...parts, work });
      await writePlace(local.facts, { ...((await readPlace(local.facts)) ?? wholeInFile), has_unsent_past: false });
      return result;
    },
    close,
  };
}

export async function readDeadLetters(options: FileOptions, limit: number): Promise<DeadLetter[]> {
  const { store, database } = await openDuckdbStore(options);
  try {
    const queue = await createOutboxQueue(database, () => options.clock.now());
    return await queue.deadLetters(limit);
  } finally {
    await store.close();
  }
}
