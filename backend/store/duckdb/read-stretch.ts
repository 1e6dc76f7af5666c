/** Rows of a table in a stretch of time. */
import type { Range } from '../store.ts';
import type { Read } from './database.ts';
import type { Row } from './from-cells.ts';
import { selectList, type Table } from './tables.ts';

const DEFAULT_LIMIT = 200_000;
/** More than a table has in a day. */
const ALL_ROWS = 100_000_000;

type ReadStretch = (
  table: Pick<Table<never>, 'name' | 'columns' | 'identity'>,
  stretch: Range & { limit?: number },
  /** Only rows where this column has this value. */
  only?: { column: string; value: string },
) => Promise<Row[]>;

/** In order of time and identity. */
export function createReadStretch(read: Read, homeId: string): ReadStretch {
  return async (table, { start_ms, end_ms, limit = DEFAULT_LIMIT }, only) => {
    const filter = only === undefined ? '' : ` AND ${only.column} = $5`;
    const order = [`${table.name}.time_ms`, ...table.identity].join(', ');
    const rows = await read({
      sql:
        `SELECT ${selectList(table, only?.column)} FROM ${table.name} ` +
        `WHERE home_id = $1 AND time_ms >= $2 AND time_ms < $3${filter} ORDER BY ${order} LIMIT $4`,
      values: [homeId, BigInt(start_ms), BigInt(end_ms), BigInt(limit), ...(only === undefined ? [] : [only.value])],
    });
    // What is known of all rows need not be read of each.
    if (only !== undefined) for (const row of rows) row[only.column] = only.value;
    return rows;
  };
}

export type ReadWhole = (table: Pick<Table<never>, 'name' | 'columns' | 'identity'>, stretch: Range) => Promise<Row[]>;

/** All rows of a stretch that is short enough to be held in memory. */
export function createReadWhole(read: Read, homeId: string): ReadWhole {
  const readStretch = createReadStretch(read, homeId);
  return (table, stretch) => readStretch(table, { ...stretch, limit: ALL_ROWS });
}
