/** What the stand-in keeps: databases of tables, in a DuckDB in memory, where of a point written twice the newest values are read. */
import { DuckDBInstance, DuckDBTimestampNanosecondsValue, type DuckDBAppender, type DuckDBConnection } from '@duckdb/node-api';
import { LineError, parseLine, splitLines, type ColumnType, type Point } from './line-protocol.ts';

const DUCKDB_TYPES: Record<ColumnType, string> = {
  tag: 'VARCHAR',
  string: 'VARCHAR',
  float: 'DOUBLE',
  integer: 'BIGINT',
  boolean: 'BOOLEAN',
};
/** As information_schema of the real server tells them. */
const ARROW_TYPES: Record<ColumnType, string> = {
  tag: 'Dictionary(Int32, Utf8)',
  string: 'Utf8',
  float: 'Float64',
  integer: 'Int64',
  boolean: 'Boolean',
};
/** A file a table, block of 10 minutes of data time, and snapshot that touched it. */
const BLOCK_NS = 600_000_000_000n;
const MOST_DATABASES = 5;

/** The functions of DataFusion and InfluxDB that DuckDB has under other names. */
const MACROS = [
  'date_bin(i, t) AS time_bucket(i, t::TIMESTAMP)::TIMESTAMP_NS, (i, t, o) AS time_bucket(i, t::TIMESTAMP, o::TIMESTAMP)::TIMESTAMP_NS',
];

export type Columns = Map<string, ColumnType>;
type Database = Map<string, Columns>;
export type LineFault = { error_message: string; line_number: number; original_line: string };

