/** The connection that writes, and the appenders of its tables. */
import type { DuckDBAppender, DuckDBConnection } from '@duckdb/node-api';

export interface Writer {
  connection: DuckDBConnection;
  /** The appender of a table, made once: each holds about 100 kB that only the garbage collection frees, and that comes late. */
  appenderOf(table: string): Promise<DuckDBAppender>;
  /** Begins with new appenders: a transaction failed, and they may hold rows of it. */
  reset(): void;
}

export function createWriter(connection: DuckDBConnection): Writer {
  const appenders = new Map<string, DuckDBAppender>();
  return {
    connection,
    async appenderOf(table) {
      const kept = appenders.get(table);
      if (kept !== undefined) return kept;
      const appender = await connection.createAppender(table);
      appenders.set(table, appender);
      return appender;
    },
    reset() {
      for (const appender of appenders.values()) appender.clear();
      appenders.clear();
    },
  };
}
