/** Brings the schema of a file to this version, and sees to it that the file is of the right kind. */
import type { DuckDBConnection } from '@duckdb/node-api';
import { ConfigurationError } from '../../errors.ts';

export type StoreMode = 'demo' | 'real';

/** The first cell of the answer, or null. */
async function firstCell(connection: DuckDBConnection, sql: string): Promise<unknown> {
  const reader = await connection.runAndReadAll(sql);
  return reader.getRows()[0]?.[0] ?? null;
}

/** All steps that are missing are one transaction: a stop amid them leaves the old version. */
export async function migrate(connection: DuckDBConnection, migrations: readonly string[], file: string): Promise<void> {
  await connection.run('CREATE TABLE IF NOT EXISTS schema_version (version INTEGER NOT NULL)');
  const version = Number(await firstCell(connection, 'SELECT max(version) FROM schema_version'));
  if (version > migrations.length)
    throw new ConfigurationError(
      `Store: ${file} was written by a newer Wattribute (schema ${version}, this one knows ${migrations.length}). ` +
        'Start the newer version again, or choose another DATA_DIR.',
    );
  if (version === migrations.length) return;
  await connection.run('BEGIN');
  try {
    for (const step of migrations.slice(version)) await connection.run(step);
    await connection.run('DELETE FROM schema_version');
    await connection.run(`INSERT INTO schema_version VALUES (${migrations.length})`);
    await connection.run('COMMIT');
  } catch (error) {
    await connection.run('ROLLBACK');
    throw error;
  }
}

/** A store remembers whether it is the demo or a real home; the first to open it decides. */
export async function claimMode(connection: DuckDBConnection, mode: StoreMode, file: string): Promise<void> {
  const found = await firstCell(connection, 'SELECT mode FROM store_identity');
  if (found === null) await connection.run('INSERT INTO store_identity VALUES ($1)', [mode]);
  else if (found !== mode) {
    const holds = found === 'demo' ? 'the demo, and this is a real home' : 'a real home, and this is the demo';
    throw new ConfigurationError(`Store: ${file} holds ${holds}. Choose another DATA_DIR.`);
  }
}
