import { spawn } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock, type Clock } from '../../clock.ts';
import { messageOf, UnavailableError } from '../../errors.ts';
import type { InfluxdbStoreOptions } from '../../store/influxdb.ts';
import type { Store } from '../../store/store.ts';
import { startStandIn, type WriteFault } from '../influxdb/stand-in.ts';
import { newFolder } from './open-duckdb.ts';
import { openInfluxdb, sent } from './open-influxdb.ts';
import { aChange, aReading, T0 } from './rows.ts';

const DAY = 86_400_000;
const ALL = { start_ms: T0 - DAY, end_ms: T0 + 2 * DAY, meter_id: 'house' };
/** Waits are short, however long they are meant to be. */
const hasty: Clock = { ...systemClock, sleep: (ms, signal) => systemClock.sleep(Math.min(ms, 5), signal) };
const readings = (count: number, from = 0) => Array.from({ length: count }, (_, i) => aReading(T0 + (from + i) * 1000, from + i));

describe('the store on InfluxDB', () => {
  let directory: string;
  let server: Awaited<ReturnType<typeof startStandIn>>;
  const opened: Store[] = [];
  const influxdb = () => ({ url: server.url, token: 'apiv3_test', database: 'home' });
  const impatient = () => ({ ...influxdb(), writeTimeoutMs: 400 });
  const open = async (more: Partial<InfluxdbStoreOptions> = {}) => {
    const store = await openInfluxdb(directory, influxdb(), { clock: hasty, ...more });
    opened.push(store);
    return store;
  };
  const ask = async (sql: string) => (await server.tables.query('home', sql)).getRowObjectsJson();
  const arrived = async () => (await ask('SELECT total_power_w AS w FROM smart_meter ORDER BY time')).map(({ w }) => w);
  const lines = async () => Number((await ask('SELECT count(*) AS n FROM "raw smart_meter"'))[0]!['n']);
  beforeEach(async () => {
    directory = await newFolder();
    server = await startStandIn();
  });
  afterEach(async () => {
    for (const store of opened.splice(0)) await store.close();
    await server.stop();
    await rm(directory, { recursive: true });
  });

  describe('says at its first start what is wrong', () => {
    it('of an address where nothing answers, once', async () => {
      const error: unknown = await open({ influxdb: { ...influxdb(), url: 'http://127.0.0.1:9' } }).catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(UnavailableError);
      expect(messageOf(error).split('http://127.0.0.1:9')).toHaveLength(2);
      expect(messageOf(error).split('fetch failed')).toHaveLength(2);
    });

    it('of a token, and never shows it', async () => {
      const failing = open({ influxdb: { ...influxdb(), token: 'apiv3_wrong' } });
      await expect(failing).rejects.toMatchObject({
        name: 'AuthError',
        message: expect.stringContaining('Check INFLUXDB_TOKEN') as string,
      });
      await expect(failing).rejects.not.toThrow('apiv3_wrong');
    });

    it('of a token, where the server tells its version without one', async () => {
      const lenient = await startStandIn({ disableAuthz: ['health', 'ping'] });
      await expect(open({ influxdb: { ...influxdb(), url: lenient.url, token: 'apiv3_wrong' } })).rejects.toThrow('Check INFLUXDB_TOKEN');
      await lenient.stop();
    });

    it.each(['none', 'read and write'] as const)('of a token that may not make tables (its rights: %s)', async (rights) => {
      server.state.rights = rights;
      await expect(open()).rejects.toMatchObject({
        name: 'AuthError',
        message: expect.stringMatching(/may not make the table smart_meter of the database home/) as string,
      });
    });

    it('of a server that is too old, and which one is wanted', async () => {
      const old = await startStandIn({ version: '3.6.0' });
      await expect(open({ influxdb: { ...influxdb(), url: old.url } })).rejects.toThrow('3.11.2 or later is wanted');
      await old.stop();
    });

    it('of a table of others, by its name, and leaves it as it is', async () => {
      await server.tables.makeDatabase('home');
      await server.tables.write('home', 'home_assistant_events,room=kitchen state_value=1 1', true);
      await expect(open()).rejects.toThrow(/table home_assistant_events .*made by something else.*INFLUXDB_BUCKET/);
      expect(await ask('SELECT * FROM home_assistant_events')).toMatchObject([{ room: 'kitchen', state_value: 1 }]);
    });
  });

  it('makes the tables with home_id as the first tag', async () => {
    await open();
    expect([...server.tables.databases.get('home')!.get('smart_meter')!].slice(0, 4)).toEqual([
      ['home_id', 'tag'],
      ['meter_id', 'tag'],
      ['meter_type', 'tag'],
      ['meter_source', 'tag'],
    ]);
  });

  it('needs no more than to read and write once the tables are made', async () => {
    await (await open()).close();
    await rm(directory, { recursive: true });
    server.state.rights = 'read and write';
    const store = await open();
    await store.series.append({ readings: readings(3) });
    await sent(store);
    expect(await arrived()).toEqual([0, 1, 2]);
  });

  it('says that the server is away, and since when, while rows keep coming', async () => {
    let later = 0;
    const store = await open({ clock: { ...hasty, now: () => T0 + later } });
    server.state.fault = () => ({ status: 503 });
    for (const round of [0, 1, 2]) {
      const asked = server.state.writes;
      await store.series.append({ readings: readings(1, round) });
      await expect.poll(() => server.state.writes).toBeGreaterThan(asked + 1);
      later += 40_000;
    }
    expect(store.notices.join()).toMatch(/could not write at .* \(503\).*waits in the outbox since 2026-11-24T00:00:00/);
    server.state.fault = () => undefined;
    await sent(store);
    expect(store.notices).toEqual([]);
  });

  it('says long before the disk is full that the outbox grows, and no more once it shrinks', async () => {
    let later = 0;
    const store = await open({ freeBytes: () => Promise.resolve(1.5e9), clock: { ...hasty, now: () => Date.now() + later } });
    expect(store.notices).toEqual([]);
    server.state.fault = () => ({ status: 503 });
    await store.series.append({ readings: readings(1) });
    await expect.poll(() => server.state.writes).toBeGreaterThan(1);
    later = 120_000;
    await expect.poll(() => store.notices.join()).toMatch(/The outbox grows, and 1500 MB are left on the disk of /);
    server.state.fault = () => undefined;
    await sent(store);
    await expect.poll(() => store.notices).toEqual([]);
  });

  it('records while the server is away from the start, where it was used before', async () => {
    await (await open()).close();
    await server.stop({ keep: true });
    const store = await open();
    await store.series.append({ readings: readings(3) });
    expect(await store.series.readings(ALL)).toHaveLength(3);
    server = await startStandIn({ port: server.port, tables: server.tables });
    await sent(store);
    expect(await arrived()).toEqual([0, 1, 2]);
  });

  describe('another home of the same name', () => {
    beforeEach(async () => {
      const store = await open();
      await store.series.append({ readings: readings(5), changes: [aChange(T0, 'light.a', 'on')] });
      await sent(store);
      await store.close();
      await rm(directory, { recursive: true });
    });

    it('is refused with both ways out', async () => {
      await expect(open()).rejects.toThrow(/already holds rows of the home "home".*HOME_ID_TAKEOVER=true.*HOME_ID of its own/);
    });

    it('is taken over: what is recorded is there, and is not written again', async () => {
      const store = await open({ takeover: true });
      expect(await store.series.readings(ALL)).toHaveLength(5);
      expect(await store.series.changes(ALL)).toHaveLength(1);
      await store.series.append({ readings: [aReading(T0, 999), ...readings(1, 5)] });
      await sent(store);
      expect(await arrived()).toEqual([0, 1, 2, 3, 4, 5]);
      expect(await lines()).toBe(6);
    });
  });

  describe('loses nothing and doubles nothing where a write', () => {
    const faults: [what: string, fault: WriteFault][] = [
      ['is answered with 503', { status: 503 }],
      ['is answered with 429', { status: 429 }],
      ['is answered with 500', { status: 500, text: 'oops' }],
      ['is cut off', 'reset'],
      ['is not answered', 'hang'],
      ['is done after the client has given up', 'late'],
      ['is done, but its answer is lost', { status: 503, land: true }],
    ];
    it.each(faults)('%s', async (_, fault) => {
      const store = await open({ batchRows: 10, influxdb: impatient() });
      server.state.fault = (write) => (write % 2 === 1 && write < 6 ? fault : undefined);
      await store.series.append({ readings: readings(40) });
      await sent(store);
      expect(await arrived()).toEqual(readings(40).map(({ total_power_w }) => total_power_w));
      expect((await store.stats()).outbox).toMatchObject({ waiting: 0, dead_letters: 0 });
    });

    it('is too large for the server', async () => {
      await server.stop();
      server = await startStandIn({ maxBytes: 1000 });
      const store = await open();
      await store.series.append({ readings: readings(40) });
      await sent(store);
      expect(await arrived()).toHaveLength(40);
    });
  });

  it('parks the one line that is refused with the words of the server, and sends the others', async () => {
    const store = await open();
    const endless = aChange(T0 + 1, 'light.b', 'on', { attributes: { mode: 'x'.repeat(70_000) } });
    await store.series.append({ changes: [aChange(T0, 'light.a', 'on'), endless, aChange(T0 + 2, 'light.c', 'on')] });
    await sent(store);
    expect(await ask('SELECT entity_id FROM home_assistant_events ORDER BY time')).toEqual([
      { entity_id: 'light.a' },
      { entity_id: 'light.c' },
    ]);
    expect((await store.stats()).outbox).toMatchObject({ dead_letters: 1 });
    expect(store.notices.join()).toContain('refused 1 rows');
    expect(await store.deadLetters(10)).toMatchObject([{ measurement: 'home_assistant_events', reason: 'a string is too long' }]);
  });

  it.each([
    ['a token that is taken away', 401, 'does not accept the token'],
    ['a right that is taken away', 403, 'may not write'],
    ['a limit of the server', 422, 'too many columns. What is recorded'],
  ])('stops at %s, says so, and goes on when it is mended', async (_, status, words) => {
    let mended = false;
    const store = await open({ clock: { ...hasty, sleep: (ms, signal) => systemClock.sleep(ms > 60_000 ? 200 : 1, signal) } });
    server.state.fault = () => (mended ? undefined : { status, text: 'too many columns' });
    await store.series.append({ readings: readings(3) });
    while (store.notices.length === 0) await systemClock.sleep(5);
    expect(store.notices.join()).toContain(words);
    expect(store.notices.join()).toContain('nothing is lost');
    const asked = server.state.writes;
    await systemClock.sleep(50);
    expect(server.state.writes).toBe(asked);
    mended = true;
    await sent(store);
    expect(await arrived()).toEqual([0, 1, 2]);
    expect(store.notices).toEqual([]);
  });

  it('says that writes hang while the server says that it is well', async () => {
    let later = 0;
    const store = await open({ influxdb: impatient(), clock: { ...hasty, now: () => Date.now() + later } });
    server.state.fault = () => 'hang';
    await store.series.append({ readings: readings(1) });
    while (server.state.writes < 2) await systemClock.sleep(20);
    later = 120_000;
    expect(store.notices.join()).toMatch(/says that it is well, but writes hang/);
    server.state.fault = () => undefined;
    await sent(store);
  });

  it('tells the same after the server was started again and shows the first values of what came twice', async () => {
    const store = await open({ kept: { raw: 0, all: 0 }, clock: { ...hasty, now: () => T0 + 2 * DAY } });
    await store.series.append({ readings: readings(5) });
    await store.series.append({ readings: [aReading(T0, 77)] });
    await sent(store);
    await store.retain({ raw_before_ms: -Infinity, all_before_ms: -Infinity });
    await store.series.append({ readings: [aReading(T0 + 1000, 88)] });
    await sent(store);
    const before = await store.series.readings(ALL);
    expect(before.map(({ total_power_w }) => total_power_w)).toEqual([0, 1, 2, 3, 4]);
    await server.tables.restart();
    expect(await store.series.readings(ALL)).toEqual(before);
  });

  describe('a server that was started again and shows older data', () => {
    const FOREVER = { raw_before_ms: -Infinity, all_before_ms: -Infinity };
    const LATER = T0 + 3 * DAY;
    const watts = async (store: Store) => (await store.series.readings(ALL)).map(({ total_power_w }) => total_power_w);
    const change = aChange(T0 + 5, 'light.a', 'on');

    it('is given again what it has lost before the file forgets it: nothing is lost, nothing is there twice', async () => {
      let now = T0;
      const store = await open({ kept: { raw: 2, all: 2 }, clock: { ...hasty, now: () => now } });
      await store.series.append({ readings: readings(3) });
      await sent(store);
      const mark = await server.tables.mark();
      await store.series.append({ readings: readings(3, 3), changes: [change] });
      await sent(store);
      await server.tables.restart({ backTo: mark });
      expect(await arrived()).toEqual([0, 1, 2]);
      expect(await watts(store)).toEqual([0, 1, 2, 3, 4, 5]);
      now = LATER;
      await store.retain(FOREVER);
      expect(await arrived()).toEqual([0, 1, 2, 3, 4, 5]);
      expect(await lines()).toBe(6);
      expect(await watts(store)).toEqual([0, 1, 2, 3, 4, 5]);
      expect(await store.series.changes(ALL)).toEqual([change]);
    });

    it('costs nothing while it cannot be asked: the file keeps what it has', async () => {
      const store = await open({ kept: { raw: 2, all: 2 }, clock: { ...hasty, now: () => LATER } });
      await store.series.append({ readings: readings(3) });
      await sent(store);
      await server.stop({ keep: true });
      await store.retain(FOREVER);
      expect(await watts(store)).toEqual([0, 1, 2]);
      server = await startStandIn({ port: server.port, tables: server.tables });
    });

    it('has not loaded its old rows: what was summed up stays, and no day is taken for an empty one', async () => {
      const store = await open({ kept: { raw: 0, all: 0 }, clock: { ...hasty, now: () => LATER } });
      const day = (start_ms: number) => ({ start_ms, end_ms: start_ms + DAY, meter_id: 'house', bin_ms: DAY });
      const { signal } = new AbortController();
      await store.series.append({ readings: [...readings(3), aReading(T0 + DAY, 40)] });
      await sent(store);
      await store.rollUp(T0 + DAY, signal);
      await store.retain(FOREVER);
      await server.tables.restart({ from: '2026-11-26' });
      await store.rollUp(-Infinity, signal);
      expect(await store.series.powerBins(day(T0 + DAY))).toMatchObject([{ mean_w: 40 }]);
      await server.tables.restart();
      await store.rollUp(-Infinity, signal);
      expect(await store.series.powerBins(day(T0))).toMatchObject([{ mean_w: 1 }]);
      expect(await watts(store)).toEqual([0, 1, 2, 40]);
    });
  });

  it.each([
    ['40 days behind', T0 - 40 * DAY],
    ['in 1970, as one without a battery', 0],
    ['40 days ahead', T0 + 40 * DAY],
  ])('loses nothing and doubles nothing while its clock is %s, and when that is mended', async (_, wrongMs) => {
    let now = wrongMs;
    const store = await open({ clock: { ...hasty, now: () => now } });
    const keep = () => store.retain({ raw_before_ms: -Infinity, all_before_ms: -Infinity });
    await store.series.append({ readings: readings(10) });
    await sent(store);
    await keep();
    now = T0 + 30 * DAY;
    await store.series.append({ readings: [...readings(1), ...readings(10, 10)] });
    await sent(store);
    await keep();
    const all = readings(20).map(({ total_power_w }) => total_power_w);
    expect((await store.series.readings(ALL)).map(({ total_power_w }) => total_power_w)).toEqual(all);
    expect(await arrived()).toEqual(all);
    expect(await lines()).toBe(20);
  });

  it('takes an hour without the server, at 20 readings a second, and delivers it', { timeout: 60_000 }, async () => {
    const store = await open();
    await server.stop({ keep: true });
    const perCall = 2000;
    for (let from = 0; from < 72_000; from += perCall)
      await store.series.append({ readings: Array.from({ length: perCall }, (_, i) => aReading(T0 + (from + i) * 50, from + i)) });
    expect((await store.stats()).outbox).toMatchObject({ waiting: 72_000 });
    server = await startStandIn({ port: server.port, tables: server.tables });
    await sent(store);
    expect(await ask('SELECT count(*)::INTEGER AS n, sum(total_power_w) AS sum FROM smart_meter')).toEqual([
      { n: 72_000, sum: (71_999 * 72_000) / 2 },
    ]);
  });

  it('is killed while the outbox empties, and goes on where it was', { timeout: 60_000 }, async () => {
    const child = fileURLToPath(new URL('./shipping-child.ts', import.meta.url));
    server.state.fault = (write) => (write % 3 === 0 ? { status: 503, land: true } : undefined);
    for (const round of [1, 2, 3]) {
      const running = spawn(process.execPath, [child, directory, server.url, 'home', '2000'], { stdio: ['ignore', 'pipe', 'inherit'] });
      const atWrite = server.state.writes + 8 * round;
      while (server.state.writes < atWrite && running.exitCode === null) await systemClock.sleep(2);
      running.kill('SIGKILL');
      await new Promise((resolve) => running.once('exit', resolve));
    }
    server.state.fault = () => undefined;
    const store = await open();
    await sent(store);
    const stored = await store.series.readings({ ...ALL });
    expect(stored.length).toBeGreaterThan(99);
    expect(await arrived()).toEqual(stored.map(({ total_power_w }) => total_power_w));
  });
});
