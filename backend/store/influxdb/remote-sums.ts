/** The sums of whole days on the server: those of a year in one query. */
import type { Row } from '../duckdb/from-cells.ts';
import { DAY_MS, type SummedDay } from '../roll-up/hours.ts';
import type { Range } from '../store.ts';
import type { InfluxdbRow } from './connection.ts';
import { packedRange, sumTable, toSummedDays } from './packed-sums.ts';
import { readWindows } from './windows.ts';

/** The newest revision of a day that the server knows; `isWhole`: all its rows have arrived. */
export type KnownSum = { revision: number; isWhole: boolean };

export interface RemoteSums {
  /** The newest of each day in the stretch. */
  sums(stretch: Range): Promise<SummedDay[]>;
  /** Which there are, by the start of the day. */
  knownSums(stretch: Range): Promise<Map<number, KnownSum>>;
}

const COLUMNS = sumTable.columns.map(([name]) => name).filter((name) => name !== 'time_ms');

/** Of all revisions of a day; the rows of one may come in two windows. */
function newestOf(rows: readonly InfluxdbRow[]): KnownSum {
  const revision = rows.reduce((newest, row) => Math.max(newest, Number(row['revision'])), -Infinity);
  const newest = rows.filter((row) => Number(row['revision']) === revision);
  const count = newest.reduce((sum, row) => sum + Number(row['rows']), 0);
  return { revision, isWhole: count === newest[0]?.['day_rows'] };
}

/** `within` writes the condition for home and time. */
export function createRemoteSums(
  ask: (table: string, sql: string) => Promise<InfluxdbRow[]>,
  within: (range: Range) => string,
): RemoteSums {
  /** In one window, that is halved where it opens too many files. */
  const read = (stretch: Range, select: string, end = '') => {
    if (stretch.start_ms >= stretch.end_ms) return Promise.resolve([]);
    const ofDays = `hour_ms >= ${Math.trunc(stretch.start_ms)} AND hour_ms < ${Math.trunc(stretch.end_ms)}`;
    return readWindows(
      packedRange(stretch),
      (window) => ask(sumTable.name, `SELECT ${select} FROM ${sumTable.name} WHERE ${within(window)} AND ${ofDays}${end}`),
      { width_ms: Infinity },
    );
  };
  return {
    sums: async (stretch) => toSummedDays((await read(stretch, COLUMNS.join(', '))) satisfies Row[]),
    async knownSums(stretch) {
      const select = `hour_ms / ${DAY_MS} AS day, revision, count(*) AS rows, max(day_rows) AS day_rows`;
      const rows = await read(stretch, select, ' GROUP BY 1, 2');
      return new Map([...Map.groupBy(rows, ({ day }) => Number(day) * DAY_MS)].map(([day_ms, ofDay]) => [day_ms, newestOf(ofDay)]));
    },
  };
}
