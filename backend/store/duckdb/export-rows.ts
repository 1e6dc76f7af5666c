/** Writes all that is recorded as Parquet or CSV, a file a table: gathered day by day in a file of its own, which DuckDB then copies out. */
import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { cutIntoWindows } from '../cut-into-windows.ts';
import type { ReadWhole } from './read-stretch.ts';
import type { ExportFormat, LongWork, Range } from '../store.ts';
import { appendRows } from './insert-rows.ts';
import { settingsOf } from './open-file.ts';
import { TABLES, type Kind, type Table } from './tables.ts';

type AnyTable = (typeof TABLES)[number];

export type ExportOptions = {
  /** The rows of a stretch, in order of time. */
  readRows: ReadWhole;
  homeId: string;
  range: Range;
  target: { folder: string; format: ExportFormat };
  work: LongWork;
};

const asIs = ({ name, columns, identity }: AnyTable): Table<{ time_ms: number }> => ({
  ...{ name, columns, identity },
  keyOf: () => '',
  toCells: (row) => row,
});

const TYPES: Record<string, string> = { time: 'BIGINT', number: 'DOUBLE' };
const typeOf = (kind: Kind): string => TYPES[String(kind)] ?? 'VARCHAR';
const createTable = ({ name, columns }: AnyTable): string =>
  `CREATE TABLE ${name} (home_id VARCHAR, ${columns.map(([column, kind]) => `${column} ${typeOf(kind)}`).join(', ')})`;

/** Times say their zone in both formats: `time_ms` is told as `time`, `end_ms` as `end`. */
const timeAs: Record<ExportFormat, (column: string) => string> = {
  parquet: (column) => `epoch_ms(${column})::TIMESTAMPTZ`,
  csv: (column) => `strftime(epoch_ms(${column}), '%Y-%m-%dT%H:%M:%S.%gZ')`,
};
const FORMATS: Record<ExportFormat, string> = { parquet: 'FORMAT parquet, COMPRESSION zstd', csv: 'FORMAT csv, HEADER' };

function copyTable({ name, columns }: AnyTable, format: ExportFormat, file: string): string {
  const select = columns.map(([column, kind]) => (kind === 'time' ? `${timeAs[format](column)} AS "${column.slice(0, -3)}"` : column));
  return `COPY (SELECT home_id, ${select.join(', ')} FROM ${name}) TO '${file.replaceAll("'", "''")}' (${FORMATS[format]})`;
}

/** Tells how many rows each table has. */
async function gather(connection: DuckDBConnection, options: ExportOptions): Promise<Map<AnyTable, number>> {
  const { readRows, homeId, range, work } = options;
  const days = cutIntoWindows(range);
  const counts = new Map<AnyTable, number>();
  for (const table of TABLES) await connection.run(createTable(table));
  for (const [index, day] of days.entries()) {
    work.onProgress(index, days.length + 1);
    for (const table of TABLES) {
      work.signal.throwIfAborted();
      const rows = await readRows(table, day);
      if (rows.length === 0) continue;
      const appender = await connection.createAppender(table.name);
      await appendRows({ table: asIs(table), homeId }, appender, rows as unknown as { time_ms: number }[]);
      appender.closeSync();
      counts.set(table, (counts.get(table) ?? 0) + rows.length);
    }
  }
  work.onProgress(days.length, days.length + 1);
  return counts;
}

/** The names of the files that were written; tables without a row have none. */
export async function exportRows(options: ExportOptions): Promise<string[]> {
  const { folder, format } = options.target;
  await mkdir(folder, { recursive: true });
  const gathered = join(folder, 'gathered.duckdb');
  const instance = await DuckDBInstance.create(gathered, settingsOf(gathered));
  try {
    const connection = await instance.connect();
    const counts = await gather(connection, options);
    const names: string[] = [];
    for (const table of counts.keys()) {
      options.work.signal.throwIfAborted();
      const name = `${table.name}.${format}`;
      await connection.run(copyTable(table, format, join(folder, name)));
      names.push(name);
    }
    connection.closeSync();
    return names.sort();
  } finally {
    instance.closeSync();
    for (const file of [gathered, `${gathered}.wal`]) await rm(file, { force: true });
  }
}
