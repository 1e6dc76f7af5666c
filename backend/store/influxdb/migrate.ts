/** Takes what is recorded from the file to an InfluxDB server and back, a day at a time: each day is verified, and a run that broke off goes on there. */
import { createHash } from 'node:crypto';
import { cutIntoWindows } from '../cut-into-windows.ts';
import type { Database } from '../duckdb/database.ts';
import type { HoursInFile } from '../duckdb/hours-in-file.ts';
import type { Row } from '../duckdb/from-cells.ts';
import { createReadWhole } from '../duckdb/read-stretch.ts';
import type { Refused } from '../outbox/queue.ts';
import type { Facts, LongWork, MigrationResult, Range, Store } from '../store.ts';
import { linesOf, missingDays, stretchOfSums, takeSums } from './exchange-sums.ts';
import { lineOfCells, RECORDED, type Measurement } from './measurements.ts';
import type { SentRow } from './read-lines.ts';
import { sumTable } from './packed-sums.ts';
import { readDay, spanOf } from './recent.ts';
import type { RemoteSeries } from './remote-series.ts';
import type { Server } from './server.ts';
import { writeRows } from './write-rows.ts';

export type MigrationOptions = {
  local: Store;
  database: Database;
  hours: HoursInFile;
  remote: RemoteSeries;
  server: Pick<Server, 'of'>;
  homeId: string;
  nowMs: number;
  work: LongWork;
};

const KIND = 'migration';
const BATCH_ROWS = 5000;

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

const dayOf = ({ start_ms }: Pick<Range, 'start_ms'>): string => new Date(start_ms).toISOString().slice(0, 10);

/** Tells how the rows of a day differ; null: not at all. */
function difference(table: Measurement['table'], day: Range, [there, here]: readonly [Row[], Row[]]): string | null {
  if (there.length !== here.length) return `${table.name}, ${dayOf(day)}: ${here.length} rows were to be taken, ${there.length} are there`;
  return checksum(table, there) === checksum(table, here)
    ? null
    : `${table.name}, ${dayOf(day)}: rows that were there before have other values`;
}

/** The rows of one table and day; those that are on the server are not sent again. */
export async function sendDay(
  { server, remote, homeId }: Pick<MigrationOptions, 'server' | 'remote' | 'homeId'>,
  table: Measurement['table'],
  day: Range,
  rows: readonly Row[],
): Promise<Refused<SentRow>[]> {
  const there = await remote.identities(table, day);
  const missing = rows.filter((row) => !there.has(identityOf(table, row)));
  const refused: Refused<SentRow>[] = [];
  for (let from = 0; from < missing.length; from += BATCH_ROWS) {
    const batch = missing.slice(from, from + BATCH_ROWS);
    refused.push(
      ...(await writeRows(
        server.of(table.name),
        batch.map((row) => ({ time_ms: Number(row['time_ms']), key: keyOf(table, row), line: lineOfCells(table, homeId, row) })),
      )),
    );
  }
  return refused;
}

/** Those of the rows that are among the wanted: the other side may hold more, as what waits in an outbox or was sent meanwhile. */
function among(table: Measurement['table'], rows: readonly Row[], wanted: readonly Row[]): Row[] {
  const identities = new Set(wanted.map((row) => identityOf(table, row)));
  return rows.filter((row) => identities.has(identityOf(table, row)));
}

/** Takes each day that no earlier run has verified; `takeDay` adds to the result. */
async function eachDay(
  direction: string,
  span: Range,
  { local: { facts }, work: { onProgress, signal } }: MigrationOptions,
  takeDay: (day: Range, result: MigrationResult) => Promise<void>,
): Promise<MigrationResult> {
  const result: MigrationResult = { rows: 0, refused: [], differing: [] };
  const days = await daysLeft(facts, direction, span);
  for (const [index, day] of days.entries()) {
    signal.throwIfAborted();
    onProgress(index, days.length);
    await takeDay(day, result);
    await facts.put(KIND, direction, day.end_ms);
  }
  onProgress(days.length, days.length);
  await facts.remove(KIND, direction);
  return result;
}

/** The sums of the file, which outlive their readings. */
async function sendSums(
  { hours, remote, server, homeId, work, nowMs }: MigrationOptions,
  firstMs: number | null,
): Promise<MigrationResult> {
  const stretch = stretchOfSums(firstMs, nowMs);
  const result: MigrationResult = { rows: 0, refused: [], differing: [] };
  for (const days of missingDays(hours, await remote.knownSums(stretch))) {
    work.signal.throwIfAborted();
    const lines = linesOf(homeId, await hours.readSums(days));
    const refused = await writeRows(server.of(sumTable.name), lines);
    result.rows += lines.length;
    result.refused.push(...refused.map(({ row, reason }) => `${row.line}: ${reason}`));
  }
  const missing = missingDays(hours, await remote.knownSums(stretch)).flat();
  result.differing.push(...missing.map((day) => `${sumTable.name}, ${dayOf({ start_ms: day })}: not all of its rows are there`));
  return result;
}

/** What the file holds, to the server. Throws UnavailableError where the server is away; called again it goes on. */
export async function migrateToServer(options: MigrationOptions): Promise<MigrationResult> {
  const { local, database, remote, homeId, nowMs } = options;
  const read = createReadWhole((query) => database.read(query), homeId);
  const firstMs = await local.series.firstMs();
  const span = { start_ms: firstMs ?? nowMs, end_ms: nowMs + 1 };
  const recorded = await eachDay('to_influxdb', span, options, async (day, result) => {
    for (const { table } of RECORDED) {
      const rows = await read(table, day);
      if (rows.length === 0) continue;
      const refused = await sendDay(options, table, day, rows);
      const lost = new Set(refused.map(({ row }) => `${row.time_ms}\n${row.key}`));
      const kept = rows.filter((row) => !lost.has(identityOf(table, row)));
      const differs = difference(table, day, [among(table, await remote.rows(table, day), kept), kept]);
      result.rows += rows.length;
      result.refused.push(...refused.map(({ row, reason }) => `${row.line}: ${reason}`));
      if (differs !== null) result.differing.push(differs);
    }
  });
  const sums = await sendSums(options, firstMs);
  return {
    rows: recorded.rows + sums.rows,
    refused: [...recorded.refused, ...sums.refused],
    differing: [...recorded.differing, ...sums.differing],
  };
}

/** What the server holds, into the file, which is whole afterwards. `bring` writes there. */
export async function migrateToFile(
  options: MigrationOptions & { bring: Pick<Store['series'], 'append'> & Pick<Store, 'commit'> },
): Promise<MigrationResult> {
  const { bring, database, hours, remote, homeId, nowMs } = options;
  const read = createReadWhole((query) => database.read(query), homeId);
  const span = await spanOf(remote, nowMs);
  const range = span === null ? { start_ms: nowMs, end_ms: nowMs } : { start_ms: span.first_ms, end_ms: span.newest_ms + 1 };
  const result = await eachDay('to_duckdb', range, options, async (day, taken) => {
    const { rows, batch } = await readDay(remote, day, true);
    await bring.append(rows);
    await bring.commit(batch);
    for (const { table } of RECORDED) {
      const there = await remote.rows(table, day);
      const here = among(table, await read(table, day), there);
      const differs = difference(table, day, [here, there]);
      taken.rows += there.length;
      if (differs !== null) taken.differing.push(differs);
    }
  });
  // Of days whose readings are gone there.
  await takeSums(hours, remote, stretchOfSums(span?.first_ms ?? null, nowMs));
  return result;
}
