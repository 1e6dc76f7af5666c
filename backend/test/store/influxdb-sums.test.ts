import { rm } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../clock.ts';
import { linesOf } from '../../store/influxdb/exchange-sums.ts';
import { toSumRows, toSummedDays } from '../../store/influxdb/packed-sums.ts';
import type { Store } from '../../store/store.ts';
import { createPlanner } from '../influxdb/plan.ts';
import { startStandIn } from '../influxdb/stand-in.ts';
import { newFolder } from './open-duckdb.ts';
import { openInfluxdb, sent } from './open-influxdb.ts';
import { aCircuit, aReading, T0 } from './rows.ts';

const HOUR = 3_600_000;
const DAY = 86_400_000;
const NOW = T0 + 10 * DAY;
const { signal } = new AbortController();
const FOREVER = { raw_before_ms: -Infinity, all_before_ms: -Infinity };

/** Each hour of a day, of the house and of a circuit. */
const aDay = (day_ms: number, revision: number, watts: number) => ({
  day_ms,
  revision,
  hours: {
    power: Array.from({ length: 24 }, (_, i) => ({
      ...{ time_ms: day_ms + i * HOUR, meter_id: 'house', sum_w: watts, known: 1, min_w: watts, max_w: watts },
      ...{ last_ms: day_ms + i * HOUR, known_ms: day_ms + i * HOUR },
    })),
    circuits: [
      {
        ...{ time_ms: day_ms, meter_id: 'house', circuit_id: 'a', circuit_name: 'The a' },
        ...{ sum_w: 0.1, known_w: 1, sum_percentage: null, known_percentage: 0 },
      },
    ],
  },
});

describe('packed sums', () => {
  it('come back as they were; the newest revision of a day counts, and only where it is whole', () => {
    const [old, anew] = [aDay(T0, 1, 100), aDay(T0, 2, 200)];
    expect(toSummedDays([...toSumRows(anew), ...toSumRows(old)])).toEqual([anew]);
    expect(toSummedDays([...toSumRows(old), ...toSumRows(anew).slice(1)])).toEqual([{ ...anew, hours: null }]);
    const unmade = { ...anew, hours: null };
    expect(toSummedDays([...toSumRows(old), ...toSumRows(unmade)])).toEqual([unmade]);
    const empty = { ...anew, hours: { power: [], circuits: [] } };
    expect(toSummedDays(toSumRows(empty))).toEqual([empty]);
  });
});

