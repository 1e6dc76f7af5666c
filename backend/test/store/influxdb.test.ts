import { rm } from 'node:fs/promises';
import { systemClock, type Clock } from '../../clock.ts';
import type { ServerOptions } from '../../store/influxdb/server.ts';
import type { CorrelatorBatch, Series, SeriesRows, Store } from '../../store/store.ts';
import { storeContract, type StoreUnderTest } from '../store-contract.ts';
import { newFolder } from './open-duckdb.ts';
import { anInfluxdb, openInfluxdb, sent } from './open-influxdb.ts';
import { T0 } from './rows.ts';

const DAY = 86_400_000;
const NEVER = { raw_before_ms: -Infinity, all_before_ms: -Infinity };

/** Before the first read after a write all is sent, and the file forgets what was. */
function readFromServer(store: Store): Store {
  let bounds = NEVER;
  let writes = 0;
  let forgotten = -1;
  const forget = async () => {
    if (forgotten === writes) return;
    const before = writes;
    await sent(store);
    await store.retain(bounds);
    forgotten = before;
  };
  const forgetting = new Proxy(store.series, {
    get(series, name: keyof Series) {
      if (name === 'append') return (rows: SeriesRows) => series.append(rows).finally(() => (writes += 1));
      return async (query: never) => {
        // A read of a store that is closed has to say so itself.
        await forget().catch(() => undefined);
        return await (series[name] as (query: never) => Promise<unknown>)(query);
      };
    },
  });
  return new Proxy(store, {
    get(target, name: keyof Store) {
      if (name === 'series') return forgetting;
      if (name === 'commit') return (batch: CorrelatorBatch) => target.commit(batch).finally(() => (writes += 1));
      if (name === 'retain')
        return async (asked: typeof NEVER) => {
          await sent(target);
          bounds = asked;
          await target.retain(asked);
        };
      return Reflect.get(target, name) as unknown;
    },
  });
}

async function underTest(
  wrap: (store: Store) => Store,
  { retention, ...more }: { retention?: ServerOptions['retention']; kept?: { raw: number; all: number }; clock?: Clock } = {},
): Promise<StoreUnderTest> {
  const directory = await newFolder();
  const server = await anInfluxdb();
  const open = async () => wrap(await openInfluxdb(directory, { ...server.influxdb, retention }, more));
  let store = await open();
  return {
    store,
    async reopen() {
      await store.close();
      return (store = await open());
    },
    async dispose() {
      await store.close();
      await server.stop();
      await rm(directory, { recursive: true });
    },
  };
}

storeContract('influxdb', () => underTest((store) => store));

storeContract('influxdb, all read from the server, in two databases', () =>
  underTest(readFromServer, {
    retention: { raw_days: 36_500, days: Infinity },
    kept: { raw: 0, all: 0 },
    clock: { ...systemClock, now: () => T0 + 2 * DAY },
  }),
);
