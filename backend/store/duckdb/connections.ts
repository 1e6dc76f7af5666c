/** Connections to one open database: one writes, a few read beside it and never wait for it. */
import type { DuckDBInstance, DuckDBPreparedStatement } from '@duckdb/node-api';
import { GivenUpError } from './faults.ts';
import type { Row } from './from-cells.ts';
import { createWriter, type Writer } from './writer.ts';

/** bigint: a time or a count; number: a measure; string: text. */
export type Value = bigint | number | string;
export type Query = { sql: string; values: readonly Value[] };

/** libuv runs four calls at a time by default: three of them for readers leave one for the writer. */
const READERS = 3;

export interface Connections {
  writer: Writer;
  read(query: Query): Promise<Row[]>;
  /** Lets the reads under way end, then lets go of the file. */
  close(): Promise<void>;
}

function bind(statement: DuckDBPreparedStatement, values: readonly Value[]): void {
  for (const [index, value] of values.entries()) {
    if (typeof value === 'bigint') statement.bindBigInt(index + 1, value);
    else if (typeof value === 'number') statement.bindDouble(index + 1, value);
    else statement.bindVarchar(index + 1, value);
  }
}

/** One connection that reads, with the statements it has prepared: their texts are few, as all values are bound. */
async function createReader(instance: DuckDBInstance) {
  const connection = await instance.connect();
  const prepared = new Map<string, DuckDBPreparedStatement>();
  return {
    async read({ sql, values }: Query): Promise<Row[]> {
      let statement = prepared.get(sql);
      if (statement === undefined) prepared.set(sql, (statement = await connection.prepare(sql)));
      bind(statement, values);
      const result = await statement.stream();
      const names = result.columnNames();
      const rows: Row[] = [];
      for (let chunk = await result.fetchChunk(); chunk !== null && chunk.rowCount > 0; chunk = await result.fetchChunk())
        for (const row of chunk.getRowObjects(names)) rows.push(row as Row);
      return rows;
    },
    close() {
      for (const statement of prepared.values()) statement.destroySync();
      connection.closeSync();
    },
  };
}

export async function createConnections(instance: DuckDBInstance): Promise<Connections> {
  const writer = createWriter(await instance.connect());
  const readers = await Promise.all(Array.from({ length: READERS }, () => createReader(instance)));
  const free = [...readers];
  const waiting: ((reader: (typeof readers)[number]) => void)[] = [];
  const take = () => {
    const reader = free.pop();
    return reader === undefined ? new Promise<(typeof readers)[number]>((resolve) => waiting.push(resolve)) : Promise.resolve(reader);
  };
  const release = (reader: (typeof readers)[number]) => {
    const next = waiting.shift();
    if (next === undefined) free.push(reader);
    else next(reader);
  };
  let closing: Promise<void> | undefined;
  const close = async () => {
    const all = await Promise.all(readers.map(take));
    for (const reader of all) reader.close();
    writer.reset();
    writer.connection.closeSync();
    instance.closeSync();
  };
  return {
    writer,
    async read(query) {
      if (closing !== undefined) throw new GivenUpError('The connections are closed.');
      const reader = await take();
      try {
        return await reader.read(query);
      } finally {
        release(reader);
      }
    },
    close: () => (closing ??= close()),
  };
}