describe('the sums on the server', () => {
  let directory: string;
  let server: Awaited<ReturnType<typeof startStandIn>>;
  const opened: Store[] = [];
  const open = async () => {
    const store = await openInfluxdb(
      directory,
      { url: server.url, token: 'apiv3_test', database: 'home' },
      { kept: { raw: 2, all: 2 }, clock: { ...systemClock, now: () => NOW }, takeover: true },
    );
    opened.push(store);
    return store;
  };
  const close = async () => {
    for (const store of opened.splice(0)) await store.close();
  };
  const loseFile = async () => {
    await close();
    await rm(directory, { recursive: true });
  };
  const bins = async ({ series }: Store, days = 10) => {
    const range = { start_ms: NOW - days * DAY, end_ms: NOW, meter_id: 'house', bin_ms: DAY };
    return [await series.powerBins(range), await series.circuitBins({ ...range, bin_ms: 6 * HOUR })];
  };
  /** Of a table, what was asked meanwhile. */
  const askedOf = async (table: string, work: () => Promise<unknown>) => {
    const from = server.asked.length;
    await work();
    return server.asked.slice(from).filter((sql) => new RegExp(`FROM ${table}\\b`).test(sql)).length;
  };
  const rolledUp = async (store: Store) => {
    await store.rollUp(-Infinity, signal);
    await sent(store);
  };
  const record = (store: Store) =>
    store.series.append({
      readings: [1, 2, 3].flatMap((day) => [aReading(T0 + day * DAY, 100 * day), aReading(T0 + day * DAY + HOUR, null)]),
      circuits: [1, 2].map((day) => aCircuit(T0 + day * DAY, 'a', day + 0.1)),
    });
  const late = aReading(T0 + DAY + 2 * HOUR, 900);
  beforeEach(async () => {
    directory = await newFolder();
    server = await startStandIn();
  });
  afterEach(async () => {
    await loseFile();
    await server.stop();
  });

  it('are a file a day where they came day by day, and those of a year are read by one query; its chart asks nothing', async () => {
    await close();
    await (await open()).close();
    opened.splice(0);
    for (let day = 365; day > 0; day--) {
      const lines = linesOf('home', [aDay(NOW - day * DAY, 1, day)]);
      await server.tables.write('home', lines.map(({ line }) => line).join('\n'), false);
      server.tables.snapshot();
    }
    await loseFile();
    const before = server.tables.opened.length;
    const store = await open();
    const files = server.tables.opened.slice(before).filter(({ sql }) => sql.includes('smart_meter_hour_sum'));
    expect(files.map((each) => each.files)).toEqual([365]);
    let found: Awaited<ReturnType<typeof bins>> = [];
    expect(await askedOf('smart_meter\\w*', async () => (found = await bins(store, 365)))).toBe(0);
    const [power, circuits] = found;
    expect(power!.length).toBe(365);
    expect(power![0]).toMatchObject({ time_ms: NOW - 365 * DAY, mean_w: 365, min_w: 365, max_w: 365 });
    expect(circuits!.length).toBe(365);
  });

  it('are there again after the file was lost, and no reading is summed up again', async () => {
    const store = await open();
    await record(store);
    await rolledUp(store);
    await store.retain(FOREVER);
    const before = await bins(store);
    expect(before.map(({ length }) => length)).toEqual([3, 2]);
    await loseFile();
    const again = await open();
    expect(await askedOf('smart_meter', async () => expect(await bins(again)).toEqual(before))).toBeLessThan(10);
    // The three days are sums; the others were never recorded.
    const days = [1, 2, 3].map((day) => ({ start_ms: T0 + day * DAY, end_ms: T0 + (day + 1) * DAY, meter_id: 'house', bin_ms: DAY }));
    expect(await askedOf('smart_meter', () => Promise.all(days.map((day) => again.series.powerBins(day))))).toBe(0);
  });

  it('are asked for in SQL that DataFusion plans', { timeout: 60_000 }, async () => {
    await loseFile();
    const from = server.asked.length;
    await rolledUp(await open());
    const asked = server.asked.slice(from).filter((sql) => sql.includes('FROM smart_meter_hour_sum'));
    // Those of a first start, and which there are.
    expect(new Set(asked.map((sql) => sql.includes('GROUP BY')))).toEqual(new Set([false, true]));
    const plan = await createPlanner();
    for (const sql of asked) expect([sql, await plan(sql)]).toEqual([sql, null]);
  });

  it('follow late readings, also after the server was started again and shows first values', async () => {
    const store = await open();
    await record(store);
    await rolledUp(store);
    const before = await bins(store);
    await store.series.append({ readings: [late] });
    await sent(store);
    const followed = await bins(store);
    expect(followed).not.toEqual(before);
    // Unmade, and not yet made anew.
    await loseFile();
    const unmade = await open();
    expect(await bins(unmade)).toEqual(followed);
    await rolledUp(unmade);
    await server.tables.restart();
    await loseFile();
    const again = await open();
    expect(await bins(again)).toEqual(followed);
    const day = { start_ms: T0 + DAY, end_ms: T0 + 2 * DAY, meter_id: 'house', bin_ms: DAY };
    expect(await askedOf('smart_meter', () => again.series.powerBins(day))).toBe(0);
  });

  it('are neither lost nor doubled where the process ends before it knows that they arrived', async () => {
    const store = await open();
    await record(store);
    await sent(store);
    const writes = server.state.writes;
    server.state.fault = () => ({ status: 503, land: true });
    await store.rollUp(-Infinity, signal);
    while (server.state.writes === writes) await systemClock.sleep(5);
    const before = await bins(store);
    await close();
    server.state.fault = () => undefined;
    await sent(await open());
    const counted = await server.tables.query(
      'home',
      'SELECT count(*)::INTEGER AS n, count(DISTINCT revision)::INTEGER AS days FROM smart_meter_hour_sum',
    );
    // The recent days of which nothing was recorded are a row each.
    const [{ n, days }] = counted.getRowObjectsJson() as [{ n: number; days: number }];
    expect(n).toBeGreaterThan(days);
    await server.tables.restart();
    await loseFile();
    expect(await bins(await open())).toEqual(before);
  });

  it('are sent again where the server has lost them', async () => {
    const mark = await server.tables.mark();
    const store = await open();
    await record(store);
    await rolledUp(store);
    const before = await bins(store);
    await close();
    await server.tables.restart({ backTo: mark });
    await rolledUp(await open());
    await loseFile();
    expect(await bins(await open())).toEqual(before);
  });
});
