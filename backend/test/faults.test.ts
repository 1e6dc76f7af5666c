import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as v from 'valibot';
import { describe, expect, it, vi, type TestContext } from 'vitest';
import { DeviceImpact } from '../contract/device.ts';
import { EntityName } from '../contract/home-context.ts';
import { PowerSeries } from '../contract/series.ts';
import { startFakeHomeAssistant, type FakeHomeAssistant } from './home-assistant/fake-home-assistant.ts';
import { POWER, readStored, recordHome, WATTS } from './record-home.ts';
import { spawnBackend } from './start-backend.ts';

type Finish = TestContext['onTestFinished'];
type Recording = Awaited<ReturnType<typeof recordHome>>;

const soon = { timeout: 60_000, interval: 100 };
const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

async function startHome(onTestFinished: Finish): Promise<FakeHomeAssistant> {
  const fake = await startFakeHomeAssistant();
  onTestFinished(() => fake.stop());
  return fake;
}

async function record(onTestFinished: Finish, home: { url: string; token: string }, environment?: Record<string, string>) {
  const recording = await recordHome(home, environment);
  onTestFinished(async () => {
    await recording.kill('SIGKILL');
  });
  return recording;
}

const isWell = (recording: Recording) => vi.waitFor(async () => expect(await recording.reasons()).toBe(''), soon);
const says = (recording: Recording, what: RegExp) => vi.waitFor(async () => expect(await recording.reasons()).toMatch(what), soon);
const shows = (recording: Recording, watts: number | null) =>
  vi.waitFor(async () => expect((await recording.current()).total_power_w).toBe(watts), soon);

