/** What waits in the file: lines, several as one text, numbered by measurement; and the cursor up to which each measurement was sent. */
import { earlier } from '../duckdb/known-rows.ts';
import type { Row } from '../duckdb/from-cells.ts';
import type { Database } from '../duckdb/database.ts';
import type { DeadLetter } from '../store.ts';
import type { Writer } from '../duckdb/writer.ts';

export type QueuedRow = { time_ms: number; line: string };
/** Rows that follow each other: their lines as one text, as no row need be an object of its own to be sent. */
export type Batch = {
  rows: number;
  last_seq: number;
  /** The earliest of their times. */
  first_time_ms: number;
  text: string;
};
/** A row that was refused, and the words of who refused it. */
export type Refused<SomeRow extends QueuedRow = QueuedRow> = { row: SomeRow; reason: string };

export interface OutboxQueue {
  /** Within the caller's transaction. */
  add(writer: Writer, measurement: string, rows: readonly QueuedRow[]): Promise<void>;
  /** The first rows behind the row `after`, about as many as `limit`; without one behind the cursor. Null: there is none. */
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

/** A text of 4096 bytes or more is not compressed in the file, where it takes six times as much space as its lines one by one. */
const LONGEST_TEXT = 4000;

type Block = Omit<Batch, 'last_seq'>;

/** The rows in their order, several as one: what is stored, and read again, costs by its number. */
function joinRows(rows: readonly QueuedRow[]): Block[] {
  const blocks: Block[] = [];
  let block: Block | undefined;
  for (const { time_ms, line } of rows) {
    if (block === undefined || block.text.length + line.length >= LONGEST_TEXT)
      blocks.push((block = { rows: 1, first_time_ms: time_ms, text: line }));
    else {
      block.rows++;
      block.first_time_ms = Math.min(block.first_time_ms, time_ms);
      block.text += `\n${line}`;
    }
  }
  return blocks;
}

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
    'SELECT sum(rows)::DOUBLE AS rows, min(queued_ms)::DOUBLE AS oldest_ms, min(first_time_ms)::DOUBLE AS first_time_ms ' +
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

/** What waits of a measurement from behind the row `after` up to the row `to`. */
async function readBatch(database: Database, measurement: string, { after, to }: { after: number; to: number }): Promise<Batch | null> {
  const [whole] = await database.read({
    sql:
      'SELECT sum(rows)::DOUBLE AS rows, max(seq)::DOUBLE AS last_seq, min(first_time_ms)::DOUBLE AS first_time_ms, ' +
      'string_agg(lines, chr(10) ORDER BY seq) AS text FROM outbox WHERE measurement = $1 AND seq > $2 AND seq <= $3',
    values: [measurement, BigInt(after), BigInt(to)],
  });
  if (whole === undefined || whole['text'] === null) return null;
  const { rows, last_seq, first_time_ms, text } = whole;
  return { rows: Number(rows), last_seq: Number(last_seq), first_time_ms: Number(first_time_ms), text: String(text) };
}

/** The number of the first that waits behind the row `after`. */
async function firstAfter(database: Database, measurement: string, after: number): Promise<number | null> {
  const sql = 'SELECT min(seq)::DOUBLE AS seq FROM outbox WHERE measurement = $1 AND seq > $2';
  const [row] = await database.read({ sql, values: [measurement, BigInt(after)] });
  return numberOf(row?.['seq']);
}

const insertDeadLetter = 'INSERT INTO dead_letter VALUES ($1, $2, $3, $4, $5)';

/** `now` tells the time at which rows are queued and parked. */
export async function createOutboxQueue(database: Database, now: () => number): Promise<OutboxQueue> {
  const { last, cursor } = await readCounters(database);
  const cursorOf = (measurement: string) => cursor.get(measurement) ?? 0;
  return {
    async add(writer, measurement, rows) {
      const appender = await writer.appenderOf('outbox');
      let seq = Math.max(last.get(measurement) ?? 0, cursorOf(measurement));
      const queuedMs = BigInt(now());
      for (const block of joinRows(rows)) {
        // A row's number is that of the last line in it.
        seq += block.rows;
        appender.appendBigInt(BigInt(seq));
        appender.appendVarchar(measurement);
        appender.appendBigInt(BigInt(block.rows));
        appender.appendBigInt(BigInt(block.first_time_ms));
        appender.appendVarchar(block.text);
        appender.appendBigInt(queuedMs);
        appender.endRow();
      }
      appender.flushSync();
      last.set(measurement, seq);
    },
    async next(measurement, limit, after = cursorOf(measurement)) {
      const batch = await readBatch(database, measurement, { after, to: after + limit });
      if (batch !== null || (last.get(measurement) ?? 0) <= after) return batch;
      // A transaction that was taken back leaves numbers out.
      const to = await firstAfter(database, measurement, after);
      return to === null ? null : await readBatch(database, measurement, { after, to });
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
