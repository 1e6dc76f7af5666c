/** What is known of the stored rows without asking: the newest time of each identity, and the first time of each table. */
import type { Read } from './database.ts';
import { circuitTable, readingTable, TABLES, type Table } from './tables.ts';

type Known = { newest: Map<string, number>; firstMs: number | null };

export interface KnownRows {
  /** Reads it from the file. */
  load(read: Read): Promise<void>;
  of(table: string): Known;
  /** The first time of a reading or a circuit. */
  firstRawMs(): number | null;
  /** Takes over what a transaction has added. */
  add(table: string, added: Known): void;
}

const isNumber = (value: unknown): value is number => typeof value === 'number';

/** The earlier of two times, where there are any. */
export const earlier = (a: number | null, b: number | null): number | null => (a === null || b === null ? (a ?? b) : Math.min(a, b));

async function readKnown(read: Read, homeId: string, table: Pick<Table<never>, 'name' | 'identity'>): Promise<Known> {
  const key = table.identity.length === 0 ? "''" : table.identity.join(` || chr(10) || `);
  const rows = await read({
    sql: `SELECT ${key} AS key, max(time_ms)::DOUBLE AS newest_ms, min(time_ms)::DOUBLE AS first_ms FROM ${table.name} WHERE home_id = $1 GROUP BY ALL`,
    values: [homeId],
  });
  const newest = new Map(rows.map(({ key: name, newest_ms }) => [String(name), Number(newest_ms)]));
  const firsts = rows.map(({ first_ms }) => first_ms).filter(isNumber);
  return { newest, firstMs: firsts.reduce<number | null>((first, ms) => earlier(first, ms), null) };
}

export function createKnownRows(homeId: string): KnownRows {
  const tables = new Map<string, Known>();
  const of = (table: string): Known => {
    const known = tables.get(table) ?? { newest: new Map<string, number>(), firstMs: null };
    tables.set(table, known);
    return known;
  };
  return {
    async load(read) {
      for (const table of TABLES) tables.set(table.name, await readKnown(read, homeId, table));
    },
    of,
    firstRawMs: () => earlier(of(readingTable.name).firstMs, of(circuitTable.name).firstMs),
    add(table, { newest, firstMs }) {
      const known = of(table);
      for (const [key, ms] of newest) known.newest.set(key, ms);
      known.firstMs = earlier(known.firstMs, firstMs);
    },
  };
}
