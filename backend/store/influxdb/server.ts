/**
 * The databases of a server: one that keeps everything; or, where InfluxDB itself is to delete what is old, one for readings and circuits and
 * another for all else, which is kept longer: a retention holds for a whole database.
 */
import { checkServer } from './check-server.ts';
import { connect, type Connection, type InfluxdbOptions } from './connection.ts';
import { createTables, requireNoSplit, type Place } from './create-tables.ts';
import { MEASUREMENTS, RAW } from './measurements.ts';

export type ServerOptions = InfluxdbOptions & {
  /** Days after which InfluxDB deletes rows; `days`: all but readings and circuits, Infinity: never. */
  retention?: { raw_days: number; days: number } | undefined;
};

export interface Server {
  /** The database of a table. */
  of(table: string): Connection;
  readonly connections: readonly Connection[];
  /** Readings and circuits lie in a database of their own. */
  readonly isSplit: boolean;
  /** Checks the server and makes what is missing. Throws AuthError, ConfigurationError, UnavailableError. */
  prepare(): Promise<void>;
  close(): Promise<void>;
}

export const longDatabase = (database: string): string => `${database}_long`;

export async function connectServer({ retention, ...options }: ServerOptions): Promise<Server> {
  const raw = await connect(options);
  const beside = await connect({ ...options, database: longDatabase(options.database) });
  const long = retention === undefined ? raw : beside;
  const isRaw = (table: string) => RAW.includes(table);
  const of = (table: string) => (isRaw(table) ? raw : long);
  const places: Place[] =
    retention === undefined
      ? [{ connection: raw, measurements: MEASUREMENTS, days: undefined }]
      : [
          { connection: raw, measurements: MEASUREMENTS.filter(({ table }) => isRaw(table.name)), days: retention.raw_days },
          {
            connection: long,
            measurements: MEASUREMENTS.filter(({ table }) => !isRaw(table.name)),
            days: Number.isFinite(retention.days) ? retention.days : null,
          },
        ];
  const connections = places.map(({ connection }) => connection);
  return {
    of,
    connections,
    isSplit: retention !== undefined,
    async prepare() {
      await checkServer(raw);
      if (retention === undefined) await requireNoSplit(raw, beside);
      for (const place of places) await createTables(place);
    },
    async close() {
      for (const connection of [raw, beside]) await connection.close();
    },
  };
}
