/** The rows of a CSV file as texts, read by another than the one that wrote it; null: an empty cell. */
import { DuckDBConnection } from '@duckdb/node-api';

export async function readCsv(file: string): Promise<Record<string, unknown>[]> {
  const connection = await DuckDBConnection.create();
  try {
    return (await connection.runAndReadAll('SELECT * FROM read_csv($1, header = true, all_varchar = true)', [file])).getRowObjectsJson();
  } finally {
    connection.closeSync();
  }
}
