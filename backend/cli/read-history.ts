/** A saved history in the order of time, whether it stands by time or by entity as in Home Assistant's own download. DuckDB reads and sorts it. */
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api';
import { ConfigurationError, messageOf } from '../errors.ts';

/** A reading of the meter; null: it does not know, a gap. */
export type MeterRow = { time_ms: number; power_w: number | null };
/** A state of an entity that may be switched; `attributes`: JSON, or nothing. */
export type EntityRow = { time_ms: number; entity_id: string; state: string; attributes: string | null };
export type HistoryRow = MeterRow | EntityRow;

export type History = {
  /** Rows of the meter, and of entities that may be switched. */
  count: number;
  /** In order of time, in lumps; rows of one time as they stand in the file. */
  rows(): AsyncGenerator<HistoryRow[]>;
  close(): Promise<void>;
};

export const isOfMeter = (row: HistoryRow): row is MeterRow => 'power_w' in row;

const COLUMNS = ['entity_id', 'state', 'last_changed'];

/** Domains whose states are measurements, texts or people: nothing that is switched. */
const WITHOUT_SWITCHING = [
  'binary_sensor',
  'device_tracker',
  'input_number',
  'number',
  'person',
  'sensor',
  'sun',
  'update',
  'weather',
  'zone',
];

/** A history of years is sorted on disk, not in memory. */
const MEMORY = '256MB';

/** Every cell is a text, a row may be shorter or longer than the header, and a quoted text may go on over lines: only one thread reads such. */
const READ = `read_csv($1, header = true, delim = ',', quote = '"', escape = '"', comment = '', all_varchar = true,
  null_padding = true, strict_mode = false, parallel = false)`;

async function checkFile(file: string): Promise<void> {
  try {
    await stat(file);
  } catch (cause) {
    throw new ConfigurationError(`The history file ${file} cannot be read: does it exist?`, { cause });
  }
}

/** The names of the columns: those that are needed must be there. */
async function columnsOf(connection: DuckDBConnection, file: string): Promise<string[]> {
  const described = await connection.runAndReadAll(`SELECT * FROM ${READ} LIMIT 0`, [file]).catch((cause: unknown) => {
    throw new ConfigurationError(`The history file ${file} cannot be read as CSV: ${messageOf(cause)}`, { cause });
  });
  const columns = described.columnNames();
  const missing = COLUMNS.filter((column) => !columns.includes(column));
  if (missing.length === 0) return columns;
  throw new ConfigurationError(`The history has no column ${missing.join(', ')}: it needs ${COLUMNS.join(', ')} and may have attributes.`);
}

async function readFile(connection: DuckDBConnection, file: string, meter: string): Promise<void> {
  const attributes = (await columnsOf(connection, file)).includes('attributes') ? 'attributes' : 'NULL';
  await connection.run(
    `CREATE TABLE history AS
      SELECT epoch_ms(try_cast(last_changed AS TIMESTAMPTZ))::DOUBLE AS time_ms, last_changed, entity_id = $2 AS is_meter, entity_id,
        try_cast(state AS DOUBLE) AS power_w, coalesce(state, '') AS state, ${attributes} AS attributes
      FROM ${READ}
      WHERE entity_id = $2 OR split_part(entity_id, '.', 1) NOT IN (${WITHOUT_SWITCHING.map((domain) => `'${domain}'`).join(', ')})`,
    [file, meter],
  );
}

/** Counts the rows, each of which needs a time; the meter must have some. */
async function checkRows(connection: DuckDBConnection, meter: string): Promise<number> {
  const [untimed] = (await connection.runAndReadAll('SELECT entity_id, last_changed FROM history WHERE time_ms IS NULL LIMIT 1')).getRows();
  if (untimed !== undefined) {
    throw new ConfigurationError(`The history has a row of ${String(untimed[0])} without a time: "${String(untimed[1])}".`);
  }
  const [counts] = (await connection.runAndReadAll('SELECT count(*), count(*) FILTER (is_meter) FROM history')).getRows();
  if (Number(counts?.[1]) === 0) throw new ConfigurationError(`The history has no row of the meter ${meter}: name another with --meter.`);
  return Number(counts?.[0]);
}

/** A number that is none (`nan`, `inf`) is a gap, as are `unavailable` and `unknown`. */
function toRow([time_ms, entity_id, power_w, state, attributes]: readonly unknown[]): HistoryRow {
  if (entity_id === null) return { time_ms: time_ms as number, power_w: Number.isFinite(power_w) ? (power_w as number) : null };
  return { time_ms: time_ms as number, entity_id: entity_id as string, state: state as string, attributes: attributes as string | null };
}

async function* readRows(connection: DuckDBConnection): AsyncGenerator<HistoryRow[]> {
  const result = await connection.stream(
    `SELECT time_ms, if(is_meter, NULL, entity_id), power_w, if(is_meter, NULL, state), if(is_meter, NULL, attributes)
      FROM history ORDER BY time_ms, rowid`,
  );
  for (let chunk = await result.fetchChunk(); chunk !== null && chunk.rowCount > 0; chunk = await result.fetchChunk()) {
    yield chunk.getRows().map(toRow);
  }
}

/**
 * @param meter entity_id of the meter
 * @throws ConfigurationError when the file is not there, is no history, or has no row of this meter
 * @example
 * const history = await openHistory('history.csv', 'sensor.house_power');
 * for await (const rows of history.rows()) rows.forEach(take);
 * await history.close();
 */
export async function openHistory(file: string, meter: string): Promise<History> {
  await checkFile(file);
  const folder = await mkdtemp(join(tmpdir(), 'wattribute-history-'));
  const instance = await DuckDBInstance.create(':memory:', { memory_limit: MEMORY, temp_directory: folder });
  const connection = await instance.connect();
  const close = async (): Promise<void> => {
    connection.closeSync();
    instance.closeSync();
    await rm(folder, { recursive: true, force: true });
  };
  try {
    await readFile(connection, file, meter);
    return { count: await checkRows(connection, meter), rows: () => readRows(connection), close };
  } catch (error) {
    await close();
    throw error;
  }
}
