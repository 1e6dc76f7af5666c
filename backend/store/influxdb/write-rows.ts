/** Writes rows so that one bad line costs no other: the good ones land, the bad ones come back with the server's words. */
import { ConfigurationError, messageOf, UnavailableError } from '../../errors.ts';
import type { QueuedRow, Refused } from '../outbox/queue.ts';
import type { Connection } from './connection.ts';
import { MissingError, RefusedError, TooLargeError } from './faults.ts';

const linesOf = (rows: readonly QueuedRow[]): string[] => rows.map(({ line }) => line);

/** Lines as one text, and their rows for where one of them is refused. */
type Lines<Row> = { text: string; readRows: () => readonly Row[] };

/** Each half by itself; a single row that is refused is told. */
async function writeHalves<Row extends QueuedRow>(connection: Connection, rows: readonly Row[], error: Error): Promise<Refused<Row>[]> {
  const [only] = rows;
  if (only === undefined) return [];
  if (rows.length === 1) return [{ row: only, reason: messageOf(error) }];
  const middle = Math.ceil(rows.length / 2);
  return [...(await writeRows(connection, rows.slice(0, middle))), ...(await writeRows(connection, rows.slice(middle)))];
}

/** The client's answer never names the bad line; that of the v3 API does. */
async function findRefused<Row extends QueuedRow>(connection: Connection, rows: readonly Row[]): Promise<Refused<Row>[]> {
  try {
    const refused = await connection.writePartly(linesOf(rows));
    return refused.flatMap(({ index, reason }) => {
      const row = rows[index];
      return row === undefined ? [] : [{ row, reason }];
    });
  } catch (error) {
    if (error instanceof RefusedError || error instanceof TooLargeError) return await writeHalves(connection, rows, error);
    throw error;
  }
}

/** A server that panicked answers /health and lets every write wait. */
async function nameHanging(connection: Connection, error: UnavailableError): Promise<Error> {
  if (!/\(504\)/.test(error.message)) return error;
  const isWell = await connection.call('GET', '/health').then(
    ({ status }) => status === 200,
    () => false,
  );
  return isWell
    ? new UnavailableError(`InfluxDB: ${connection.url} says that it is well, but writes hang. Look at its log and restart it.`, {
        cause: error,
      })
    : error;
}

export const writeRows = <Row extends QueuedRow>(connection: Connection, rows: readonly Row[]): Promise<Refused<Row>[]> =>
  writeLines(connection, { text: linesOf(rows).join('\n'), readRows: () => rows });

/** Throws AuthError or ConfigurationError where trying again cannot help, UnavailableError where it may. */
export async function writeLines<Row extends QueuedRow>(connection: Connection, { text, readRows }: Lines<Row>): Promise<Refused<Row>[]> {
  try {
    await connection.write(text);
    return [];
  } catch (error) {
    if (error instanceof RefusedError) return await findRefused(connection, readRows());
    if (error instanceof TooLargeError) return await writeHalves(connection, readRows(), error);
    if (error instanceof MissingError)
      throw new ConfigurationError(
        `InfluxDB: the database ${connection.database} is gone from ${connection.url}. It is made again within ten minutes.`,
      );
    throw error instanceof UnavailableError ? await nameHanging(connection, error) : error;
  }
}
