/**
 * The store on InfluxDB 3: all that is written goes into a DuckDB file first, and from its outbox to the server. The file answers for the
 * recent time and holds the facts; what is older is read from the server.
 */
import type { Clock } from '../clock.ts';
import { openDuckdbStore, recordedRange, type DuckdbStoreOptions } from './duckdb.ts';
import { exportRows } from './duckdb/export-rows.ts';
import { createReadWhole } from './duckdb/read-stretch.ts';
import type { OnSummed } from './duckdb/hours-in-file.ts';
import type { OnAdded } from './duckdb/series-writes.ts';
import { createAssure } from './influxdb/assure-sent.ts';
import { createCut, join } from './influxdb/cut.ts';
import { createSumExchange, takeAllSums, type SumExchange } from './influxdb/exchange-sums.ts';
import { createJoinedSeries } from './influxdb/joined-series.ts';
import { findLeftovers } from './influxdb/find-leftovers.ts';
import { createKeeper, type Keeper } from './influxdb/keeper.ts';
import { RAW, toLine } from './influxdb/measurements.ts';
import { migrateToFile, migrateToServer } from './influxdb/migrate.ts';
import { placeIn, readPlace, writePlace } from './influxdb/place.ts';
import { firstPlace, type KeptDays } from './influxdb/recent.ts';
import { createSend } from './influxdb/send-batch.ts';
import { createRemoteSeries, type RemoteSeries } from './influxdb/remote-series.ts';
import { createRollUp } from './influxdb/roll-up.ts';
import { connectServer, type Server, type ServerOptions } from './influxdb/server.ts';
import { createOutbox, type Outbox } from './outbox.ts';
import { createRolledBins } from './roll-up/rolled-bins.ts';
import type { LongWork, MigrationResult, Store } from './store.ts';

export type InfluxdbStoreOptions = Omit<DuckdbStoreOptions, 'onAdded' | 'migrations'> & {
  influxdb: ServerOptions;
  /** The server may hold rows of this home when it is first used. */
  takeover: boolean;
  /** Days that the file keeps of readings and circuits, and of all else. */
  kept?: KeptDays;
  batchRows?: number;
  lingerMs?: number;
  random?: () => number;
  /** Left on the disk of a folder. */
  freeBytes?: (directory: string) => Promise<number>;
};

const KEPT: KeptDays = { raw: 14, all: 400 };

/** Resolves when the file is open and, at the first use of a server, when that is ready. Throws ConfigurationError, AuthError, UnavailableError. */
export async function createInfluxdbStore(options: InfluxdbStoreOptions): Promise<Store> {
  const { influxdb, takeover, kept = KEPT, home_id: homeId, clock, log } = options;
  let onAdded: OnAdded = () => Promise.resolve();
  let onSummed: OnSummed = () => Promise.resolve();
  const opened = await openDuckdbStore({
    ...options,
    onAdded: (writer, table, rows) => onAdded(writer, table, rows),
    onSummed: (writer, days) => onSummed(writer, days),
  });
  const { store: local, database, hours } = opened;
  const server = await connectServer(influxdb);
  const close = async () => {
    await server.close();
    await local.close();
  };
  try {
    const remote = createRemoteSeries(server, homeId);
    const layout = { database: influxdb.database, is_split: server.isSplit };
    const found = placeIn(await readPlace(local.facts), layout);
    if (found === undefined) await server.prepare();
    const first = { local, remote, kept, nowMs: clock.now(), homeId, database: influxdb.database, takeover };
    const place = { ...(found ?? (await firstPlace(first))), ...layout };
    if (found === undefined) await takeAllSums(place, { hours, remote, nowMs: clock.now() });
    if (found?.database === undefined) await writePlace(local.facts, place);
    const outbox = await createOutbox({
      ...options,
      database,
      prepare: () => server.prepare(),
      send: createSend({ server, remote, checkBeforeMs: () => keeper.place().check_before_ms }),
    });
    const keeper = createKeeper(place, {
      opened,
      remote,
      assure: createAssure({ database, remote, server, homeId }),
      outbox,
      kept,
      clock,
      log,
    });
    onAdded = (writer, table, rows) =>
      outbox.queue.add(
        writer,
        table.name,
        rows.map((row) => ({ time_ms: row.time_ms, line: toLine(table, homeId, row) })),
      );
    const { queue } = outbox;
    const exchange = createSumExchange({ hours, remote, queue, transaction: (job, more) => database.transaction(job, more), homeId });
    onSummed = exchange.onSummed;
    outbox.start();
    return createStoreOf({ opened, remote, outbox, keeper, exchange, server, homeId, clock, close });
  } catch (error) {
    await close();
    throw error;
  }
}

