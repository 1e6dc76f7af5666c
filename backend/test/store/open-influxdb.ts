/** Opens a store on InfluxDB: on the stand-in, or in a database of its own on the server that INFLUXDB_TEST_URL names. */
import { randomBytes } from 'node:crypto';
import { createLog } from '../../log.ts';
import { systemClock } from '../../clock.ts';
import { createInfluxdbStore, type InfluxdbStoreOptions } from '../../store/influxdb.ts';
import { longDatabase } from '../../store/influxdb/server.ts';
import type { Store } from '../../store/store.ts';
import { startStandIn, type StandInOptions } from '../influxdb/stand-in.ts';

const realUrl = process.env['INFLUXDB_TEST_URL'];
const isReal = realUrl !== undefined;
/** For tests that ask nothing special of it. */
let shared: ReturnType<typeof startStandIn> | undefined;

/** A server with an empty database. */
export async function anInfluxdb(options?: StandInOptions) {
  const standIn = isReal ? undefined : await (options === undefined ? (shared ??= startStandIn()) : startStandIn(options));
  const url = realUrl ?? standIn?.url ?? '';
  const token = process.env['INFLUXDB_TEST_TOKEN'] ?? 'apiv3_test';
  const database = `test_${randomBytes(6).toString('hex')}`;
  return {
    standIn,
    influxdb: { url, token, database },
    async stop(): Promise<void> {
      const headers = { authorization: `Bearer ${token}` };
      for (const name of [database, longDatabase(database)])
        await fetch(`${url}/api/v3/configure/database?db=${name}`, { method: 'DELETE', headers }).catch(() => undefined);
      if (options !== undefined) await standIn?.stop();
    },
  };
}

export const openInfluxdb = (
  directory: string,
  influxdb: InfluxdbStoreOptions['influxdb'],
  more: Partial<InfluxdbStoreOptions> = {},
): Promise<Store> =>
  createInfluxdbStore({
    directory,
    influxdb,
    home_id: 'home',
    mode: 'real',
    clock: systemClock,
    log: createLog({ level: 'silent', secrets: [] }),
    takeover: false,
    lingerMs: 0,
    ...more,
  });

/** Resolves when all that waits is sent; looks every `everyMs`. */
export async function sent(store: Store, everyMs = 10): Promise<void> {
  while (((await store.stats()).outbox?.waiting ?? 0) > 0) await new Promise((resolve) => setTimeout(resolve, everyMs));
}
