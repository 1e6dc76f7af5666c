/** Opens a real store in a folder, and the same file without a store, to look behind it. */
import { DuckDBInstance, type DuckDBValue } from '@duckdb/node-api';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../../clock.ts';
import { createLog } from '../../log.ts';
import { createDuckdbStore, type DuckdbStoreOptions } from '../../store/duckdb.ts';
import type { Store } from '../../store/store.ts';

export const newFolder = (): Promise<string> => mkdtemp(join(tmpdir(), 'wattribute-store-'));

export const fileIn = (directory: string): string => join(directory, 'wattribute.duckdb');

export const openStore = (directory: string, more: Partial<DuckdbStoreOptions> = {}): Promise<Store> =>
  createDuckdbStore({
    directory,
    home_id: 'home',
    mode: 'real',
    clock: systemClock,
    log: createLog({ level: 'silent', secrets: [] }),
    ...more,
  });

/** Runs SQL on the file itself; no store may have it open. */
export async function runSql(directory: string, sql: string): Promise<DuckDBValue[][]> {
  const instance = await DuckDBInstance.create(fileIn(directory));
  const connection = await instance.connect();
  const rows = (await connection.runAndReadAll(sql)).getRows();
  connection.closeSync();
  instance.closeSync();
  return rows;
}