/** Counts who connects, before they reach the home. */
async function countConnections(onTestFinished: Finish, home: { url: string }) {
  const seen = { connections: 0 };
  const server = createServer((socket) => {
    seen.connections++;
    const onward = connect(Number(new URL(home.url).port), '127.0.0.1');
    socket.on('error', () => onward.destroy()).pipe(onward);
    onward.on('error', () => socket.destroy()).pipe(socket);
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  onTestFinished(() => void server.close());
  return { seen, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

describe.concurrent('the backend and a Home Assistant that is not as it should be', () => {
  it('stops trying where the token is refused, says what to do, and goes on answering', async ({ onTestFinished }) => {
    const fake = await startHome(onTestFinished);
    const { seen, url } = await countConnections(onTestFinished, fake);
    const recording = await record(onTestFinished, { url, token: 'a-wrong-token-of-somebody' });
    await says(recording, /refuses the token\. Make a new long-lived access token .* set it and start again/);
    const tried = seen.connections;
    // What may pass is tried again within 2 s.
    await sleep(3000);
    expect(seen.connections).toBe(tried);
    const health = await recording.health();
    expect(health.parts).toContainEqual(expect.objectContaining({ part: 'home', status: 'failed' }));
    expect(health.parts).toContainEqual(expect.objectContaining({ part: 'meter house', status: 'failed' }));
    // No history is on its way.
    expect(health.progress).toBeNull();
    expect(await recording.current()).toMatchObject({ total_power_w: null, stale: true });
    expect(recording.output()).toMatch(/"level":50.*refuses the token/);
    expect(JSON.stringify(health) + recording.output()).not.toContain('a-wrong-token-of-somebody');
    expect(await recording.kill('SIGTERM')).toBe(0);
  });

  it('waits for one that is not there, says so, and records once it comes', async ({ onTestFinished }) => {
    const fake = await startHome(onTestFinished);
    fake.set(POWER, '321', WATTS);
    await fake.stop();
    const recording = await record(onTestFinished, fake);
    await says(recording, /Home Assistant at http:\/\/127\.0\.0\.1:\d+ cannot be reached; check that it runs/);
    expect((await recording.health()).parts).toContainEqual(expect.objectContaining({ part: 'home', status: 'waiting' }));
    expect((await recording.health()).progress).toBeNull();
    await fake.start();
    await shows(recording, 321);
    await isWell(recording);
  });

  it('names a meter entity that does not exist, and records the state changes meanwhile', async ({ onTestFinished }) => {
    const fake = await startHome(onTestFinished);
    fake.set('sensor.mains_power', '5', WATTS);
    fake.set('switch.kettle', 'off', {});
    const recording = await record(onTestFinished, fake);
    await says(recording, /the configuration names sensor\.house_power, but Home Assistant has no such entity.*sensor\.mains_power/);
    // What is switched before the home is followed is no change, but how it was found.
    const homeIsThere = expect.objectContaining({ part: 'home', status: 'ok' }) as unknown;
    await vi.waitFor(async () => expect((await recording.health()).parts).toContainEqual(homeIsThere), soon);
    fake.set('switch.kettle', 'on');
    await vi.waitFor(async () => expect((await recording.statistics()).changes_recorded).toBe(1), soon);
    expect(await recording.current()).toMatchObject({ total_power_w: null, stale: true });
    await recording.kill('SIGTERM');
    const { readings, changes } = await readStored(recording.dataDir);
    expect(readings).toEqual([]);
    expect(changes).toMatchObject([{ entity_id: 'switch.kettle', state_value: 'on', previous_state: 'off' }]);
  });

  it('refuses a meter entity in kWh by its unit, and records no reading of it', async ({ onTestFinished }) => {
    const fake = await startHome(onTestFinished);
    fake.set(POWER, '1234', { unit_of_measurement: 'kWh', device_class: 'energy', state_class: 'total_increasing' });
    const recording = await record(onTestFinished, fake);
    await says(recording, /sensor\.house_power, but it is in kWh, which is no power; a sensor in W or kW is wanted/);
    const { parts } = await recording.health();
    expect(parts?.find(({ status }) => status === 'failed')?.trouble).toMatchObject({
      code: 'wrong_unit',
      values: { entity_id: POWER, unit: 'kWh' },
    });
    fake.set(POWER, '1235');
    await sleep(500);
    expect(await recording.current()).toMatchObject({ total_power_w: null, stale: true });
    await recording.kill('SIGTERM');
    expect((await readStored(recording.dataDir)).readings).toEqual([]);
  });

  it('leaves a gap where the meter was unavailable for an hour: no watts, and no device that moved them', async ({ onTestFinished }) => {
    const fake = await startHome(onTestFinished);
    // At full hours, so that the gap begins with a bin.
    const start = (Math.floor(Date.now() / 3_600_000) - 4) * 3_600_000;
    const away = { from: start + 3_600_000, to: start + 2 * 3_600_000 };
    // On before the gap by itself, and 1,500 W more after it: no entity may be blamed for what nobody saw.
    for (let at = start; at < start + 3 * 3_600_000; at += 10_000) {
      if (at === away.from) fake.set(POWER, 'unavailable', {}, at);
      if (at < away.from || at >= away.to) fake.set(POWER, String((at < away.to ? 200 : 1700) + ((at / 10_000) % 2)), WATTS, at);
    }
    fake.set('switch.heater', 'off', {}, start);
    fake.set('switch.heater', 'on', {}, away.from + 1_800_000);
    const recording = await record(onTestFinished, fake, { HISTORY_DAYS: '1' });
    await vi.waitFor(async () => expect(Date.parse((await recording.statistics()).cursor ?? '1970-01-01')).toBeGreaterThan(away.to), {
      ...soon,
      timeout: 60_000,
    });
    const iso = (ms: number) => new Date(ms).toISOString();
    const { readings: points, bin_s } = await recording.ask(
      PowerSeries,
      `/energy/series?start=${iso(start)}&end=${iso(start + 3 * 3_600_000)}&points=180`,
    );
    const within = points.filter(({ timestamp }) => Date.parse(timestamp) >= away.from && Date.parse(timestamp) + bin_s * 1000 < away.to);
    expect(points.filter(({ power_w }) => power_w !== null).length).toBeGreaterThan(50);
    expect(within.length).toBeGreaterThan(0);
    expect(within.filter(({ power_w }) => power_w !== null)).toEqual([]);
    expect(points.filter(({ min_w }) => min_w !== null && min_w < 200)).toEqual([]);
    expect((await recording.correlations()).filter(({ confidence }) => confidence >= 0.5)).toEqual([]);

    // Live: it is not known, which is not the last that was known, and comes back.
    fake.set(POWER, '1800', WATTS);
    await shows(recording, 1800);
    fake.set(POWER, 'unavailable', {});
    await shows(recording, null);
    expect((await recording.current()).stale).toBe(true);
    await says(recording, /sensor\.house_power: it is "unavailable"/);
    fake.set(POWER, '1900', WATTS);
    await shows(recording, 1900);
    await recording.kill('SIGTERM');
    const { readings } = await readStored(recording.dataDir);
    expect(readings.length).toBeGreaterThan(700);
    expect(readings.filter(({ time_ms, total_power_w }) => time_ms >= away.from && time_ms < away.to && total_power_w !== null)).toEqual(
      [],
    );
    expect(readings.filter(({ total_power_w }) => total_power_w === 0)).toEqual([]);
  });

  it('keeps up with 5,000 entities that all change at once', async ({ onTestFinished }) => {
    const fake = await startHome(onTestFinished);
    const ids = Array.from({ length: 5000 }, (_, i) => `light.lamp_${i}`);
    fake.set(POWER, '200', WATTS);
    for (const id of ids) fake.set(id, 'off', { friendly_name: `Lamp ${id}` });
    const recording = await record(onTestFinished, fake);
    await isWell(recording);
    for (const id of ids) fake.set(id, 'on', { friendly_name: `Lamp ${id}`, brightness: 128 });
    fake.set(POWER, '9000');
    await vi.waitFor(async () => expect((await recording.statistics()).changes_recorded).toBe(5000), soon);
    await shows(recording, 9000);
    expect(await recording.ask(v.array(EntityName), '/energy/entities')).toHaveLength(5000);
    await vi.waitFor(async () => expect((await recording.statistics()).total_events_processed).toBe(5000), { ...soon, timeout: 40_000 });
    expect(await recording.reasons()).toBe('');
    await recording.kill('SIGTERM');
    const { changes } = await readStored(recording.dataDir);
    expect(new Set(changes.map(({ entity_id }) => entity_id)).size).toBe(5000);
  });

  it('keeps entity ids and states of 255 odd characters as they are, and none that is no entity id', async ({ onTestFinished }) => {
    const fake = await startHome(onTestFinished);
    const id = `select.${'é\'"%_;--\\😀\u202e</script>'.padEnd(248, 'ж')}`;
    const odd = '\u0000\'"\\;\n\t\u202e😀{{ x }}<b>&%00'.padEnd(255, '長');
    const states = { '': 'unknown', [odd]: odd, [' ']: ' ' };
    fake.set(POWER, '200', WATTS);
    fake.set(id, 'plain', {});
    fake.set('select.no entity id', 'a', {});
    const recording = await record(onTestFinished, fake, { EXTRA_DOMAINS: 'select' });
    await isWell(recording);
    fake.set('select.no entity id', 'b');
    for (const state of Object.keys(states)) fake.set(id, state);
    await vi.waitFor(async () => expect((await recording.statistics()).changes_recorded).toBe(3), soon);
    expect(await recording.ask(v.array(EntityName), '/energy/entities')).toContainEqual(expect.objectContaining({ entity_id: id }));
    expect((await recording.ask(DeviceImpact, `/energy/device-impact/${encodeURIComponent(id)}`)).entity_id).toBe(id);
    await recording.kill('SIGTERM');
    const { changes } = await readStored(recording.dataDir);
    expect(changes.map(({ entity_id, state_value }) => [entity_id, state_value])).toEqual(
      Object.values(states).map((state) => [id, state]),
    );
  });
});

/** A folder with a size of its own; null where this user may not make one. */
function mountSmallDisk(onTestFinished: Finish, megabytes: number): string | null {
  const folder = mkdtempSync(join(tmpdir(), 'small-disk-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', folder], { stdio: 'ignore' });
  } catch {
    return null;
  }
  onTestFinished(() => void execFileSync('umount', ['--lazy', folder]));
  return folder;
}

/** Takes all space of the disk until it is given back. */
function fill(disk: string): () => void {
  const ballast = join(disk, 'ballast');
  const chunk = Buffer.alloc(1_000_000);
  try {
    for (;;) writeFileSync(ballast, chunk, { flag: 'a' });
  } catch {
    return () => rmSync(ballast);
  }
}

/** A home whose meter tells another power four times a second, all of which it remembers. */
function startTelling(onTestFinished: Finish, fake: FakeHomeAssistant, now: () => number = Date.now) {
  const told: number[] = [];
  const tell = () => {
    const at = now();
    fake.set(POWER, String(200 + (told.length % 50)), WATTS, at);
    told.push(at);
  };
  tell();
  const timer = setInterval(tell, 250);
  const stop = () => clearInterval(timer);
  onTestFinished(stop);
  return { told, stop };
}

const timesOf = (rows: readonly { time_ms: number }[]) => rows.map(({ time_ms }) => time_ms);

describe.concurrent('the backend on a disk that is full', () => {
  it('says so, goes on answering, is started again, and then records all that happened meanwhile', async ({ onTestFinished, skip }) => {
    const disk = mountSmallDisk(onTestFinished, 90);
    if (disk === null) return skip('this user may not mount a small disk');
    const fake = await startHome(onTestFinished);
    fake.set('switch.kettle', 'off', {});
    const { told, stop } = startTelling(onTestFinished, fake);
    const first = await record(onTestFinished, fake, { DATA_DIR: disk, HISTORY_DAYS: '1' });
    await isWell(first);
    const empty = fill(disk);
    // State changes are written every second, readings every ten.
    fake.set('switch.kettle', 'on');
    await says(
      first,
      /The store cannot write: .*the disk that holds \S+ is full.*Nothing is recorded until there is space; reading goes on/,
    );
    expect((await first.health()).status).toBe('degraded');
    expect(first.output()).toMatch(/"level":50.*is full/);
    const before = (await first.current()).timestamp!;
    await vi.waitFor(async () => expect((await first.current()).timestamp! > before).toBe(true), soon);
    await first.correlations();
    await first.ask(PowerSeries, '/energy/series?hours=1');
    await first.statistics();
    // What happens while the connection is broken as well can be had from history alone, once there is space.
    fake.drop();
    fake.set('switch.kettle', 'off');
    await sleep(3000);
    await first.kill('SIGKILL');

    const second = await record(onTestFinished, fake, { DATA_DIR: disk, HISTORY_DAYS: '1' });
    await vi.waitFor(async () => expect((await second.current()).total_power_w).not.toBeNull(), soon);
    fake.set('switch.kettle', 'on');
    await says(second, /The store cannot write: .*is full/);
    await second.ask(PowerSeries, '/energy/series?hours=1');
    empty();
    await isWell(second);
    await vi.waitFor(() => expect(second.output()).toContain('The store takes data again'), soon);
    stop();
    const until = Date.now();
    await vi.waitFor(async () => expect(Date.parse((await second.statistics()).cursor ?? '1970-01-01')).toBeGreaterThan(until), {
      ...soon,
      timeout: 40_000,
    });
    expect(await second.kill('SIGTERM')).toBe(0);
    const { readings, changes } = await readStored(disk);
    expect(changes.map(({ state_value }) => state_value)).toEqual(['on', 'off', 'on']);
    expect(told.filter((time) => !timesOf(readings).includes(time))).toEqual([]);
    expect(new Set(timesOf(readings)).size).toBe(readings.length);
  });

  it('does not begin where not even its token can be kept, and names the folder', async ({ onTestFinished, skip }) => {
    const disk = mountSmallDisk(onTestFinished, 1);
    if (disk === null) return skip('this user may not mount a small disk');
    const empty = fill(disk);
    const backend = spawnBackend({ DATA_DIR: disk });
    expect(await backend.ended).toBe(1);
    expect(backend.output()).toContain(disk);
    expect(backend.output()).toMatch(/no space left/i);
    expect(backend.output()).not.toContain('    at ');
    empty();
  });
});

/** Loaded before the backend: its clock, as that of a machine, is set back an hour by a signal, and right again by the next. */
const settableClock = `let behind = 0; const now = Date.now; Date.now = () => now() - behind; process.on('SIGUSR2', () => { behind = 3600000 - behind; });`;

describe.concurrent('the backend on a machine whose clock is set back an hour', () => {
  it('goes on recording and showing, fetches what it misses, doubles nothing, and correlates again', async ({ onTestFinished }) => {
    const fake = await startHome(onTestFinished);
    let behindMs = 0;
    const now = () => Date.now() - behindMs;
    fake.set('switch.kettle', 'off', {}, now());
    fake.set('switch.lamp', 'off', {}, now());
    const { told, stop } = startTelling(onTestFinished, fake, now);
    const recording = await record(onTestFinished, fake, {
      NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(settableClock)}`,
    });
    const set = (ms: number) => {
      process.kill(recording.pid!, 'SIGUSR2');
      behindMs = ms;
    };
    const recordedSince = async () => {
      const { readings_recorded } = await recording.statistics();
      await vi.waitFor(async () => expect((await recording.statistics()).readings_recorded).toBeGreaterThan(readings_recorded + 3), soon);
    };
    await isWell(recording);
    const before = told.length;
    fake.set('switch.lamp', 'on', {}, now());
    await recordedSince();
    set(3_600_000);
    await recordedSince();
    fake.set('switch.kettle', 'on', {}, now());
    await vi.waitFor(async () => {
      const { timestamp, stale } = await recording.current();
      expect(stale).toBe(false);
      expect(Math.abs(Date.parse(timestamp!) - now())).toBeLessThan(2000);
    }, soon);
    expect(await recording.reasons()).toBe('');
    await sleep(1500);
    fake.drop();
    fake.set('switch.kettle', 'off', {}, now());
    await vi.waitFor(async () => expect((await recording.statistics()).changes_recorded).toBe(3), soon);
    set(0);
    await recordedSince();
    stop();
    const rightMs = now();
    await vi.waitFor(async () => expect(Date.parse((await recording.statistics()).cursor!)).toBeGreaterThan(rightMs), soon);
    expect(await recording.reasons()).toBe('');
    await recording.kill('SIGTERM');
    const { readings, changes } = await readStored(recording.dataDir);
    expect(changes.map(({ entity_id, state_value }) => `${entity_id} ${state_value}`)).toEqual([
      'switch.kettle on',
      'switch.kettle off',
      'switch.lamp on',
    ]);
    expect(new Set(timesOf(readings)).size).toBe(readings.length);
    expect(told.slice(before).filter((time) => !timesOf(readings).includes(time))).toEqual([]);
  });
});

describe.concurrent('the backend and its file', () => {
  it('sets a corrupt database aside, names it, keeps every byte of it, and records into a new one', async ({ onTestFinished }) => {
    const fake = await startHome(onTestFinished);
    const { stop } = startTelling(onTestFinished, fake);
    const DATA_DIR = mkdtempSync(join(tmpdir(), 'damaged-'));
    const file = join(DATA_DIR, 'wattribute.duckdb');
    const rubbish = Buffer.from('no database '.repeat(10_000));
    writeFileSync(file, rubbish);
    const recording = await record(onTestFinished, fake, { DATA_DIR });
    await vi.waitFor(async () => expect((await recording.statistics()).readings_recorded).toBeGreaterThan(1), soon);
    const aside = readdirSync(DATA_DIR).filter((name) => name.includes('.damaged-'));
    expect(aside).toHaveLength(1);
    expect(readFileSync(join(DATA_DIR, aside[0]!)).equals(rubbish)).toBe(true);
    expect(await recording.reasons()).toContain(aside[0]);
    expect(recording.output()).toContain(aside[0]);
    stop();
    await recording.kill('SIGTERM');
    expect((await readStored(DATA_DIR)).readings.length).toBeGreaterThan(1);
    expect(existsSync(join(DATA_DIR, aside[0]!))).toBe(true);
  });

  it('keeps a second process out of the file of a real home, and goes on recording', async ({ onTestFinished }) => {
    const fake = await startHome(onTestFinished);
    startTelling(onTestFinished, fake);
    const recording = await record(onTestFinished, fake);
    const environment = { HOME_ASSISTANT_URL: fake.url, HOME_ASSISTANT_TOKEN: fake.token, DATA_DIR: recording.dataDir };
    const second = spawnBackend(environment);
    expect(await second.ended).toBe(1);
    expect(second.output()).toContain(`is in use by another process (PID ${recording.pid})`);
    expect(second.output()).toMatch(/Stop that one, or give this one a DATA_DIR of its own/);
    expect(second.output()).not.toContain('    at ');
    const { readings_recorded } = await recording.statistics();
    await vi.waitFor(async () => expect((await recording.statistics()).readings_recorded).toBeGreaterThan(readings_recorded), soon);
    await isWell(recording);
  });

  it('records without correlating where that is switched off', async ({ onTestFinished }) => {
    const fake = await startHome(onTestFinished);
    fake.set('switch.kettle', 'off', {});
    const { stop } = startTelling(onTestFinished, fake);
    const recording = await record(onTestFinished, fake, { ENERGY_CORRELATION_ENABLED: 'false' });
    await isWell(recording);
    fake.set('switch.kettle', 'on');
    // A loop that correlates would have looked at it twice by then.
    await sleep(4500);
    stop();
    expect(await recording.statistics()).toMatchObject({
      changes_recorded: 1,
      total_events_processed: 0,
      correlations_written: 0,
      cursor: null,
    });
    expect(await recording.health()).toMatchObject({ status: 'ok', progress: null });
    expect(await recording.correlations()).toEqual([]);
    await recording.kill('SIGTERM');
    const { readings, changes, correlations } = await readStored(recording.dataDir);
    expect(readings.length).toBeGreaterThan(10);
    expect(changes).toMatchObject([{ entity_id: 'switch.kettle', state_value: 'on' }]);
    expect(correlations).toEqual([]);
  });
});

describe.concurrent('a configuration with faults of every kind', () => {
  it('is refused with all of them at once, each with its field', async () => {
    const DATA_DIR = mkdtempSync(join(tmpdir(), 'faulty-'));
    const CONFIG_FILE = join(DATA_DIR, 'wattribute.yaml');
    writeFileSync(join(DATA_DIR, 'options.json'), '{"poll_interval": 1, "log_levle": "info"}');
    writeFileSync(CONFIG_FILE, 'retention_days: ever\ncircuits:\n  - {name: Kitchen}\n');
    const backend = spawnBackend({
      ...{ DATA_DIR, CONFIG_FILE, SERVICE_PORT: '70000', METER_TYPE: 'home_assistant', INFLUXDB_URL: 'http://127.0.0.1:8181' },
      HOME_ASSISTANT_TOKEN_FILE: join(DATA_DIR, 'no-such-file'),
    });
    expect(await backend.ended).toBe(1);
    const lines = backend.output().split('\n');
    for (const fault of [
      /^ {2}service_port \(environment\): at most 65535 is wanted/,
      /^ {2}poll_interval \(options\): at least 5 is wanted/,
      /^ {2}log_levle \(options\): there is no such setting/,
      /^ {2}retention_days \(file\): a number is wanted/,
      /^ {2}circuits\.0\.entity \(file\)/,
      /^ {2}home_assistant_token_file \(environment\): .*no-such-file cannot be read/,
      /^ {2}home_assistant_url: /,
      /^ {2}influxdb_token: InfluxDB needs it/,
      /^ {2}influxdb_bucket: the name of a database/,
    ])
      expect(
        lines.filter((line) => fault.test(line)),
        String(fault),
      ).toHaveLength(1);
    expect(backend.output()).not.toContain('    at ');
  });

  it('tells the faults of a file that cannot be read beside the others', async () => {
    const DATA_DIR = mkdtempSync(join(tmpdir(), 'faulty-'));
    mkdirSync(join(DATA_DIR, 'folder'));
    writeFileSync(join(DATA_DIR, 'options.json'), '{"poll_interval": ');
    const backend = spawnBackend({ DATA_DIR, CONFIG_FILE: join(DATA_DIR, 'absent.yaml'), HISTORY_DAYS: '-1' });
    expect(await backend.ended).toBe(1);
    for (const fault of [/options\.json cannot be read/, /absent\.yaml cannot be read/, /history_days \(environment\): at least 0/])
      expect(backend.output()).toMatch(fault);
  });
});
