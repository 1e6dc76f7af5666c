/** The rows that wait in the file: one line each, numbered by measurement, and the cursor up to which each measurement was sent. */
import { earlier } from '../duckdb/known-rows.ts';
import type { Row } from '../duckdb/from-cells.ts';
import type { Database } from '../duckdb/database.ts';
import type { DeadLetter } from '../store.ts';
import type { Writer } from '../duckdb/writer.ts';

export type QueuedRow = { seq: number; time_ms: number; key: string; line: string };
/** Rows that follow each other: their lines as one text, as no row need be an object of its own to be sent. */
export type Batch = {
  rows: number;
  last_seq: number;
  /** The earliest of their times. */
  first_time_ms: number;
  text: string;
  readRows: () => Promise<QueuedRow[]>;
};
/** A row that was refused, and the words of who refused it. */
export type Refused = { row: QueuedRow; reason: string };

export interface OutboxQueue {
  /** Within the caller's transaction. */
  add(writer: Writer, measurement: string, rows: readonly Omit<QueuedRow, 'seq'>[]): Promise<void>;
  /** The first rows behind the row `after`, at most `limit`; without one behind the cursor. Null: there is none. */
  next(measurement: string, limit: number, after?: number): Promise<Batch | null>;
  /** Moves the cursor up to this row and parks what was refused, in one transaction. */
  advance(measurement: string, seq: number, refused: readonly Refused[]): Promise<void>;
  /** Frees the space of what was sent. */
  purge(): Promise<void>;
  measurements(): string[];
  waiting(): Promise<{ rows: number; oldest_ms: number | null; first_time_ms: number | null }>;
  deadLetters(limit: number): Promise<DeadLetter[]>;
  countDeadLetters(): Promise<number>;
}

/** Beyond it a row is looked for in the next numbers: a transaction that was rolled back leaves some out. */
const GAP = 100_000;

const toQueued = ({ seq, time_ms, key, line }: Row): QueuedRow => ({
  seq: Number(seq),
  time_ms: Number(time_ms),
  key: String(key),
  line: String(line),
});

type Counters = { last: Map<string, number>; cursor: Map<string, number> };

async function readCounters(database: Database): Promise<Counters> {
  const cursors = await database.read({ sql: 'SELECT measurement, seq::DOUBLE AS seq FROM outbox_cursor', values: [] });
  const queued = await database.read({ sql: 'SELECT measurement, max(seq)::DOUBLE AS seq FROM outbox GROUP BY 1', values: [] });
  const toMap = (rows: Row[]) => new Map(rows.map(({ measurement, seq }) => [String(measurement), Number(seq)]));
  const cursor = toMap(cursors);
  return { cursor, last: new Map([...cursor, ...toMap(queued)]) };
}

type Waiting = Awaited<ReturnType<OutboxQueue['waiting']>>;

const numberOf = (value: Row[string] | undefined) => (typeof value === 'number' ? value : null);

async function countAfter(database: Database, measurement: string, seq: number): Promise<Waiting> {
  const sql =
    'SELECT count(*)::DOUBLE AS rows, min(queued_ms)::DOUBLE AS oldest_ms, min(time_ms)::DOUBLE AS first_time_ms ' +
    'FROM outbox WHERE measurement = $1 AND seq > $2';
  const [row] = await database.read({ sql, values: [measurement, BigInt(seq)] });
  return {
    rows: numberOf(row?.['rows']) ?? 0,
    oldest_ms: numberOf(row?.['oldest_ms']),
    first_time_ms: numberOf(row?.['first_time_ms']),
  };
}

async function countWaiting(
  database: Database,
  measurements: Iterable<string>,
  cursorOf: (measurement: string) => number,
): Promise<Waiting> {
  const counts = await Promise.all([...measurements].map((measurement) => countAfter(database, measurement, cursorOf(measurement))));
  return {
    rows: counts.reduce((sum, { rows }) => sum + rows, 0),
    oldest_ms: counts.map(({ oldest_ms }) => oldest_ms).reduce(earlier, null),
    first_time_ms: counts.map(({ first_time_ms }) => first_time_ms).reduce(earlier, null),
  };
}

