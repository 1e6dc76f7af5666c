/** Sees to it that the server holds each row of a stretch before the file forgets it: what a server acknowledged can be gone, as from a disk that was restored. */
import type { Database } from '../duckdb/database.ts';
import { createReadWhole } from '../duckdb/read-stretch.ts';
import { DAY_MS, dayOf } from '../roll-up/hours.ts';
import type { Range } from '../store.ts';
import type { Measurement } from './measurements.ts';
import { sendDay } from './migrate.ts';
import type { RemoteSeries } from './remote-series.ts';
import type { Server } from './server.ts';

/** Sends again, day by day, what is missing there. Throws UnavailableError. */
export type Assure = (table: Measurement['table'], stretch: Range | null) => Promise<void>;

export function createAssure(options: { database: Database; remote: RemoteSeries; server: Pick<Server, 'of'>; homeId: string }): Assure {
  const { database, remote, homeId } = options;
  const read = createReadWhole((query) => database.read(query), homeId);
  const countByDay = async (table: string, { start_ms, end_ms }: Range) => {
    const day = `time_ms // ${DAY_MS} * ${DAY_MS}`;
    const sql =
      `SELECT (${day})::DOUBLE AS day_ms, count(*)::DOUBLE AS rows FROM ${table} ` +
      'WHERE home_id = $1 AND time_ms >= $2 AND time_ms < $3 GROUP BY 1 ORDER BY 1';
    const rows = await database.read({ sql, values: [homeId, BigInt(start_ms), BigInt(end_ms)] });
    return rows.map(({ day_ms, rows: count }) => ({ day: dayOf(Number(day_ms)), count: Number(count) }));
  };
  return async (table, stretch) => {
    for (const { day, count } of stretch === null ? [] : await countByDay(table.name, stretch))
      if ((await remote.count(table, day)) < count) await sendDay(options, table, day, await read(table, day));
  };
}
