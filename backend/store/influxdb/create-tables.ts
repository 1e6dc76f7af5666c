/** Makes the database and its tables, with their tags in a fixed order, and refuses tables that others made. */
import { AuthError, ConfigurationError } from '../../errors.ts';
import type { Kind } from '../duckdb/tables.ts';
import type { Connection } from './connection.ts';
import { MissingError } from './faults.ts';
import { fieldsOf, GAP_FIELD, MEASUREMENTS, RAW, type Measurement } from './measurements.ts';

const typeOf = (kind: Kind): string => (kind === 'number' ? 'float64' : kind === 'time' ? 'int64' : 'utf8');

const columnsOf = (measurement: Measurement): { tags: string[]; fields: { name: string; type: string }[] } => ({
  tags: ['home_id', ...measurement.tags],
  fields: [...fieldsOf(measurement).map(([name, kind]) => ({ name, type: typeOf(kind) })), { name: GAP_FIELD, type: 'bool' }],
});

/** Makes what is not there. A token that may only read and write gets no other answer for what is there. */
async function make(connection: Connection, what: 'database' | 'table', body: object): Promise<'made' | 'there' | 'forbidden'> {
  const { url, database } = connection;
  const { status, text } = await connection.call('POST', `/api/v3/configure/${what}`, body);
  if (status < 300) return 'made';
  if (status === 409) return 'there';
  if (status === 403) return 'forbidden';
  // Who is let in without one is asked for a token only here.
  if (status === 401) throw new AuthError(`InfluxDB: ${url} does not accept the token. Check INFLUXDB_TOKEN.`);
  throw new ConfigurationError(`InfluxDB: the ${what} ${database} could not be made on ${url} (${status}): ${text.slice(0, 300)}`);
}

/** The type of each column as the server tells it: the tags are dictionaries. */
async function readColumns(connection: Connection, table: string): Promise<Map<string, string>> {
  const rows = await connection.query(
    `SELECT column_name, data_type FROM information_schema.columns WHERE table_schema = 'iox' AND table_name = '${table}'`,
  );
  return new Map(rows.map(({ column_name, data_type }) => [String(column_name), String(data_type)]));
}

/** Empty, too, where the database is not there or not to be looked into. */
async function readColumnsIfAny(connection: Connection, table: string): Promise<Map<string, string>> {
  try {
    return await readColumns(connection, table);
  } catch (error) {
    if (error instanceof MissingError || error instanceof AuthError) return new Map();
    throw error;
  }
}

const TYPES: Record<string, RegExp> = { float64: /^Float64$/, int64: /^Int64$/, utf8: /^Utf8/, bool: /^Boolean$/ };

/** What stands in the way of writing into a table that was there: a tag of others, a column of another kind. */
function foreignColumns(measurement: Measurement, found: ReadonlyMap<string, string>): string[] {
  const { tags, fields } = columnsOf(measurement);
  const isTag = (type: string | undefined) => type?.startsWith('Dictionary') ?? false;
  const foreignTags = [...found].filter(([name, type]) => isTag(type) && !tags.includes(name)).map(([name]) => `tag ${name}`);
  const missingTags = tags.filter((name) => !isTag(found.get(name))).map((name) => `no tag ${name}`);
  const otherKinds = fields
    .filter(({ name, type }) => found.has(name) && TYPES[type]?.test(found.get(name) ?? '') === false)
    .map(({ name }) => `${name} of another type`);
  return [...foreignTags, ...missingTags, ...otherKinds];
}

/** A database, what lies in it, and the days after which InfluxDB deletes its rows; null: never; undefined: whatever was set there. */
export type Place = { connection: Connection; measurements: readonly Measurement[]; days: number | null | undefined };

const OWN = 'set INFLUXDB_BUCKET to a database of its own, which is made at the start.';
const BRING = 'bring everything into the file (npm run migrate -- --from influxdb --to duckdb)';

const periodOf = (days: Place['days']): { retention_period?: string } =>
  typeof days === 'number' ? { retention_period: `${Math.ceil(days)}d` } : {};

const isThere = async (connection: Connection, { table }: Measurement): Promise<boolean> =>
  (await readColumns(connection, table.name)).size > 0;

/** A database that is there already gets its retention, without days none, only where it holds nothing that is to be kept longer. */
async function setRetention({ connection, measurements, days }: Place): Promise<void> {
  const { database, url } = connection;
  for (const measurement of days === null ? [] : MEASUREMENTS) {
    const { name } = measurement.table;
    if (measurements.some(({ table }) => table.name === name) || !(await isThere(connection, measurement))) continue;
    throw new ConfigurationError(
      `InfluxDB: the database ${database} holds ${name}, too, and INFLUXDB_RETENTION would delete all that is old in it. It is left as it is. ` +
        `Take INFLUXDB_RETENTION away, ${BRING}, and then set it and ${OWN}`,
    );
  }
  const { status, text } = await connection.call('PUT', '/api/v3/configure/database', { db: database, ...periodOf(days) });
  if (status >= 300)
    throw new ConfigurationError(
      `InfluxDB: the database ${database} got no other retention on ${url} (${status}): ${text.slice(0, 300)}. ` +
        `Take RETENTION_RAW_DAYS and RETENTION_DAYS back to what they were, or ${BRING} and ${OWN}`,
    );
}

/**
 * With INFLUXDB_RETENTION `raw` was the database of readings and circuits alone, which deletes what is old, and `long` that of all else: neither is to be
 * used as if there were one. Throws ConfigurationError where it was.
 */
export async function requireNoSplit(raw: Connection, long: Connection): Promise<void> {
  const holds = async (isRaw: boolean): Promise<boolean> => {
    for (const { table } of MEASUREMENTS)
      if (RAW.includes(table.name) === isRaw && (await readColumnsIfAny(long, table.name)).size > 0) return true;
    return false;
  };
  // What holds readings, too, is the only database of somebody else.
  if (!(await holds(false)) || (await holds(true))) return;
  throw new ConfigurationError(
    `InfluxDB: the database ${raw.database} was used with INFLUXDB_RETENTION: it deletes what is old in it, and ${long.database} holds all but readings and ` +
      `circuits. Set INFLUXDB_RETENTION=true again. To do without it, ${BRING} with it set, and then take it away and ${OWN}`,
  );
}

/** Throws ConfigurationError, with the name of the table and the way out, where one of others is in the way. */
export async function createTables(place: Place): Promise<void> {
  const { connection, measurements, days } = place;
  const { database } = connection;
  const made = await make(connection, 'database', { db: database, ...periodOf(days) });
  if (made === 'there' && days !== undefined) await setRetention(place);
  for (const measurement of measurements) {
    const { name } = measurement.table;
    const table = await make(connection, 'table', { db: database, table: name, ...columnsOf(measurement) });
    if (table === 'made') continue;
    const found = table === 'forbidden' ? await readColumnsIfAny(connection, name) : await readColumns(connection, name);
    if (found.size === 0)
      throw new AuthError(
        `InfluxDB: the token may not make the table ${name} of the database ${database} on ${connection.url}. Give INFLUXDB_TOKEN the right to make databases ` +
          'and tables; once they are made, one that may read and write there is enough.',
      );
    const foreign = foreignColumns(measurement, found);
    if (foreign.length === 0) continue;
    throw new ConfigurationError(
      `InfluxDB: the table ${name} of the database ${database} was made by something else (${foreign.join(', ')}). ` +
        `It is left as it is; ${OWN}`,
    );
  }
}
