/**
 * The store on InfluxDB 3: all that is written goes into a DuckDB file first, and from its outbox to the server. The file answers for the
 * recent time and holds the facts; what is older is read from the server.
 */
import type { Clock } from '../clock.ts';
import { messageOf } from '../errors.ts';
import type { Log } from '../log.ts';
import { openDuckdbStore, type DuckdbStoreOptions } from './duckdb.ts';
import type { OnAdded } from './duckdb/series-writes.ts';
import { checkServer } from './influxdb/check-server.ts';
import { connect, type Connection, type InfluxdbOptions } from './influxdb/connection.ts';
import { createTables } from './influxdb/create-tables.ts';
import { createJoinedSeries } from './influxdb/joined-series.ts';
import { MEASUREMENTS, toLine } from './influxdb/measurements.ts';
import { readPlace, writePlace, type Place } from './influxdb/place.ts';
import { deleteBefore, firstPlace, RAW, startOfDay, type KeptDays } from './influxdb/recent.ts';
import { createRemoteSeries, type RemoteSeries } from './influxdb/remote-series.ts';
import { writeRows } from './influxdb/write-rows.ts';
import { createOutbox, type Outbox } from './outbox.ts';
import type { QueuedRow } from './outbox/queue.ts';
import { earlier } from './duckdb/known-rows.ts';
import type { Range, Store } from './store.ts';

export type InfluxdbStoreOptions = Omit<DuckdbStoreOptions, 'onAdded' | 'migrations'> & {
  influxdb: InfluxdbOptions;
  /** The server may hold rows of this home when it is first used. */
  takeover: boolean;
  /** Days that the file keeps of readings and circuits, and of all else. */
  kept?: KeptDays;
  batchRows?: number;
  lingerMs?: number;
  random?: () => number;
};

const DAY_MS = 86_400_000;
const KEPT: KeptDays = { raw: 14, all: 400 };

const prepareServer = async (connection: Connection): Promise<void> => {
  await checkServer(connection);
  await createTables(connection);
};

/** Rows that are on the server already keep the values that they have there. */
async function leaveOutKnown(
  remote: RemoteSeries,
  measurement: string,
  rows: readonly QueuedRow[],
  beforeMs: number,
): Promise<QueuedRow[]> {
  const table = MEASUREMENTS.find((each) => each.table.name === measurement)?.table;
  const old = rows.filter(({ time_ms }) => time_ms < beforeMs);
  if (table === undefined || old.length === 0) return [...rows];
  const times = old.map(({ time_ms }) => time_ms);
  const range = {
    start_ms: times.reduce((a, b) => Math.min(a, b)),
    end_ms: times.reduce((a, b) => Math.max(a, b)) + 1,
  };
  const known = await remote.identities(table, range);
  return rows.filter(({ time_ms, key }) => time_ms >= beforeMs || !known.has(`${time_ms}\n${key}`));
}

/** From where on the file is to hold everything: the kept days, but nothing that waits to be sent. */
async function nextPlace(place: Place, outbox: Outbox, kept: KeptDays, nowMs: number): Promise<Place> {
  if (place.has_unsent_past) return place;
  const { first_time_ms } = await outbox.queue.waiting();
  const move = (from: number | null, days: number) => {
    const wanted = startOfDay(Math.min(nowMs - days * DAY_MS, first_time_ms ?? Infinity));
    return from === null ? wanted : Math.max(from, wanted);
  };
  const raw_from_ms = move(place.raw_from_ms, kept.raw);
  const all_from_ms = move(place.all_from_ms, kept.all);
  return { ...place, raw_from_ms, all_from_ms, check_before_ms: Math.max(place.check_before_ms ?? -Infinity, raw_from_ms, all_from_ms) };
}

const finiteOrNull = (ms: number): number | null => (Number.isFinite(ms) ? ms : null);

/** The stretch of a table that lies on the server alone and is still shown; null: there is none. */
function oldStretch(table: string, place: Place): Range | null {
  const isRaw = RAW.includes(table);
  const end_ms = isRaw ? place.raw_from_ms : place.all_from_ms;
  const before_ms = isRaw ? place.raw_before_ms : place.all_before_ms;
  if (end_ms === null || place.first_ms === null) return null;
  const start_ms = Math.max(place.first_ms, before_ms ?? -Infinity);
  return start_ms < end_ms ? { start_ms, end_ms } : null;
}

/** The first time on the server that is still shown. */
async function firstShownMs(remote: RemoteSeries, place: Place): Promise<number | null> {
  let first: number | null = null;
  for (const { table } of MEASUREMENTS) {
    const stretch = oldStretch(table.name, place);
    const [row] = stretch === null ? [] : await remote.rows(table, stretch, { limit: 1 });
    first = earlier(first, row === undefined ? null : Number(row['time_ms']));
  }
  return first;
}