/** What was asked cannot be done; the status says why. */
export class RequestError extends Error {
  readonly status: number;
  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

const quote = (name: string): string => `"${name.replaceAll('"', '""')}"`;
const text = (value: string): string => `'${value.replaceAll("'", "''")}'`;

/** Adds the columns of a line to those of its table; throws LineError where one has another type. */
function addColumns(columns: Columns, point: Point): void {
  const described: [string, ColumnType][] = [
    ...point.tags.map(([name]): [string, ColumnType] => [name, 'tag']),
    ...point.fields.map(({ name, type }): [string, ColumnType] => [name, type]),
  ];
  for (const [name, type] of described) {
    const known = columns.get(name);
    const long = (each: ColumnType) => `iox::column_type::${each === 'tag' ? 'tag' : `field::${each}`}`;
    if (known !== undefined && known !== type)
      throw new LineError(`invalid column type for column '${name}', expected ${long(known)}, got ${long(type)}`);
    columns.set(name, type);
  }
}

function appendValue(appender: DuckDBAppender, value: string | number | bigint | boolean | undefined): void {
  if (value === undefined) appender.appendNull();
  else if (typeof value === 'bigint') appender.appendBigInt(value);
  else if (typeof value === 'number') appender.appendDouble(value);
  else if (typeof value === 'boolean') appender.appendBoolean(value);
  else appender.appendVarchar(value);
}

/** The text of a query of information_schema.columns, over what the database holds. */
function withColumns(tables: Database, sql: string): string {
  const rows = [...tables].flatMap(([table, columns]) =>
    [...columns].map(([name, type]) => `('iox', ${text(table)}, ${text(name)}, ${text(ARROW_TYPES[type])})`),
  );
  const values = `(VALUES ${[...rows, '(NULL, NULL, NULL, NULL)'].join(', ')}) AS columns (table_schema, table_name, column_name, data_type)`;
  return sql.replace('information_schema.columns', values);
}

export async function createTables({ fileLimit }: { fileLimit: number }) {
  const databases = new Map<string, Database>();
  const instance = await DuckDBInstance.create(':memory:', { threads: '2' });
  const writer: DuckDBConnection = await instance.connect();
  await writer.run("SET TimeZone = 'UTC'");
  let seq = 0n;
  /** Rows that were written since the last snapshot are no file yet; here they count as those of the next. */
  let snapshot = 0n;
  /** The files that each query of a table opened. */
  const opened: { sql: string; files: number }[] = [];
  let winner = 'arg_max';
  let loadedFrom = '';
  /** Days that each database shows. */
  const kept = new Map<string, number>();
  const raw = (database: string, table: string) => `${quote(database)}.${quote(`raw ${table}`)}`;

  const makeView = async (database: string, table: string, columns: Columns): Promise<void> => {
    const tags = [...columns].filter(([, type]) => type === 'tag').map(([name]) => quote(name));
    const fields = [...columns].filter(([, type]) => type !== 'tag').map(([name]) => `${winner}(${quote(name)}, seq) AS ${quote(name)}`);
    const days = kept.get(database);
    const shown = [
      ...(loadedFrom === '' ? [] : [`time >= ${text(loadedFrom)}`]),
      ...(days === undefined ? [] : [`time >= now()::TIMESTAMP - INTERVAL '${days} days'`]),
      'true',
    ];
    await writer.run(
      `CREATE OR REPLACE VIEW ${quote(database)}.${quote(table)} AS SELECT ${['time', ...tags, ...fields].join(', ')} ` +
        `FROM ${raw(database, table)} WHERE ${shown.join(' AND ')} GROUP BY ${['time', ...tags].join(', ')}`,
    );
  };
  const makeDatabase = async (name: string): Promise<Database> => {
    const found = databases.get(name);
    if (found !== undefined) return found;
    if (databases.size >= MOST_DATABASES)
      throw new RequestError(422, `Adding a new database would exceed limit of ${MOST_DATABASES} databases`);
    const made: Database = new Map();
    databases.set(name, made);
    await writer.run(`CREATE SCHEMA ${quote(name)}`);
    for (const macro of MACROS) await writer.run(`CREATE MACRO ${quote(name)}.${macro}`);
    return made;
  };
  const makeTable = async (database: string, table: string, columns: Columns): Promise<void> => {
    const tables = await makeDatabase(database);
    const known = tables.get(table) ?? new Map<string, ColumnType>();
    const added = [...columns].filter(([name]) => !known.has(name)).map(([name, type]) => `${quote(name)} ${DUCKDB_TYPES[type]}`);
    if (tables.has(table)) for (const column of added) await writer.run(`ALTER TABLE ${raw(database, table)} ADD COLUMN ${column}`);
    else
      await writer.run(
        `CREATE TABLE ${raw(database, table)} (${['time TIMESTAMP_NS NOT NULL', 'seq BIGINT NOT NULL', 'snapshot BIGINT NOT NULL', ...added].join(', ')})`,
      );
    tables.set(table, new Map([...known, ...columns]));
    await makeView(database, table, tables.get(table)!);
  };
  const insert = async (database: string, points: readonly Point[]): Promise<void> => {
    for (const [table, inTable] of Map.groupBy(points, (point) => point.table)) {
      const columns = [...databases.get(database)!.get(table)!.keys()];
      const appender = await writer.createAppender(`raw ${table}`, database);
      for (const { tags, fields, time_ns } of inTable) {
        const values = new Map<string, Point['fields'][number]['value']>([
          ...tags,
          ...fields.map(({ name, value }) => [name, value] as const),
        ]);
        appender.appendTimestampNanoseconds(new DuckDBTimestampNanosecondsValue(time_ns));
        appender.appendBigInt(++seq);
        appender.appendBigInt(snapshot);
        for (const column of columns) appendValue(appender, values.get(column));
        appender.endRow();
      }
      appender.closeSync();
    }
  };
  /** One write after the other. */
  let last: Promise<unknown> = Promise.resolve();
  const inOrder = <T>(job: () => Promise<T>): Promise<T> => {
    const done = last.then(job);
    last = done.catch(() => undefined);
    return done;
  };

  const writeNow = async (database: string, body: string, acceptPartial: boolean): Promise<LineFault[]> => {
    const tables = await makeDatabase(database);
    const staged = new Map<string, Columns>();
    const points: Point[] = [];
    const faults: LineFault[] = [];
    for (const [index, line] of splitLines(body).entries()) {
      try {
        const point = parseLine(line);
        const columns = new Map(staged.get(point.table) ?? tables.get(point.table));
        addColumns(columns, point);
        staged.set(point.table, columns);
        points.push(point);
      } catch (error) {
        if (!(error instanceof LineError)) throw error;
        faults.push({ error_message: error.message, line_number: index + 1, original_line: line.slice(0, 20) });
      }
    }
    if (faults.length > 0 && !acceptPartial) return faults;
    for (const [table, columns] of staged) if (columns.size !== (tables.get(table)?.size ?? -1)) await makeTable(database, table, columns);
    await insert(database, points);
    return faults;
  };

  /** Every block counts at once, so that no test passes by being young; on a real server only those that were written to files. */
  const checkFiles = async (connection: DuckDBConnection, database: string, sql: string): Promise<void> => {
    const bounds = /\bOR\b/.test(sql.replace(/\([^()]*\bOR\b[^()]*\)/g, ''))
      ? []
      : [...sql.matchAll(/\btime\s*(>=|<=|<|>)\s*('[^']*')/g)].map(([, sign, time]) => `time ${sign!} ${time!}::TIMESTAMP_NS`);
    for (const table of databases.get(database)!.keys()) {
      if (!new RegExp(`\\bFROM ${table}\\b`).test(sql)) continue;
      const where = bounds.length === 0 ? '' : ` WHERE ${bounds.join(' AND ')}`;
      const counted = await connection.runAndReadAll(
        `SELECT count(DISTINCT (epoch_ns(time) // ${BLOCK_NS}, snapshot)) FROM ${raw(database, table)}${where}`,
      );
      const files = Number(counted.getRows()[0]![0]);
      opened.push({ sql, files });
      if (files > fileLimit)
        throw new RequestError(
          500,
          `External error: Query would exceed file limit of ${fileLimit} parquet files. Please specify a smaller time range for your query.`,
        );
    }
  };
  const prepareConnection = async (database: string): Promise<DuckDBConnection> => {
    const connection = await instance.connect();
    const settings = ["TimeZone = 'UTC'", 'integer_division = true', "default_null_order = 'nulls_last_on_asc_first_on_desc'"];
    for (const setting of [...settings, `search_path = ${text(database)}`]) await connection.run(`SET ${setting}`);
    return connection;
  };

  return {
    databases,
    makeDatabase: (name: string) => inOrder(() => makeDatabase(name)),
    makeTable: (database: string, table: string, columns: Columns) => inOrder(() => makeTable(database, table, columns)),
    write: (database: string, body: string, acceptPartial: boolean) => inOrder(() => writeNow(database, body, acceptPartial)),
    dropDatabase: (name: string) =>
      inOrder(async () => {
        if (!databases.has(name)) throw new RequestError(404, `database not found: ${name}`);
        kept.delete(name);
        await writer.run(`DROP SCHEMA ${quote(name)} CASCADE`);
        databases.delete(name);
      }),
    /** Rows that are older than these days are not shown; undefined: all are. */
    retain: (database: string, days: number | undefined) =>
      inOrder(async () => {
        if (days === undefined) kept.delete(database);
        else kept.set(database, days);
        for (const [table, columns] of databases.get(database) ?? []) await makeView(database, table, columns);
      }),
    /** What is written from here on lies in other files. */
    snapshot() {
      snapshot++;
    },
    opened,
    kept: (database: string) => kept.get(database),
    /** Tells the rows that are there now, to come back to. */
    mark: () => inOrder(() => Promise.resolve(seq)),
    /**
     * Of a point that was written twice the first values come back, as they do on a server that was started again. `backTo` a mark: what was written
     * since is gone, as on a disk that was restored. `from`: only rows of that time on are loaded, as where its look-back is too short.
     */
    restart: ({ backTo, from = '' }: { backTo?: bigint; from?: string } = {}) =>
      inOrder(async () => {
        winner = 'arg_min';
        loadedFrom = from;
        if (backTo !== undefined)
          for (const [database, tables] of databases)
            for (const table of tables.keys()) await writer.run(`DELETE FROM ${raw(database, table)} WHERE seq > ${backTo}`);
        for (const [database, tables] of databases) for (const [table, columns] of tables) await makeView(database, table, columns);
      }),
    /** The result of a query of DuckDB; parameters are `$name`. */
    async query(database: string, sql: string, parameters: Record<string, string> = {}) {
      if (!databases.has(database)) throw new RequestError(404, `database not found: ${database}`);
      const connection = await prepareConnection(database);
      try {
        if (sql.includes('information_schema.columns')) return await connection.runAndReadAll(withColumns(databases.get(database)!, sql));
        await checkFiles(connection, database, sql);
        const used = [...new Set([...sql.matchAll(/\$(\w+)/g)].map(([, name]) => name!))];
        const values = Object.fromEntries(used.map((name) => [name, parameters[name] ?? null]));
        return await connection.runAndReadAll(sql.replace(/\blast_value\(/g, 'last('), used.length === 0 ? undefined : values);
      } catch (error) {
        if (error instanceof RequestError) throw error;
        const message = (error as Error).message;
        const table = /Table with name (\S+) does not exist/.exec(message)?.[1];
        throw new RequestError(400, `Error during planning: ${table === undefined ? message : `table 'public.iox.${table}' not found`}`);
      } finally {
        connection.closeSync();
      }
    },
    close() {
      writer.closeSync();
      instance.closeSync();
    },
  };
}

export type Tables = Awaited<ReturnType<typeof createTables>>;
