/** Small documents that are replaced. */
import type { DuckDBConnection } from '@duckdb/node-api';
import { InvalidDataError } from '../../errors.ts';
import type { Facts } from '../store.ts';
import type { Database } from './database.ts';

export type Fact = { kind: string; key: string; value: unknown };

/** Within the caller's transaction. A row that is there is changed in place: deleted rows would make the file grow. */
export async function putFact(connection: DuckDBConnection, homeId: string, { kind, key, value }: Fact): Promise<void> {
  const json = JSON.stringify(value) as string | undefined;
  if (json === undefined) throw new InvalidDataError(`Store: the fact ${kind} ${key} has no value that JSON knows.`);
  const updated = await connection.run('UPDATE facts SET value = $4 WHERE home_id = $1 AND kind = $2 AND key = $3', [
    homeId,
    kind,
    key,
    json,
  ]);
  if (updated.rowsChanged === 0) await connection.run('INSERT INTO facts VALUES ($1, $2, $3, $4)', [homeId, kind, key, json]);
}

export function createFacts(database: Database, homeId: string): Facts {
  return {
    async get(kind, key) {
      const sql = 'SELECT value FROM facts WHERE home_id = $1 AND kind = $2 AND key = $3';
      const [row] = await database.read({ sql, values: [homeId, kind, key] });
      return row === undefined ? undefined : (JSON.parse(String(row['value'])) as unknown);
    },
    async list(kind) {
      const sql = 'SELECT key, value FROM facts WHERE home_id = $1 AND kind = $2 ORDER BY key';
      const rows = await database.read({ sql, values: [homeId, kind] });
      return new Map(rows.map(({ key, value }) => [String(key), JSON.parse(String(value)) as unknown]));
    },
    put: (kind, key, value) => database.transaction(({ connection }) => putFact(connection, homeId, { kind, key, value })),
    remove: (kind, key) =>
      database.transaction(({ connection }) =>
        connection.run('DELETE FROM facts WHERE home_id = $1 AND kind = $2 AND key = $3', [homeId, kind, key]),
      ),
  };
}