type Opened = Awaited<ReturnType<typeof openDuckdbStore>>;
type Ground = { opened: Opened; remote: RemoteSeries; outbox: Outbox; kept: KeptDays; clock: Clock; log: Log };

/** What lies where, and how that changes. */
function createKeeper(start: Place, { opened, remote, outbox, kept, clock, log }: Ground) {
  let place = start;
  const { store: local, database, relearn } = opened;
  const save = async (next: Place) => {
    await writePlace(local.facts, next);
    place = next;
  };
  const firstMs = async () => earlier(place.first_ms, await local.series.firstMs());
  return {
    place: () => place,
    firstMs,
    /** Forgets what is older than the bounds, and keeps the file to the recent time. */
    retain: async (bounds: Parameters<Store['retain']>[0]): Promise<void> => {
      const first_ms = await firstMs();
      await local.retain(bounds);
      const moved = await nextPlace({ ...place, first_ms }, outbox, kept, clock.now());
      const bounded = { ...moved, raw_before_ms: finiteOrNull(bounds.raw_before_ms), all_before_ms: finiteOrNull(bounds.all_before_ms) };
      await save(bounded);
      await deleteBefore(database, place);
      await relearn();
      if (bounded.raw_before_ms === null && bounded.all_before_ms === null) return;
      try {
        await save({ ...bounded, first_ms: await firstShownMs(remote, bounded) });
      } catch (error) {
        log.warn(`The first time on the server is not known: ${messageOf(error)}`);
      }
    },
    sent: () => save({ ...place, has_unsent_past: false }),
  };
}

/** Resolves when the file is open and, at the first use of a server, when that is ready. Throws ConfigurationError, AuthError, UnavailableError. */
export async function createInfluxdbStore(options: InfluxdbStoreOptions): Promise<Store> {
  const { influxdb, takeover, kept = KEPT, home_id: homeId, clock, log } = options;
  let onAdded: OnAdded = () => Promise.resolve();
  const opened = await openDuckdbStore({ ...options, onAdded: (writer, table, rows) => onAdded(writer, table, rows) });
  const { store: local, database } = opened;
  const connection = await connect(influxdb);
  const close = async () => {
    await connection.close();
    await local.close();
  };
  try {
    const remote = createRemoteSeries(connection, homeId);
    const found = await readPlace(local.facts);
    if (found === undefined) await prepareServer(connection);
    const place = found ?? (await firstPlace({ local, remote, kept, nowMs: clock.now(), homeId, database: influxdb.database, takeover }));
    const outbox = await createOutbox({
      ...options,
      database,
      prepare: () => prepareServer(connection),
      async send(measurement, rows) {
        const { check_before_ms } = keeper.place();
        const unknown = check_before_ms === null ? [...rows] : await leaveOutKnown(remote, measurement, rows, check_before_ms);
        return unknown.length === 0 ? [] : await writeRows(connection, unknown);
      },
    });
    const keeper = createKeeper(place, { opened, remote, outbox, kept, clock, log });
    if (found === undefined) await writePlace(local.facts, place);
    onAdded = (writer, table, rows) =>
      outbox.queue.add(
        writer,
        table.name,
        rows.map((row) => ({ time_ms: row.time_ms, key: table.keyOf(row), line: toLine(table, homeId, row) })),
      );
    outbox.start();
    return createStoreOf({ local, remote, outbox, keeper, close });
  } catch (error) {
    await close();
    throw error;
  }
}

type Parts = { local: Store; remote: RemoteSeries; outbox: Outbox; keeper: ReturnType<typeof createKeeper>; close: () => Promise<void> };

const UNSENT_PAST =
  'What was recorded before InfluxDB was set lies in the file alone. Take it along: npm run migrate -- --from duckdb --to influxdb.';

function createStoreOf({ local, remote, outbox, keeper, close }: Parts): Store {
  return {
    kind: 'influxdb',
    get notices() {
      return [...local.notices, ...outbox.problems(), ...(keeper.place().has_unsent_past ? [UNSENT_PAST] : [])];
    },
    series: {
      ...createJoinedSeries({ local: local.series, remote, ...keeper }),
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
    retain: (bounds) => keeper.retain(bounds),
    backUp: () => local.backUp(),
    stats: async () => ({ ...(await local.stats()), outbox: await outbox.stats() }),
    deadLetters: (limit) => outbox.queue.deadLetters(limit),
    async close() {
      await outbox.stop();
      await close();
    },
  };
}
