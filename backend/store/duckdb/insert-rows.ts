/** Adds rows to a table through the Appender, but never one whose identity is there already. */
import type { DuckDBAppender } from '@duckdb/node-api';
import { InvalidDataError } from '../../errors.ts';
import type { Cell, Kind, Table } from './tables.ts';
import type { Writer } from './writer.ts';

/** Appending happens in this thread; after so many rows others get their turn, about 5 ms. */
const TURN_ROWS = 2048;

/** What came: the newest time of each identity, the first time, and whether some rows may have been there already. */
export type Inserted = { newest: Map<string, number>; firstMs: number | null; repeats: boolean };
/** Beside that the rows that were not there. */
type InsertedRows<Row> = Inserted & { added: readonly Row[] };

function appendCell(appender: DuckDBAppender, kind: Kind, value: Cell | undefined): void {
  if (value === null || value === undefined) appender.appendNull();
  else if (typeof value === 'string') appender.appendVarchar(value);
  else if (kind === 'time') appender.appendBigInt(BigInt(value));
  // What is not a number is not known.
  else if (Number.isFinite(value)) appender.appendDouble(value);
  else appender.appendNull();
}

/** A time beyond it is none that a home has, and everything that goes over its days would never end. */
const LAST_MS = Date.UTC(2200, 0);

/** Throws InvalidDataError. */
export function requireTimes<Row extends { time_ms: number }>({ name }: Pick<Table<Row>, 'name'>, rows: readonly Row[]): void {
  for (const { time_ms } of rows) {
    if (!Number.isSafeInteger(time_ms)) throw new InvalidDataError(`Store: a row of ${name} has no time in whole milliseconds.`);
    if (time_ms < 0 || time_ms > LAST_MS) throw new InvalidDataError(`Store: a row of ${name} has a time that cannot be, ${time_ms} ms.`);
  }
}

type Target<Row extends { time_ms: number }> = { writer: Writer; table: Table<Row>; homeId: string };

/** Whatever is there. */
export async function appendRows<Row extends { time_ms: number }>(
  { table, homeId }: Pick<Target<Row>, 'table' | 'homeId'>,
  appender: DuckDBAppender,
  rows: readonly Row[],
): Promise<void> {
  for (const [index, row] of rows.entries()) {
    const cells = table.toCells(row);
    appender.appendVarchar(homeId);
    for (const [name, kind] of table.columns) appendCell(appender, kind, cells[name]);
    appender.endRow();
    if (index % TURN_ROWS === TURN_ROWS - 1) await new Promise(setImmediate);
  }
  appender.flushSync();
}

const identityOf = <Row extends { time_ms: number }>(table: Table<Row>, row: Row): string => `${row.time_ms}\n${table.keyOf(row)}`;

/**
 * Rows newer than all that is known of their identity cannot be there yet; the others are compared with what is stored in their stretch of time.
 * `newestStored` is the newest stored time of each identity.
 */
function split<Row extends { time_ms: number }>(table: Table<Row>, rows: readonly Row[], newestStored: ReadonlyMap<string, number>) {
  const newest = new Map<string, number>();
  const fresh: Row[] = [];
  const late = new Map<string, Row>();
  for (const row of rows) {
    const key = table.keyOf(row);
    if (row.time_ms > (newest.get(key) ?? newestStored.get(key) ?? -Infinity)) {
      newest.set(key, row.time_ms);
      fresh.push(row);
    } else {
      const identity = identityOf(table, row);
      if (!late.has(identity)) late.set(identity, row);
    }
  }
  return { newest, fresh, late: [...late.values()] };
}

/** Those of the rows that were not there. */
async function insertLate<Row extends { time_ms: number }>(target: Target<Row>, late: readonly Row[]): Promise<Row[]> {
  const { table } = target;
  const { connection } = target.writer;
  let startMs = Infinity;
  let endMs = -Infinity;
  for (const { time_ms } of late) {
    startMs = Math.min(startMs, time_ms);
    endMs = Math.max(endMs, time_ms);
  }
  const temporary = `late_${table.name}`;
  await connection.run(`CREATE OR REPLACE TEMP TABLE ${temporary} AS FROM ${table.name} LIMIT 0`);
  const appender = await connection.createAppender(temporary, null, 'temp');
  await appendRows(target, appender, late);
  appender.closeSync();
  const same = ['home_id', 'time_ms', ...table.identity].map((column) => `stored.${column} = late.${column}`).join(' AND ');
  const key = table.identity.length === 0 ? "''" : table.identity.join(' || chr(10) || ');
  const inserted = await connection.runAndReadAll(
    `INSERT INTO ${table.name} SELECT late.* FROM temp.${temporary} AS late ` +
      `ANTI JOIN (FROM ${table.name} WHERE time_ms BETWEEN ${startMs} AND ${endMs}) AS stored ON ${same} ORDER BY late.time_ms ` +
      `RETURNING time_ms::VARCHAR || chr(10) || ${key}`,
  );
  await connection.run(`DROP TABLE temp.${temporary}`);
  const identities = new Set(inserted.getRows().map(([identity]) => identity));
  return late.filter((row) => identities.has(identityOf(table, row)));
}

/** Within the caller's transaction. Tells what came, for when it is committed. */
export async function insertRows<Row extends { time_ms: number }>(
  target: Target<Row>,
  rows: readonly Row[],
  newestStored: ReadonlyMap<string, number>,
): Promise<InsertedRows<Row>> {
  requireTimes(target.table, rows);
  const { newest, fresh, late } = split(target.table, rows, newestStored);
  if (fresh.length > 0) await appendRows(target, await target.writer.appenderOf(target.table.name), fresh);
  const added = late.length > 0 ? await insertLate(target, late) : [];
  return {
    added: [...fresh, ...added],
    newest,
    repeats: late.length > 0,
    firstMs: rows.reduce<number | null>((first, { time_ms }) => Math.min(first ?? time_ms, time_ms), null),
  };
}
