/** Takes what is recorded from the file to an InfluxDB server and back, a day at a time: each day is verified, and a run that broke off goes on there. */
import { createHash } from 'node:crypto';
import type { Database } from '../duckdb/database.ts';
import type { Row } from '../duckdb/from-cells.ts';
import { createReadStretch } from '../duckdb/read-stretch.ts';
import type { QueuedRow } from '../outbox/queue.ts';
import type { Facts, Range, Store } from '../store.ts';
import type { Connection } from './connection.ts';
import { lineOfCells, MEASUREMENTS, type Measurement } from './measurements.ts';
import { forgetPlace, readPlace, wholeInFile, writePlace } from './place.ts';
import { readDay, spanOf } from './recent.ts';
import type { RemoteSeries } from './remote-series.ts';
import { cutIntoWindows } from './windows.ts';
import { writeRows } from './write-rows.ts';

export type MigrationOptions = {
  local: Store;
  database: Database;
  remote: RemoteSeries;
  connection: Connection;
  homeId: string;
  nowMs: number;
  onProgress: (done: number, total: number) => void;
};
/** Rows that were there to be taken, those that were refused, and what was found to differ afterwards, in words. */
export type MigrationResult = { rows: number; refused: string[]; differing: string[] };

const KIND = 'migration';
const BATCH_ROWS = 5000;
/** More than a table has in a day. */
const ALL_ROWS = 100_000_000;

/** Two sets of rows are the same when these are. */
const checksum = (table: Measurement['table'], rows: readonly Row[]): string => {
  const hash = createHash('sha256');
  for (const row of rows) hash.update(`${lineOfCells(table, 'home', row)}\n`);
  return hash.digest('hex');
};

const keyOf = (table: Measurement['table'], row: Row): string => table.identity.map((column) => String(row[column])).join('\n');
const identityOf = (table: Measurement['table'], row: Row): string => `${Number(row['time_ms'])}\n${keyOf(table, row)}`;

/** The days from the first to the newest row that no earlier run has verified. */
async function daysLeft(facts: Facts, direction: string, span: Range): Promise<Range[]> {
  const done = await facts.get(KIND, direction);
  return cutIntoWindows(span).filter(({ end_ms }) => typeof done !== 'number' || end_ms > done);
}

const dayOf = ({ start_ms }: Range): string => new Date(start_ms).toISOString().slice(0, 10);

/** Tells how the rows of a day differ; null: not at all. */
function difference(table: Measurement['table'], day: Range, [there, here]: readonly [Row[], Row[]]): string | null {
  if (there.length !== here.length) return `${table.name}, ${dayOf(day)}: ${here.length} rows were to be taken, ${there.length} are there`;
  return checksum(table, there) === checksum(table, here)
    ? null
    : `${table.name}, ${dayOf(day)}: rows that were there before have other values`;
}

/** The rows of one table and day; those that are on the server are not sent again. */
async function sendDay({ connection, remote, homeId }: MigrationOptions, table: Measurement['table'], day: Range, rows: readonly Row[]) {
  const there = await remote.identities(table, day);
  const missing = rows.filter((row) => !there.has(identityOf(table, row)));
  const refused: { row: QueuedRow; reason: string }[] = [];
  for (let from = 0; from < missing.length; from += BATCH_ROWS) {
    const batch = missing.slice(from, from + BATCH_ROWS);
    refused.push(
      ...(await writeRows(
        connection,
        batch.map((row) => ({ seq: 0, time_ms: Number(row['time_ms']), key: keyOf(table, row), line: lineOfCells(table, homeId, row) })),
      )),
    );
  }
  return refused;
}

/** What the file holds, to the server. Throws UnavailableError where the server is away; called again it goes on. */
export async function migrateToServer(options: MigrationOptions): Promise<MigrationResult> {
  const { local, database, remote, homeId, nowMs, onProgress } = options;
  const read = createReadStretch((query) => database.read(query), homeId);
  const result: MigrationResult = { rows: 0, refused: [], differing: [] };
  const days = await daysLeft(local.facts, 'to_influxdb', { start_ms: (await local.series.firstMs()) ?? nowMs, end_ms: nowMs + 1 });
  for (const [index, day] of days.entries()) {
    onProgress(index, days.length);
    for (const { table } of MEASUREMENTS) {
      const rows = await read(table, { ...day, limit: ALL_ROWS });
      if (rows.length === 0) continue;
      const refused = await sendDay(options, table, day, rows);
      const lost = new Set(refused.map(({ row }) => `${row.time_ms}\n${row.key}`));
      const kept = rows.filter((row) => !lost.has(identityOf(table, row)));
      const differs = difference(table, day, [await remote.rows(table, day), kept]);
      result.rows += rows.length;
      result.refused.push(...refused.map(({ row, reason }) => `${row.line}: ${reason}`));
      if (differs !== null) result.differing.push(differs);
    }
    await local.facts.put(KIND, 'to_influxdb', day.end_ms);
  }
  onProgress(days.length, days.length);
  await local.facts.remove(KIND, 'to_influxdb');
  await writePlace(local.facts, { ...((await readPlace(local.facts)) ?? wholeInFile), has_unsent_past: false });
  return result;
}

/** What the server holds, into the file, which is whole afterwards. */
export async function migrateToFile(options: MigrationOptions): Promise<MigrationResult> {
  const { local, database, remote, homeId, nowMs, onProgress } = options;
  const read = createReadStretch((query) => database.read(query), homeId);
  const result: MigrationResult = { rows: 0, refused: [], differing: [] };
  const span = await spanOf(remote, nowMs);
  const days = span === null ? [] : await daysLeft(local.facts, 'to_duckdb', { start_ms: span.first_ms, end_ms: span.newest_ms + 1 });
  for (const [index, day] of days.entries()) {
    onProgress(index, days.length);
    const { rows, batch } = await readDay(remote, day, true);
    await local.series.append(rows);
    await local.commit(batch);
    for (const { table } of MEASUREMENTS) {
      const there = await remote.rows(table, day);
      // The file may hold more: what waits in its outbox.
      const wanted = new Set(there.map((row) => identityOf(table, row)));
      const here = (await read(table, { ...day, limit: ALL_ROWS })).filter((row) => wanted.has(identityOf(table, row)));
      const differs = difference(table, day, [here, there]);
      result.rows += there.length;
      if (differs !== null) result.differing.push(differs);
    }
    await local.facts.put(KIND, 'to_duckdb', day.end_ms);
  }
  onProgress(days.length, days.length);
  await local.facts.remove(KIND, 'to_duckdb');
  await forgetPlace(local.facts);
  return result;
}
