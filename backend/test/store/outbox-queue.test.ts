import { rm } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../clock.ts';
import { createLog } from '../../log.ts';
import { createRandom } from '../../simulated-home/random.ts';
import { changeTable } from '../../store/duckdb/tables.ts';
import { openDuckdbStore } from '../../store/duckdb.ts';
import { toLine } from '../../store/influxdb/measurements.ts';
import { createOutboxQueue, type OutboxQueue } from '../../store/outbox/queue.ts';
import { newFolder } from './open-duckdb.ts';
import { aChange, T0 } from './rows.ts';

const ODD = ['a', ' ', '"', '\\', '\n', '\r\n', ',', '=', "'", '$1', 'é', '漢', '😀', '0.1', '-0', '%', '\t'];
const TABLE = changeTable.name;

describe('the queue of the outbox', () => {
  let directory: string;
  let opened: Awaited<ReturnType<typeof openDuckdbStore>>;
  let queue: OutboxQueue;
  beforeEach(async () => {
    directory = await newFolder();
    const log = createLog({ level: 'silent', secrets: [] });
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
    const limit = chance.whole(1, 50);
    const batches = await readAll(limit);
    expect(batches.map(({ text: lines }) => lines).join('\n')).toBe(rows.map(({ line }) => line).join('\n'));
    for (const [index, batch] of batches.entries()) {
      const wanted = rows.slice(index * limit, (index + 1) * limit);
      expect((await batch.readRows()).map(({ time_ms, key, line }) => ({ time_ms, key, line }))).toEqual(wanted);
      expect(batch).toMatchObject({ rows: wanted.length, first_time_ms: Math.min(...wanted.map(({ time_ms }) => time_ms)) });
    }
  });

  it('passes over the numbers of a transaction that was taken back, and gives nothing when all was sent', async () => {
    const row = (i: number) => ({ time_ms: T0 + i, key: 'k', line: `line ${i}` });
    await add([row(0)]);
    await opened.database
      .transaction(async (writer) => {
        await queue.add(
          writer,
          TABLE,
          Array.from({ length: 500 }, (_, i) => row(i)),
        );
        throw new Error('taken back');
      })
      .catch(() => undefined);
    await add([row(1), row(2), row(3)]);
    const batches = await readAll(2);
    expect(batches.map(({ text }) => text)).toEqual(['line 0', 'line 1\nline 2', 'line 3']);
    await queue.advance(TABLE, batches[1]!.last_seq, []);
    expect(await queue.next(TABLE, 10)).toMatchObject({ rows: 1, text: 'line 3' });
    await queue.advance(TABLE, batches[2]!.last_seq, []);
    expect(await queue.next(TABLE, 10)).toBeNull();
  });
});