const createDeadLetters = (database: Database): Pick<OutboxQueue, 'deadLetters' | 'countDeadLetters'> => ({
  async deadLetters(limit) {
    const sql =
      'SELECT parked_ms::DOUBLE AS parked_ms, measurement, time_ms::DOUBLE AS time_ms, line, reason FROM dead_letter ' +
      'ORDER BY parked_ms DESC, time_ms DESC LIMIT $1';
    return (await database.read({ sql, values: [BigInt(limit)] })) as DeadLetter[];
  },
  async countDeadLetters() {
    const [row] = await database.read({ sql: 'SELECT count(*)::DOUBLE AS rows FROM dead_letter', values: [] });
    return Number(row?.['rows'] ?? 0);
  },
});

type Numbers = { from: number; to: number; limit: number };

/** The first rows, at most `limit`, whose numbers lie behind `from` and go up to `to`. */
function createReadBatch(database: Database): (measurement: string, numbers: Numbers) => Promise<Batch | null> {
  const rowsSql = 'SELECT * FROM outbox WHERE measurement = $1 AND seq > $2 AND seq <= $3 ORDER BY seq LIMIT $4';
  return async (measurement, { from, to, limit }) => {
    const values = [measurement, ...[from, to, limit].map(BigInt)];
    const [whole] = await database.read({
      sql:
        'SELECT count(*)::DOUBLE AS rows, max(seq)::DOUBLE AS last_seq, min(time_ms)::DOUBLE AS first_time_ms, ' +
        `string_agg(line, chr(10) ORDER BY seq) AS text FROM (${rowsSql})`,
      values,
    });
    if (whole === undefined || whole['text'] === null) return null;
    return {
      ...{ rows: Number(whole['rows']), last_seq: Number(whole['last_seq']), first_time_ms: Number(whole['first_time_ms']) },
      text: String(whole['text']),
      async readRows() {
        const sql = `SELECT seq::DOUBLE AS seq, time_ms::DOUBLE AS time_ms, key, line FROM (${rowsSql}) ORDER BY seq`;
        return (await database.read({ sql, values })).map(toQueued);
      },
    };
  };
}

const insertDeadLetter = 'INSERT INTO dead_letter VALUES ($1, $2, $3, $4, $5)';

/** `now` tells the time at which rows are queued and parked. */
export async function createOutboxQueue(database: Database, now: () => number): Promise<OutboxQueue> {
  const { last, cursor } = await readCounters(database);
  const cursorOf = (measurement: string) => cursor.get(measurement) ?? 0;
  const readAfter = createReadBatch(database);
  return {
    async add(writer, measurement, rows) {
      const appender = await writer.appenderOf('outbox');
      let seq = Math.max(last.get(measurement) ?? 0, cursorOf(measurement));
      const queuedMs = BigInt(now());
      for (const { time_ms, key, line } of rows) {
        appender.appendBigInt(BigInt(++seq));
        appender.appendVarchar(measurement);
        appender.appendBigInt(BigInt(time_ms));
        appender.appendVarchar(key);
        appender.appendVarchar(line);
        appender.appendBigInt(queuedMs);
        appender.endRow();
      }
      appender.flushSync();
      last.set(measurement, seq);
    },
    async next(measurement, limit, from = cursorOf(measurement)) {
      const batch = await readAfter(measurement, { from, to: from + limit, limit });
      if (batch !== null || (last.get(measurement) ?? 0) <= from + limit) return batch;
      return await readAfter(measurement, { from, to: from + GAP, limit });
    },
    async advance(measurement, seq, refused) {
      await database.transaction(
        async ({ connection }) => {
          const updated = await connection.run('UPDATE outbox_cursor SET seq = $2 WHERE measurement = $1', [measurement, BigInt(seq)]);
          if (updated.rowsChanged === 0) await connection.run('INSERT INTO outbox_cursor VALUES ($1, $2)', [measurement, BigInt(seq)]);
          const parkedMs = BigInt(now());
          for (const { row, reason } of refused)
            await connection.run(insertDeadLetter, [parkedMs, measurement, BigInt(row.time_ms), row.line, reason]);
        },
        { fromReserve: true, committed: () => void cursor.set(measurement, seq) },
      );
    },
    purge: () =>
      database.transaction(
        ({ connection }) =>
          connection.run(
            'DELETE FROM outbox USING outbox_cursor WHERE outbox.measurement = outbox_cursor.measurement AND outbox.seq <= outbox_cursor.seq',
          ),
        { fromReserve: true },
      ),
    measurements: () => [...last.keys()],
    waiting: () => countWaiting(database, last.keys(), cursorOf),
    ...createDeadLetters(database),
  };
}
