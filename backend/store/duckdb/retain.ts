/** Deletes what is older than it may become, a day at a time, so that other writes get in between. */
import type { Store } from '../store.ts';
import type { Database } from './database.ts';
import { circuitTable, readingTable, TABLES } from './tables.ts';

const DAY_MS = 86_400_000;
const SUMS = [
  ['summed_day', 'day_ms'],
  ['power_hour', 'time_ms'],
  ['circuit_hour', 'time_ms'],
] as const;
const RAW: readonly string[] = [readingTable.name, circuitTable.name];

async function deleteBefore(database: Database, table: string, endMs: number): Promise<void> {
  const [row] = await database.read({ sql: `SELECT min(time_ms)::DOUBLE AS first_ms FROM ${table}`, values: [] });
  const firstMs = row?.['first_ms'] ?? null;
  if (firstMs === null) return;
  for (let dayMs = Number(firstMs); dayMs < endMs; dayMs += DAY_MS) {
    const untilMs = Math.min(dayMs + DAY_MS, endMs);
    await database.transaction(({ connection }) => connection.run(`DELETE FROM ${table} WHERE time_ms < ${untilMs}`), {
      fromReserve: true,
    });
  }
}

/** Sums outlive the readings that they are made of. */
async function retainSums(database: Database, { raw_before_ms, all_before_ms }: Parameters<Store['retain']>[0]): Promise<void> {
  await database.transaction(
    async ({ connection }) => {
      const before = (ms: number) => (Number.isFinite(ms) ? String(ms) : `'${ms}'::DOUBLE`);
      await connection.run(`UPDATE summed_day SET lasts = true WHERE NOT lasts AND NOT unmade AND day_ms < ${before(raw_before_ms)}`);
      for (const [table, time] of SUMS) await connection.run(`DELETE FROM ${table} WHERE ${time} < ${before(all_before_ms)}`);
    },
    { fromReserve: true },
  );
}

/** Of all homes of the file: rows of a home that is not recorded any more grow old too. */
export async function deleteOldRows(database: Database, bounds: Parameters<Store['retain']>[0]): Promise<void> {
  await retainSums(database, bounds);
  for (const { name } of TABLES) await deleteBefore(database, name, RAW.includes(name) ? bounds.raw_before_ms : bounds.all_before_ms);
}
