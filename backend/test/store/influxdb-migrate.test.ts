import { rm } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../clock.ts';
import { createLog } from '../../log.ts';
import { openMigration } from '../../store/influxdb/open-migration.ts';
import type { Store } from '../../store/store.ts';
import { startStandIn } from '../influxdb/stand-in.ts';
import { newFolder, openStore } from './open-duckdb.ts';
import { openInfluxdb, sent } from './open-influxdb.ts';
import { aBatch, aChange, aCircuit, aCorrelation, aReading, T0 } from './rows.ts';

const DAY = 86_400_000;
const DAYS = 3;
const ALL = { start_ms: T0 - DAY, end_ms: T0 + 10 * DAY };
const clock = { ...systemClock, now: () => T0 + 4 * DAY };
const log = createLog({ level: 'silent', secrets: [] });

async function fill(store: Store): Promise<void> {
  for (let day = 0; day < DAYS; day++) {
    const times = Array.from({ length: 24 }, (_, hour) => T0 + day * DAY + hour * 3_600_000);
    await store.series.append({
      readings: times.map((time, i) => aReading(time, i % 5 === 0 ? null : i * 10.5)),
      circuits: times.map((time) => aCircuit(time, 'kitchen', 5, { circuit_name: 'Küche, unten = 1' })),
      changes: times.map((time) => aChange(time, 'light.a', 'on', { attributes: { members: ['light.b'] } })),
    });
    await store.commit(aBatch({ correlations: times.map((time) => aCorrelation(time, 'light.a', 60.5, { state: 'very, very on' })) }));
  }
}

const read = async ({ series }: Store) => ({
  readings: await series.readings({ ...ALL, meter_id: 'house' }),
  circuits: await series.circuits({ ...ALL, meter_id: 'house' }),
  changes: await series.changes(ALL),
  correlations: await series.correlations({ ...ALL, min_delta_w: 0, min_confidence: 0, order: 'time', limit: 1000 }),
});

