/** Keeps the file to the recent time: what is older and was sent lies on the server alone. */
import { ConfigurationError } from '../../errors.ts';
import { toChange, toCorrelation, type Row } from '../duckdb/from-cells.ts';
import type { Database } from '../duckdb/database.ts';
import {
  changeTable,
  circuitTable,
  correlationTable,
  entityHourTable,
  meterHourTable,
  readingTable,
  stepTable,
  TABLES,
} from '../duckdb/tables.ts';
import type { CircuitReading, Reading } from '../../contract/reading.ts';
import type { StoredStep } from '../../contract/unexplained.ts';
import { cutIntoWindows } from '../cut-into-windows.ts';
import type { CorrelatorBatch, EntityHour, MeterHour, Range, SeriesRows, Store } from '../store.ts';
import { RAW } from './measurements.ts';
import { wholeInFile, type Place } from './place.ts';
import type { RemoteSeries } from './remote-series.ts';

const DAY_MS = 86_400_000;
const noBatch: CorrelatorBatch = { correlations: [], steps: [], meterHours: [], entityHours: [], facts: [] };

export type KeptDays = { raw: number; all: number };

/** Whole days, so that no bin of a day or less lies on both sides. */
export const startOfDay = (ms: number): number => Math.floor(ms / DAY_MS) * DAY_MS;

/** Deletes what is older, but the newest row of each identity: what is known of a sensor that has long been silent. */
export async function deleteBefore(database: Database, place: Pick<Place, 'raw_from_ms' | 'all_from_ms'>): Promise<void> {
  for (const { name, identity } of TABLES) {
    const before = RAW.includes(name) ? place.raw_from_ms : place.all_from_ms;
    if (before === null) continue;
    const keys = ['home_id', ...identity];
    const same = keys.map((column) => `${name}.${column} = newest.${column}`).join(' AND ');
    await database.transaction(
      ({ connection }) =>
        connection.run(
          `DELETE FROM ${name} USING (SELECT ${keys.join(', ')}, max(time_ms) AS newest_ms FROM ${name} WHERE time_ms < ${before} GROUP BY ALL) AS newest ` +
            `WHERE ${name}.time_ms < newest.newest_ms AND ${same}`,
        ),
      { fromReserve: true },
    );
  }
}

/** One day of the server's rows, as the store takes them. */
export async function readDay(remote: RemoteSeries, day: Range, withRaw: boolean): Promise<{ rows: SeriesRows; batch: CorrelatorBatch }> {
  const read = async <T>(table: (typeof TABLES)[number], convert: (row: Row) => unknown = (row) => row) =>
    (await remote.rows(table, day)).map(convert) as T[];
  const raw = withRaw ? { readings: await read<Reading>(readingTable), circuits: await read<CircuitReading>(circuitTable) } : {};
  return {
    rows: { ...raw, changes: (await remote.rows(changeTable, day)).map(toChange) },
    batch: {
      ...noBatch,
      correlations: (await remote.rows(correlationTable, day)).map(toCorrelation),
      steps: await read<StoredStep>(stepTable),
      meterHours: await read<MeterHour>(meterHourTable),
      entityHours: await read<EntityHour>(entityHourTable),
    },
  };
}

/** Brings the recent time from the server into an empty file. Tells what lies where then. */
async function fetchRecent(options: {
  local: Store;
  remote: RemoteSeries;
  kept: KeptDays;
  nowMs: number;
  span: { first_ms: number; newest_ms: number };
}): Promise<Place> {
  const { local, remote, kept, nowMs, span } = options;
  const raw_from_ms = startOfDay(nowMs - kept.raw * DAY_MS);
  const all_from_ms = startOfDay(nowMs - kept.all * DAY_MS);
  const from = Math.max(span.first_ms, Math.min(raw_from_ms, all_from_ms));
  for (const day of cutIntoWindows({ start_ms: from, end_ms: span.newest_ms + 1 })) {
    const { rows, batch } = await readDay(remote, day, day.start_ms >= raw_from_ms);
    await local.series.append(rows);
    await local.commit(batch);
  }
  return { ...wholeInFile, raw_from_ms, all_from_ms, first_ms: span.first_ms, check_before_ms: span.newest_ms + 1 };
}

/** The first and the newest time of this home on the server, over all tables. */
export async function spanOf(remote: RemoteSeries, nowMs: number): Promise<{ first_ms: number; newest_ms: number } | null> {
  const spans = await Promise.all(TABLES.map((table) => remote.span(table, nowMs)));
  const found = spans.filter((span) => span !== null);
  if (found.length === 0) return null;
  return { first_ms: Math.min(...found.map(({ first_ms }) => first_ms)), newest_ms: Math.max(...found.map(({ newest_ms }) => newest_ms)) };
}

/** What lies where at the first use of a server. Throws ConfigurationError where it holds rows of this home and that was not said. */
export async function firstPlace(options: {
  local: Store;
  remote: RemoteSeries;
  kept: KeptDays;
  nowMs: number;
  homeId: string;
  database: string;
  takeover: boolean;
}): Promise<Place> {
  const { local, remote, nowMs, homeId, database, takeover } = options;
  const span = await spanOf(remote, nowMs);
  const isEmpty = (await local.series.firstMs()) === null;
  if (span === null) return { ...wholeInFile, has_unsent_past: !isEmpty };
  if (!takeover)
    throw new ConfigurationError(
      `InfluxDB: the database ${database} already holds rows of the home "${homeId}". ` +
        'If that is this home, set HOME_ID_TAKEOVER=true: it goes on there. If it is another, give this one a HOME_ID of its own.',
    );
  if (isEmpty) return await fetchRecent({ ...options, span });
  return { ...wholeInFile, check_before_ms: span.newest_ms + 1, has_unsent_past: true };
}
