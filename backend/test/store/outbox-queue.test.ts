import { DuckDBInstance } from '@duckdb/node-api';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../clock.ts';
import { createLog } from '../../log.ts';
import { createRandom } from '../../simulated-home/random.ts';
import { changeTable, circuitTable } from '../../store/duckdb/tables.ts';
import { MIGRATIONS } from '../../store/duckdb/migrations.ts';
import { openDuckdbStore } from '../../store/duckdb.ts';
import { toLine } from '../../store/influxdb/measurements.ts';
import { readLines } from '../../store/influxdb/read-lines.ts';
import { createOutboxQueue, type OutboxQueue } from '../../store/outbox/queue.ts';
import { parseLine } from '../influxdb/line-protocol.ts';
import { newFolder } from './open-duckdb.ts';
import { aChange, aCircuit, T0 } from './rows.ts';

const ODD = ['a', ' ', '"', '\\', '\n', '\r\n', ',', '=', "'", '$1', 'é', '漢', '😀', '0.1', '-0', '%', '\t'];
const TABLE = changeTable.name;
const log = createLog({ level: 'silent', secrets: [] });

describe('the queue of the outbox', () => {
  let directory: string;
  let opened: Awaited<ReturnType<typeof openDuckdbStore>>;
  let queue: OutboxQueue;
  beforeEach(async () => {
    directory = await newFolder();
    opened = await openDuckdbStore({ directory, home_id: 'home', mode: 'real', clock: systemClock, log });
    queue = await createOutboxQueue(opened.database, () => T0);
  });
  afterEach(async () => {
    await opened.store.close();
    await rm(directory, { recursive: true });
  });
  const add = (rows: Parameters<OutboxQueue['add']>[2]) => opened.database.transaction((writer) => queue.add(writer, TABLE, rows));
  /** All that waits, batch by batch. */
  const readAll = async (limit: number) => {
    const batches = [];
    for (let batch = await queue.next(TABLE, limit); batch !== null; batch = await queue.next(TABLE, limit, batch.last_seq))
      batches.push(batch);
    return batches;
  };

  it.each(['a', 'b', 'c'])('gives the very lines that were put in, in their order, whatever they hold (chance %s)', async (seed) => {
    const chance = createRandom(seed);
    const text = () => Array.from({ length: chance.whole(1, 9) }, () => ODD[chance.whole(0, ODD.length - 1)]!).join('');
    const rows = Array.from({ length: 300 }, (_, i) => {
      const time_ms = T0 + chance.whole(-1e9, 1e9);
      const attributes = { mode: text(), brightness: chance.between(-1e-9, 1e21), members: [text()] };
      return { time_ms, key: `light.${i}`, line: toLine(changeTable, 'home', aChange(time_ms, `light.${i}`, text(), { attributes })) };
    });
    await add(rows.slice(0, 120));
    await add(rows.slice(120));
    const batches = await readAll(chance.whole(1, 100));
    expect(batches.map(({ text: lines }) => lines).join('\n')).toBe(rows.map(({ line }) => line).join('\n'));
    let from = 0;
    for (const batch of batches) {
      const wanted = rows.slice(from, (from += batch.rows));
      expect(readLines(changeTable, batch.text)).toEqual(wanted);
      expect(batch).toMatchObject({ last_seq: from, first_time_ms: Math.min(...wanted.map(({ time_ms }) => time_ms)) });
    }
    expect(from).toBe(300);
  });

  it.each(['a', 'b', 'c'])('reads back which circuit a line is of, whatever its name (chance %s)', (seed) => {
    const chance = createRandom(seed);
    const text = () => `k${Array.from({ length: chance.whole(1, 9) }, () => ODD[chance.whole(0, ODD.length - 1)]!).join('')}`;
    const circuits = Array.from({ length: 300 }, (_, i) => aCircuit(T0 + i, `sensor.c, ${i}=`, i, { circuit_name: text() }));
    const lines = circuits.map((circuit) => toLine(circuitTable, 'home', circuit));
    expect(readLines(circuitTable, lines.join('\n'))).toEqual(
      circuits.map((circuit, i) => ({ time_ms: T0 + i, key: circuitTable.keyOf(circuit), line: lines[i] })),
    );
    expect(lines.map((line) => parseLine(line).time_ns)).toEqual(circuits.map(({ time_ms }) => BigInt(time_ms) * 1_000_000n));
  });

  it('gives about as many rows as are asked for', async () => {
    await add(
      Array.from({ length: 1000 }, (_, i) => ({ time_ms: T0 + i, line: toLine(changeTable, 'home', aChange(T0 + i, 'light.a', 'on')) })),
    );
    const counts = (await readAll(200)).map(({ rows }) => rows);
    expect(counts.slice(0, -1).every((rows) => rows > 150 && rows <= 200)).toBe(true);
    expect(await queue.waiting()).toMatchObject({ rows: 1000 });
  });

  it('passes over the numbers of a transaction that was taken back, and gives nothing when all was sent', async () => {
    const row = (i: number) => ({ time_ms: T0 + i, line: `line ${i}` });
    const rows = (count: number) => Array.from({ length: count }, (_, i) => row(i));
    await add([row(0)]);
    const takenBack = opened.database.transaction(async (writer) => {
      await queue.add(writer, TABLE, rows(500));
      throw new Error('taken back');
    });
    await expect(takenBack).rejects.toThrow('could not be written');
    await add([row(1), row(2)]);
    await add([row(3)]);
    const batches = await readAll(2);
    expect(batches.map(({ text }) => text)).toEqual(['line 0', 'line 1\nline 2', 'line 3']);
    await queue.advance(TABLE, batches[1]!.last_seq, []);
    expect(await queue.next(TABLE, 10)).toMatchObject({ rows: 1, text: 'line 3' });
    await queue.advance(TABLE, batches[2]!.last_seq, []);
    expect(await queue.next(TABLE, 10)).toBeNull();
  });

  it('takes over what waits in a file of an earlier version, line by line, without what was sent', async () => {
    await opened.store.close();
    await rm(directory, { recursive: true });
    directory = await newFolder();
    const before = await DuckDBInstance.create(join(directory, 'wattribute.duckdb'));
    const connection = await before.connect();
    await connection.run('CREATE TABLE schema_version AS SELECT 3 AS version');
    for (const step of MIGRATIONS.slice(0, 3)) await connection.run(step);
    for (const seq of [1, 2, 3])
      await connection.run(`INSERT INTO outbox VALUES (${seq}, '${TABLE}', ${T0 + seq}, 'k', 'line ${seq}', ${T0})`);
    await connection.run(`INSERT INTO outbox VALUES (1, 'another', ${T0}, 'k', 'its line', ${T0})`);
    await connection.run(`INSERT INTO outbox_cursor VALUES ('${TABLE}', 1)`);
    connection.closeSync();
    before.closeSync();
    opened = await openDuckdbStore({ directory, home_id: 'home', mode: 'real', clock: systemClock, log });
    queue = await createOutboxQueue(opened.database, () => T0);
    expect(await queue.next(TABLE, 10)).toMatchObject({ rows: 2, last_seq: 3, first_time_ms: T0 + 2, text: 'line 2\nline 3' });
    expect(await queue.next('another', 10)).toMatchObject({ rows: 1, text: 'its line' });
  });
});