describe('a migration', () => {
  const folders: string[] = [];
  let server: Awaited<ReturnType<typeof startStandIn>>;
  const folder = async () => {
    folders.push(await newFolder());
    return folders.at(-1)!;
  };
  const open = (directory: string) =>
    openMigration({
      directory,
      influxdb: { url: server.url, token: 'apiv3_test', database: 'home' },
      home_id: 'home',
      mode: 'real',
      clock,
      log,
    });
  const migrate = async (directory: string, direction: 'influxdb' | 'duckdb') => {
    const migration = await open(directory);
    try {
      return await migration.run(direction, { onProgress: () => undefined, signal: new AbortController().signal });
    } finally {
      await migration.close();
    }
  };
  const aFullFile = async () => {
    const directory = await folder();
    const store = await openStore(directory, { clock });
    await fill(store);
    const held = await read(store);
    await store.close();
    return { directory, held };
  };
  beforeEach(async () => {
    server = await startStandIn();
  });
  afterEach(async () => {
    await server.stop();
    for (const directory of folders.splice(0)) await rm(directory, { recursive: true });
  });

  it('takes everything to the server and from there into another file, the same', async () => {
    const { directory, held } = await aFullFile();
    expect(await migrate(directory, 'influxdb')).toEqual({ rows: DAYS * 96, refused: [], differing: [] });
    const other = await folder();
    expect(await migrate(other, 'duckdb')).toEqual({ rows: DAYS * 96, refused: [], differing: [] });
    const copy = await openStore(other, { clock });
    expect(await read(copy)).toEqual(held);
    await copy.close();
  });

  it('takes the sums of days whose readings are gone, there and back', async () => {
    const directory = await folder();
    const store = await openStore(directory, { clock });
    await fill(store);
    await store.rollUp(-Infinity, new AbortController().signal);
    await store.retain({ raw_before_ms: T0 + 2 * DAY, all_before_ms: -Infinity });
    const bins = async ({ series }: Store) => [
      await series.powerBins({ ...ALL, meter_id: 'house', bin_ms: DAY }),
      await series.circuitBins({ ...ALL, meter_id: 'house', bin_ms: 6 * 3_600_000 }),
    ];
    const [held, kept] = [await bins(store), await store.series.readings({ ...ALL, meter_id: 'house' })];
    await store.close();
    expect(held.map(({ length }) => length)).toEqual([DAYS, 4 * DAYS]);
    expect(kept.length).toBe(24);
    expect(await migrate(directory, 'influxdb')).toMatchObject({ refused: [], differing: [] });
    const other = await folder();
    expect(await migrate(other, 'duckdb')).toMatchObject({ refused: [], differing: [] });
    const copy = await openStore(other, { clock });
    expect(await bins(copy)).toEqual(held);
    await copy.close();
  });

  it('goes on where it broke off, and sends nothing twice', async () => {
    const { directory } = await aFullFile();
    server.state.fault = (write) => (write > 5 ? { status: 503 } : undefined);
    await expect(migrate(directory, 'influxdb')).rejects.toMatchObject({ name: 'UnavailableError' });
    server.state.fault = () => undefined;
    expect(await migrate(directory, 'influxdb')).toMatchObject({ refused: [], differing: [] });
    for (const table of ['smart_meter', 'event_energy_correlation']) {
      const counted = await server.tables.query('home', `SELECT count(*)::INTEGER AS n FROM "raw ${table}"`);
      expect(counted.getRowObjectsJson()).toEqual([{ n: DAYS * 24 }]);
    }
  });

  it('says which days differ where the server holds other values, and leaves those', async () => {
    const { directory } = await aFullFile();
    await (await open(directory)).close();
    await server.tables.write(
      'home',
      `smart_meter,home_id=home,meter_id=house,meter_type=home_assistant,meter_source=ha_integration total_power_w=1 ${T0}000000`,
      true,
    );
    const { differing } = await migrate(directory, 'influxdb');
    expect(differing).toEqual(['smart_meter, 2026-11-24: rows that were there before have other values']);
  });

  it('ends the notice of a file that was used before the server was', async () => {
    const { directory } = await aFullFile();
    const influxdb = { url: server.url, token: 'apiv3_test', database: 'home' };
    const before = await openInfluxdb(directory, influxdb, { clock });
    expect(before.notices.join()).toContain('npm run migrate');
    await before.close();
    await migrate(directory, 'influxdb');
    const after = await openInfluxdb(directory, influxdb, { clock });
    expect(after.notices).toEqual([]);
    await after.close();
  });

  describe('within the running backend', () => {
    const influxdb = () => ({ url: server.url, token: 'apiv3_test', database: 'home' });
    const work = () => ({ onProgress: () => undefined, signal: new AbortController().signal });
    const rowsOnServer = async () =>
      Number((await server.tables.query('home', 'SELECT count(*) AS n FROM "raw smart_meter"')).getRowObjectsJson()[0]!['n']);

    it('takes the past to the server while it records, and ends the notice', async () => {
      const { directory, held } = await aFullFile();
      const store = await openInfluxdb(directory, influxdb(), { clock, kept: { raw: 0, all: 0 } });
      const migrating = store.migrate('influxdb', work());
      await store.series.append({ readings: [aReading(T0 + 3 * DAY, 7)] });
      expect(await migrating).toMatchObject({ refused: [], differing: [] });
      expect(store.notices).toEqual([]);
      await sent(store);
      expect(await rowsOnServer()).toBe(DAYS * 24 + 1);
      await store.retain({ raw_before_ms: -Infinity, all_before_ms: -Infinity });
      expect(await read(store)).toEqual({ ...held, readings: [...held.readings, aReading(T0 + 3 * DAY, 7)] });
      await store.close();
    });

    it('keeps the notice, and what was taken, where it is ended early', async () => {
      const { directory } = await aFullFile();
      const store = await openInfluxdb(directory, influxdb(), { clock });
      const stopping = new AbortController();
      const onProgress = (done: number) => {
        if (done === 1) stopping.abort();
      };
      const cancelled = store.migrate('influxdb', { onProgress, signal: stopping.signal });
      await expect(cancelled).rejects.toMatchObject({ name: 'AbortError' });
      expect(store.notices.join()).toContain('Take it along');
      const taken = await rowsOnServer();
      expect(await store.migrate('influxdb', work())).toMatchObject({ differing: [] });
      expect([taken > 0, await rowsOnServer()]).toEqual([true, DAYS * 24]);
      await store.close();
    });

    it('brings everything into the file, sends none of it back, and keeps it there', async () => {
      const directory = await folder();
      const store = await openInfluxdb(directory, influxdb(), { clock, kept: { raw: 0, all: 0 } });
      await fill(store);
      await sent(store);
      await store.retain({ raw_before_ms: -Infinity, all_before_ms: -Infinity });
      const held = await read(store);
      const bringing = store.migrate('duckdb', work());
      await store.retain({ raw_before_ms: -Infinity, all_before_ms: -Infinity });
      expect(await bringing).toMatchObject({ rows: DAYS * 96, differing: [] });
      await store.retain({ raw_before_ms: -Infinity, all_before_ms: -Infinity });
      expect(store.notices.join()).toContain('The file holds everything now');
      await sent(store);
      expect(await rowsOnServer()).toBe(DAYS * 24);
      await store.close();
      const alone = await openStore(directory, { clock });
      expect(await read(alone)).toEqual(held);
      await alone.series.append({ readings: [aReading(T0 + 3 * DAY, 8)] });
      await alone.close();
      const again = await openInfluxdb(directory, influxdb(), { clock });
      expect(again.notices.join()).toContain('Take it along');
      await again.migrate('influxdb', work());
      expect(await rowsOnServer()).toBe(DAYS * 24 + 1);
      await again.close();
    });
  });
});
