/** The file and the server, open for a migration or a look at what was refused; no backend may have the file open. */
import { openDuckdbStore, type DuckdbStoreOptions } from '../duckdb.ts';
import { createOutboxQueue } from '../outbox/queue.ts';
import type { DeadLetter, Store } from '../store.ts';
import { migrateToFile, migrateToServer } from './migrate.ts';
import { forgetPlace, readPlace, placeIn, wholeInFile, writePlace } from './place.ts';
import { createRemoteSeries } from './remote-series.ts';
import { connectServer, type ServerOptions } from './server.ts';

type FileOptions = Pick<DuckdbStoreOptions, 'directory' | 'home_id' | 'mode' | 'clock' | 'log'>;

export interface Migration {
  run: Store['migrate'];
  close(): Promise<void>;
}

/** Throws as the store does where the file or the server cannot be used. */
export async function openMigration({ influxdb, ...options }: FileOptions & { influxdb: ServerOptions }): Promise<Migration> {
  const { store: local, database, hours, bring } = await openDuckdbStore(options);
  const server = await connectServer(influxdb);
  const layout = { database: influxdb.database, is_split: server.isSplit };
  const close = async () => {
    await server.close();
    await local.close();
  };
  try {
    placeIn(await readPlace(local.facts), layout);
    await server.prepare();
  } catch (error) {
    await close();
    throw error;
  }
  const homeId = options.home_id;
  const parts = { local, database, hours, remote: createRemoteSeries(server, homeId), server, homeId, nowMs: options.clock.now() };
  return {
    async run(to, work) {
      if (to === 'duckdb') {
        const result = await migrateToFile({ ...parts, bring, work });
        await forgetPlace(local.facts);
        return result;
      }
      const result = await migrateToServer({ ...parts, work });
      await writePlace(local.facts, {
        ...((await readPlace(local.facts)) ?? wholeInFile),
        has_unsent_past: false,
        ...layout,
      });
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