type Parts = {
  opened: Awaited<ReturnType<typeof openDuckdbStore>>;
  remote: RemoteSeries;
  outbox: Outbox;
  keeper: Keeper;
  exchange: SumExchange;
  server: Server;
  homeId: string;
  clock: Clock;
  close: () => Promise<void>;
};

const UNSENT_PAST =
  'What was recorded before InfluxDB was set lies in the file alone. Take it along: on the page under “Data”, or with ' +
  'npm run migrate -- --from duckdb --to influxdb.';
const WHOLE = 'The file holds everything now. To go on without InfluxDB take INFLUXDB_URL away and start again.';

function noticesOf({ opened, outbox, keeper }: Parts): string[] {
  const { has_unsent_past, is_whole } = keeper.place();
  return [...opened.store.notices, ...outbox.problems(), ...(has_unsent_past ? [UNSENT_PAST] : []), ...(is_whole ? [WHOLE] : [])];
}

/** What goes over everything, in the file and on the server. */
function createLongWork({ opened, remote, keeper, server, homeId, clock }: Parts): Pick<Store, 'exportTo' | 'migrate'> {
  const { store: local, database, hours, bring } = opened;
  const readRecent = createReadWhole((query) => database.read(query), homeId);
  const cut = createCut(keeper.place, keeper.firstMs);
  const migrate = (to: 'influxdb' | 'duckdb', work: LongWork): Promise<MigrationResult> => {
    const parts = { local, database, hours, remote, server, homeId, nowMs: clock.now(), work };
    return to === 'duckdb' ? keeper.bringing(() => migrateToFile({ ...parts, bring })) : migrateToServer(parts);
  };
  return {
    exportTo: async (target, work) =>
      await exportRows({
        readRows: async (table, range) =>
          join(
            await (RAW.includes(table.name) ? cut.raw(range) : cut.all(range)),
            (old) => remote.rows(table, old),
            (recent) => readRecent(table, recent),
          ),
        homeId,
        range: recordedRange(await keeper.firstMs(), clock.now()),
        target,
        work,
      }),
    async migrate(to, work) {
      const result = await migrate(to, work);
      if (to === 'influxdb') await keeper.sent();
      return result;
    },
  };
}

function createStoreOf(parts: Parts): Store {
  const { opened, remote, outbox, keeper, exchange, server, clock, close } = parts;
  const { store: local, hours } = opened;
  const reads = createJoinedSeries({ local: local.series, remote, ...keeper });
  return {
    kind: 'influxdb',
    get notices() {
      return noticesOf(parts);
    },
    series: {
      ...reads,
      ...createRolledBins(hours, reads),
      async append(rows) {
        await local.series.append(rows);
        outbox.wake();
      },
    },
    facts: local.facts,
    async commit(batch) {
      await local.commit(batch);
      outbox.wake();
    },
    rollUp: createRollUp({ hours, remote, keeper, outbox, exchange, now: () => clock.now() }),
    retain: (bounds) => keeper.retain(bounds),
    backUp: () => local.backUp(),
    ...createLongWork(parts),
    stats: async () => ({ ...(await local.stats()), outbox: await outbox.stats() }),
    leftovers: () => findLeftovers(server),
    deadLetters: (limit) => outbox.queue.deadLetters(limit),
    async close() {
      await outbox.stop();
      await close();
    },
  };
}
