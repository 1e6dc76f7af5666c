import { rm } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../clock.ts';
import { createLog } from '../../log.ts';
import type { Store } from '../../store/store.ts';
import { openMigration } from '../../store/influxdb/open-migration.ts';
import { startStandIn } from '../influxdb/stand-in.ts';
import { newFolder } from './open-duckdb.ts';
import { openInfluxdb, sent } from './open-influxdb.ts';
import { aBatch, aChange, aCircuit, aCorrelation, aReading } from './rows.ts';

const DAY = 86_400_000;
/** InfluxDB forgets by its own clock. */
const NOW = Date.now();
const OLD = NOW - 40 * DAY;
const ALL = { start_ms: NOW - 100 * DAY, end_ms: NOW + DAY };
const FOREVER = { raw_before_ms: -Infinity, all_before_ms: -Infinity };
const { signal } = new AbortController();

describe('a retention in InfluxDB', () => {
  let directory: string;
  let server: Awaited<ReturnType<typeof startStandIn>>;
  const opened: Store[] = [];
  const influxdb = (more: object = {}) => ({ url: server.url, token: 'apiv3_test', database: 'home', ...more });
  const retention = { raw_days: 30, days: Infinity };
  const open = async (settings: object, more: Parameters<typeof openInfluxdb>[2] = {}) => {
    const store = await openInfluxdb(directory, influxdb(settings), {
      kept: { raw: 2, all: 2 },
      clock: { ...systemClock, now: () => NOW },
      ...more,
    });
    opened.push(store);
    return store;
  };
  const tablesOf = (database: string) => [...(server.tables.databases.get(database)?.keys() ?? [])].sort();
  const fill = async (store: Store) => {
    await store.series.append({
      readings: [aReading(OLD, 400), aReading(NOW - DAY, 100)],
      circuits: [aCircuit(NOW - DAY, 'kitchen', 10)],
      changes: [aChange(OLD, 'light.a', 'on')],
    });
    await store.commit(aBatch({ correlations: [aCorrelation(OLD, 'light.a', 60)] }));
    await sent(store);
  };
  beforeEach(async () => {
    directory = await newFolder();
    server = await startStandIn();
  });
  afterEach(async () => {
    for (const store of opened.splice(0)) await store.close();
    await server.stop();
    await rm(directory, { recursive: true });
  });

  it('is set nowhere unless it is asked for', async () => {
    await fill(await open({}));
    expect([...server.tables.databases.keys()]).toEqual(['home']);
    expect(server.tables.kept('home')).toBeUndefined();
  });

  it('is that of readings and circuits; all else goes to a second database, which keeps it', async () => {
    const store = await open({ retention });
    await fill(store);
    expect(tablesOf('home')).toEqual(['smart_meter', 'smart_meter_circuit']);
    expect(tablesOf('home_long')).toEqual([
      'entity_energy_hour',
      'event_energy_correlation',
      'home_assistant_events',
      'smart_meter_hour',
      'smart_meter_hour_sum',
      'unexplained_step',
    ]);
    expect([server.tables.kept('home'), server.tables.kept('home_long')]).toEqual([30, undefined]);
    await store.rollUp(-Infinity, signal);
    await store.retain({ raw_before_ms: NOW - 30 * DAY, all_before_ms: -Infinity });
    const house = { ...ALL, meter_id: 'house' };
    expect((await store.series.readings(house)).map(({ total_power_w }) => total_power_w)).toEqual([100]);
    expect(await store.series.circuits(house)).toHaveLength(1);
    expect(await store.series.changes(ALL)).toHaveLength(1);
    expect(await store.series.correlations({ ...ALL, min_delta_w: 0, min_confidence: 0, order: 'time', limit: 9 })).toHaveLength(1);
    expect((await store.series.powerBins({ ...house, bin_ms: DAY })).map(({ mean_w }) => mean_w)).toEqual([400, 100]);
  });

  it('is that of all else, too, where it was asked for', async () => {
    await open({ retention: { raw_days: 30, days: 800 } });
    expect([server.tables.kept('home'), server.tables.kept('home_long')]).toEqual([30, 800]);
  });

  it('is set anew where another is asked for, and serves several homes', async () => {
    await fill(await open({ retention }));
    await opened.splice(0)[0]?.close();
    await rm(directory, { recursive: true });
    await open({ retention: { raw_days: 20, days: Infinity } }, { home_id: 'another' });
    expect(server.tables.kept('home')).toBe(20);
  });

  it('goes where it is no longer asked for of all else', async () => {
    await open({ retention: { raw_days: 30, days: 800 } });
    await opened.splice(0)[0]?.close();
    await open({ retention });
    await expect.poll(() => server.tables.kept('home_long')).toBeUndefined();
    expect(server.tables.kept('home')).toBe(30);
  });

  describe('that is taken away from a database that was used with it is refused, with the way out,', () => {
    const WAY_OUT = /Set INFLUXDB_RETENTION=true again.*npm run migrate.*INFLUXDB_BUCKET to a database of its own/;
    beforeEach(async () => {
      await fill(await open({ retention }));
      await opened.splice(0)[0]?.close();
    });

    it('while the file holds everything', async () => {
      await expect(open({})).rejects.toThrow(/written with INFLUXDB_RETENTION.*change it together with INFLUXDB_BUCKET/);
      expect(tablesOf('home')).toHaveLength(2);
    });

    it('where the file is new, even where what is there is to be taken over', async () => {
      await rm(directory, { recursive: true });
      await expect(open({}, { takeover: true })).rejects.toThrow(WAY_OUT);
      expect(tablesOf('home')).toHaveLength(2);
    });

    it('by a migration, too', async () => {
      await rm(directory, { recursive: true });
      const log = createLog({ level: 'silent', secrets: [] });
      const options = { directory, influxdb: influxdb(), home_id: 'home', mode: 'real', clock: systemClock, log } as const;
      await expect(openMigration(options)).rejects.toThrow(WAY_OUT);
    });
  });

  it('is not suspected of two databases that are named alike', async () => {
    await fill(await open({ database: 'home_long' }));
    await opened.splice(0)[0]?.close();
    await rm(directory, { recursive: true });
    await fill(await open({}));
    expect(tablesOf('home')).toHaveLength(8);
  });

  it('leaves what nothing reads in either database to be told', async () => {
    const store = await open({ retention });
    expect(await store.leftovers()).toEqual([]);
    await server.tables.write('home', 'old_power,room=kitchen w=1 1', true);
    await server.tables.write('home_long', 'home_assistant_events,home_id=home,entity_id=light.a,domain=light energy_kwh=1 1', true);
    expect(await store.leftovers()).toMatchObject([
      {
        database: 'home',
        what: 'The table old_power is none that Wattribute reads or writes.',
        finding: { code: 'foreign_table', values: { table: 'old_power' } },
      },
      {
        database: 'home_long',
        what: expect.stringContaining('Of energy are energy_kwh') as string,
        finding: { code: 'foreign_columns', values: { energy: ['energy_kwh'] } },
      },
    ]);
  });

  it('is refused for a database that keeps everything, with the way out, and leaves it as it is', async () => {
    await fill(await open({}));
    await opened.splice(0)[0]?.close();
    await rm(directory, { recursive: true });
    await expect(open({ retention })).rejects.toThrow(/home holds home_assistant_events, too.*would delete.*INFLUXDB_BUCKET/);
    expect(server.tables.kept('home')).toBeUndefined();
    expect(tablesOf('home')).toHaveLength(8);
  });

  it('is taken up or given up only while the file holds everything', async () => {
    const store = await open({});
    await fill(store);
    await store.retain(FOREVER);
    await opened.splice(0)[0]?.close();
    await expect(open({ retention, database: 'other' })).rejects.toThrow(/written without INFLUXDB_RETENTION/);
    const again = await open({});
    await again.migrate('duckdb', { onProgress: () => undefined, signal });
    await opened.splice(0)[0]?.close();
    const moved = await open({ retention: { raw_days: 60, days: Infinity }, database: 'other' });
    await moved.migrate('influxdb', { onProgress: () => undefined, signal });
    expect(await moved.series.readings({ ...ALL, meter_id: 'house' })).toHaveLength(2);
    const rows = async (database: string, table: string) =>
      (await server.tables.query(database, `SELECT count(*)::INTEGER AS n FROM ${table}`)).getRowObjectsJson();
    expect(await rows('other', 'smart_meter')).toEqual([{ n: 2 }]);
    expect(await rows('other_long', 'home_assistant_events')).toEqual([{ n: 1 }]);
    await moved.retain(FOREVER);
    await opened.splice(0)[0]?.close();
    await expect(open({ database: 'other' })).rejects.toThrow(/written with INFLUXDB_RETENTION/);
  });

  describe('another database', () => {
    it('is taken up while the file holds everything, which is told to be taken along', async () => {
      const before = await open({});
      await fill(before);
      expect(before.notices).toEqual([]);
      await opened.splice(0)[0]?.close();
      const store = await open({ database: 'other' });
      expect(tablesOf('other')).toHaveLength(8);
      expect(store.notices.join()).toContain('Take it along');
      await store.migrate('influxdb', { onProgress: () => undefined, signal });
      expect(await store.series.readings({ ...ALL, meter_id: 'house' })).toHaveLength(2);
      expect(store.notices).toEqual([]);
    });

    it('is refused while what is older lies in the one before, which is named', async () => {
      const store = await open({});
      await fill(store);
      await store.retain(FOREVER);
      await opened.splice(0)[0]?.close();
      await expect(open({ database: 'other' })).rejects.toThrow(/lies in the database home, and other is set.*Set INFLUXDB_BUCKET back/);
      expect(tablesOf('other')).toEqual([]);
      expect(await (await open({})).series.readings({ ...ALL, meter_id: 'house' })).toHaveLength(2);
    });

    it('is refused where it holds rows of this home', async () => {
      await fill(await open({ database: 'other' }));
      await opened.splice(0)[0]?.close();
      await rm(directory, { recursive: true });
      await fill(await open({}));
      await opened.splice(0)[0]?.close();
      await expect(open({ database: 'other' })).rejects.toThrow('already holds rows of the home "home"');
    });
  });
});
