import { readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Clock } from '../../clock.ts';
import { createLog } from '../../log.ts';
import { createStore } from '../../store/create-store.ts';
import { MIGRATIONS } from '../../store/duckdb/migrations.ts';
import { TABLES } from '../../store/duckdb/tables.ts';
import type { Store } from '../../store/store.ts';
import { storeContract } from '../store-contract.ts';
import { fileIn, newFolder, openStore, runSql } from './open-duckdb.ts';
import { aBatch, aChange, aCorrelation, aReading, T0 } from './rows.ts';

const HOUR = 3_600_000;
const ALL = { start_ms: T0 - HOUR, end_ms: T0 + 1000 * HOUR };

storeContract('duckdb', async () => {
  const directory = await newFolder();
  let store = await openStore(directory);
  return {
    store,
    async reopen() {
      await store.close();
      return (store = await openStore(directory));
    },
    async dispose() {
      await store.close();
      await rm(directory, { recursive: true });
    },
  };
});

describe('the store in DuckDB', () => {
  let directory: string;
  const opened: Store[] = [];
  const open = async (more: Parameters<typeof openStore>[1] = {}) => {
    const store = await openStore(directory, more);
    opened.push(store);
    return store;
  };
  beforeEach(async () => {
    directory = await newFolder();
  });
  afterEach(async () => {
    for (const store of opened.splice(0)) await store.close();
    await rm(directory, { recursive: true });
  });
  const powers = async (store: Store) =>
    (await store.series.readings({ ...ALL, meter_id: 'house' })).map(({ total_power_w }) => total_power_w);

  describe('schema', () => {
    const columns = async () => {
      await (await open()).close();
      const rows = await runSql(
        directory,
        'SELECT table_name, column_name, data_type FROM duckdb_columns() ORDER BY table_name, column_index',
      );
      return rows.map((row) => row.map(String)) as [table: string, column: string, type: string][];
    };

    it('has no energy, no power and no consumption among the state changes', async () => {
      const ofEvents = (await columns()).filter(([table]) => table === 'home_assistant_events').map(([, column]) => column);
      expect(ofEvents).toContain('state_value');
      expect(ofEvents).toContain('weather_temp');
      for (const column of ofEvents) expect(column).not.toMatch(/power|energy|watt|_w$|kwh|_wh$|current$|voltage|consum|usage/i);
    });

    it('holds the columns that are written, in their order, below a home_id', async () => {
      const found = await columns();
      const kinds: Record<string, string> = { time: 'BIGINT', number: 'DOUBLE', text: 'VARCHAR' };
      for (const table of TABLES) {
        expect(found.filter(([name]) => name === table.name).map(([, column, type]) => [column, type])).toEqual([
          ['home_id', 'VARCHAR'],
          ...table.columns.map(([column, kind]) => [column, typeof kind === 'string' ? kinds[kind] : 'VARCHAR']),
        ]);
      }
    });

    it('has neither keys nor indexes on the series', async () => {
      await (await open()).close();
      expect(await runSql(directory, "SELECT * FROM duckdb_constraints() WHERE constraint_type <> 'NOT NULL'")).toEqual([]);
      expect(await runSql(directory, 'SELECT * FROM duckdb_indexes()')).toEqual([]);
    });

    it('of an older version is brought to the newer one, with its rows', async () => {
      const old = await open();
      await old.series.append({ readings: [aReading(T0, 100)] });
      await old.close();
      const newer = await open({
        migrations: [...MIGRATIONS, 'CREATE TABLE of_a_later_version (a INTEGER)', 'INSERT INTO of_a_later_version VALUES (7)'],
      });
      expect(await powers(newer)).toEqual([100]);
      await newer.close();
      expect(await runSql(directory, 'SELECT * FROM of_a_later_version')).toEqual([[7]]);
      expect(await runSql(directory, 'SELECT version FROM schema_version')).toEqual([[MIGRATIONS.length + 2]]);
    });

    it('stays at the old version where a step fails', async () => {
      await (await open()).close();
      await expect(open({ migrations: [...MIGRATIONS, 'CREATE TABLE half (a INTEGER)', 'SELECT no_such_thing'] })).rejects.toThrow(
        'no_such_thing',
      );
      expect(await runSql(directory, "SELECT table_name FROM duckdb_tables() WHERE table_name = 'half'")).toEqual([]);
      expect(await runSql(directory, 'SELECT version FROM schema_version')).toEqual([[MIGRATIONS.length]]);
    });

    it('of a newer version is refused in words, and left as it is', async () => {
      await (await open({ migrations: [...MIGRATIONS, 'CREATE TABLE of_a_later_version (a INTEGER)'] })).close();
      await expect(open()).rejects.toMatchObject({
        name: 'ConfigurationError',
        message: expect.stringContaining('written by a newer Wattribute') as string,
      });
      expect(await readdir(directory)).toEqual(['wattribute.duckdb']);
    });
  });

  describe('identity', () => {
    it('of the demo and of a real home are not mixed', async () => {
      await (await open({ mode: 'demo' })).close();
      await expect(open({ mode: 'real' })).rejects.toMatchObject({
        name: 'ConfigurationError',
        message: expect.stringContaining('holds the demo, and this is a real home') as string,
      });
      await (await open({ mode: 'demo' })).close();
    });

    it('keeps homes that share a file apart', async () => {
      const first = await open();
      await first.series.append({ readings: [aReading(T0, 1)] });
      await first.commit(aBatch({ correlations: [aCorrelation(T0, 'light.a', 50)], facts: [{ kind: 'cursor', key: 'house', value: 1 }] }));
      await first.close();
      const second = await open({ home_id: 'second' });
      expect(await second.series.lastReading('house')).toBeNull();
      expect(await second.facts.get('cursor', 'house')).toBeUndefined();
      await second.series.append({ readings: [aReading(T0, 2)] });
      expect(await powers(second)).toEqual([2]);
      expect(await second.series.correlations({ ...ALL, min_delta_w: 0, min_confidence: 0, order: 'time', limit: 5 })).toEqual([]);
    });

    it('made anew forgets an earlier run of the demo, but never a real home', async () => {
      const before = await open({ mode: 'demo' });
      await before.series.append({ readings: [aReading(T0, 1)] });
      await before.close();
      const demo = await open({ mode: 'demo', anew: true });
      expect(await powers(demo)).toEqual([]);
      await demo.close();
      await rm(fileIn(directory));
      await (await open({ mode: 'real' })).close();
      await expect(open({ mode: 'demo', anew: true })).rejects.toMatchObject({ name: 'ConfigurationError' });
      expect(await readdir(directory)).toEqual(['wattribute.duckdb']);
    });

    it('of a file is claimed once in a process', async () => {
      const store = await open();
      await expect(open()).rejects.toThrow('already open in this process');
      await store.close();
      await (await open()).close();
    });
  });

  describe('a damaged file', () => {
    const fill = async () => {
      const store = await open();
      const readings = Array.from({ length: 20_000 }, (_, i) => aReading(T0 + i * 1000, Math.random()));
      await store.series.append({ readings, changes: [aChange(T0, 'light.a', 'on')] });
      await store.close();
    };
    const aside = async () => (await readdir(directory)).filter((name) => name.includes('damaged'));

    it('that is no database is set aside under a name with the time, told of, and a new one begun', async () => {
      const text = 'not a database at all '.repeat(1000);
      await writeFile(fileIn(directory), text);
      const lines: string[] = [];
      const log = createLog({ level: 'error', secrets: [], destination: { write: (line) => void lines.push(line) } });
      const clock: Clock = { now: () => T0, sleep: () => Promise.resolve() };
      const store = await open({ log, clock });
      expect(await aside()).toEqual(['wattribute.damaged-2026-11-24T00-00-00.000Z.duckdb']);
      expect(await readFile(`${directory}/wattribute.damaged-2026-11-24T00-00-00.000Z.duckdb`, 'utf8')).toBe(text);
      expect(store.notices).toHaveLength(1);
      expect(store.notices[0]).toContain('wattribute.damaged-2026-11-24');
      expect(lines.join('')).toContain('set aside');
      await store.series.append({ readings: [aReading(T0, 5)] });
      expect(await powers(store)).toEqual([5]);
    });

    it('that is cut short is set aside whole', async () => {
      await fill();
      await truncate(fileIn(directory), Math.floor((await stat(fileIn(directory))).size / 2));
      const store = await open();
      expect(await aside()).toHaveLength(1);
      expect(await powers(store)).toEqual([]);
    });

    it('whose rows are overwritten in the middle is set aside', async () => {
      await fill();
      const bytes = await readFile(fileIn(directory));
      bytes.fill(7, 20_000, bytes.length - 100);
      await writeFile(fileIn(directory), bytes);
      const store = await open();
      expect(await aside()).toHaveLength(1);
      expect(store.notices).toHaveLength(1);
    });
  });

  describe('a disk that is full', () => {
    it('refuses writes, goes on reading, and takes writes again when there is space', async () => {
      const store = await open();
      await store.series.append({ readings: [aReading(T0, 1)] });
      await store.close();
      // No disk has so much left.
      const full = await open({ reserveBytes: 1e18 });
      const refused = { name: 'UnavailableError', message: expect.stringMatching(/disk .* is full .*reading goes on/) as string };
      await expect(full.series.append({ readings: [aReading(T0 + 1, 2)] })).rejects.toMatchObject(refused);
      await expect(full.facts.put('cursor', 'house', 1)).rejects.toMatchObject(refused);
      await expect(full.commit(aBatch({}))).rejects.toMatchObject(refused);
      expect(await powers(full)).toEqual([1]);
      expect(await full.facts.get('cursor', 'house')).toBeUndefined();
      // What makes room is allowed.
      await full.retain({ raw_before_ms: T0, all_before_ms: T0 });
      await full.close();
      const again = await open();
      await again.series.append({ readings: [aReading(T0 + 1, 2)] });
      expect(await powers(again)).toEqual([1, 2]);
    });
  });

  it('makes a folder that is missing, and says which one it cannot make', async () => {
    const deep = await openStore(`${directory}/a/b`);
    await deep.close();
    expect(await readdir(`${directory}/a/b`)).toEqual(['wattribute.duckdb']);
    await writeFile(`${directory}/file`, '');
    await expect(openStore(`${directory}/file/below`)).rejects.toMatchObject({
      name: 'ConfigurationError',
      message: expect.stringContaining(`${directory}/file/below`) as string,
    });
  });

  it('does not grow by facts that are replaced', async () => {
    const store = await open();
    const value = () => Array.from({ length: 5000 }, () => Math.random());
    const replace = async (times: number) => {
      for (let i = 0; i < times; i++) await store.facts.put('engine', 'state', value());
      await store.retain({ raw_before_ms: 0, all_before_ms: 0 });
      return (await store.stats()).size_mb!;
    };
    await replace(20);
    const before = await replace(20);
    expect(await replace(100)).toBeLessThan(before + 1);
  });

  it('takes its log into the file an hour later, after a write', async () => {
    let now = T0;
    const store = await open({ clock: { now: () => now, sleep: () => Promise.resolve() } });
    const logBytes = () =>
      stat(`${fileIn(directory)}.wal`).then(
        ({ size }) => size,
        () => 0,
      );
    await store.series.append({ readings: [aReading(T0, 1)] });
    expect(await logBytes()).toBeGreaterThan(0);
    now += HOUR;
    await store.series.append({ readings: [aReading(T0 + 1, 2)] });
    // The checkpoint stands in the queue before this write.
    await store.facts.put('a', 'b', 1);
    expect(await logBytes()).toBeLessThan(1000);
    expect(await powers(store)).toEqual([1, 2]);
  });

  it('answers from memory and from the file alike, with more correlations than it keeps in memory', async () => {
    const store = await open();
    const rows = Array.from({ length: 6000 }, (_, i) =>
      aCorrelation(T0 + Math.floor(i / 3), `light.n${i % 7}`, (i * 37) % 400, { confidence: (i % 10) / 10 }),
    );
    const query = { ...ALL, min_delta_w: 50, min_confidence: 0.3, order: 'time', limit: 10_000 } as const;
    const expected = rows
      .filter(({ power_delta_w, confidence }) => power_delta_w >= 50 && confidence >= 0.3)
      .sort((a, b) => b.time_ms - a.time_ms || (a.entity_id < b.entity_id ? 1 : -1));
    for (let done = 0; done < rows.length; done += 1500) {
      await store.commit(aBatch({ correlations: rows.slice(done, done + 1500) }));
      await store.series.correlations({ ...query, limit: 1 });
    }
    expect(await store.series.correlations(query)).toEqual(expected);
    expect(await store.series.correlations({ ...query, limit: 3000 })).toEqual(expected.slice(0, 3000));
    expect(await store.series.correlations({ ...query, before: expected[2000] })).toEqual(expected.slice(2001));
    expect(await store.series.correlations({ ...query, start_ms: T0 + 1900, entity_id: 'light.n3' })).toEqual(
      expected.filter(({ time_ms, entity_id }) => time_ms >= T0 + 1900 && entity_id === 'light.n3'),
    );
    for (const order of ['delta', 'entity'] as const) {
      const [fromMemory, fromFile] = await Promise.all(
        [T0 + 1500, T0].map((start_ms) => store.series.correlations({ ...query, start_ms, order })),
      );
      expect(fromMemory).toEqual(fromFile!.filter(({ time_ms }) => time_ms >= T0 + 1500));
    }
    await store.close();
    expect(await (await open()).series.correlations(query)).toEqual(expected);
  });

  it('is what createStore gives', async () => {
    const store = await createStore({
      ...{ directory, home_id: 'home', mode: 'real', clock: { now: () => T0, sleep: () => Promise.resolve() } },
      log: createLog({ level: 'silent', secrets: [] }),
    });
    opened.push(store);
    expect(store.kind).toBe('duckdb');
  });
});
