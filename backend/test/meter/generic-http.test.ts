import { createHash } from 'node:crypto';
import { afterEach, describe, expect, it } from 'vitest';
import { createLog } from '../../log.ts';
import { createGenericMeter } from '../../meter/generic.ts';
import { answerChallenge, parseChallenge } from '../../meter/generic/digest.ts';
import type { GenericFields } from '../../meter/generic/settings.ts';
import { until } from '../home-assistant/until.ts';
import { createManualClock } from '../manual-clock.ts';
import { meterContract } from '../meter-contract.ts';
import { createFastMeterClock } from './fast-meter-clock.ts';
import { startLoopbackServer, type Asked, type Told } from './loopback-server.ts';
import { runMeter } from './run-meter.ts';
import { stepMeter } from './step-meter.ts';

const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});
const log = createLog({ level: 'silent', secrets: [] });

const clock = createFastMeterClock(100);

async function given(answer: (asked: Asked) => Told, settings: GenericFields = {}) {
  const server = await startLoopbackServer(answer);
  stops.push(server.stop);
  const meter = createGenericMeter({ id: 'generic', settings: { url: server.url, interval_s: 1, ...settings }, clock, log });
  const running = runMeter(meter);
  stops.push(running.stop);
  return { server, meter, ...running };
}

/** The first power of a meter that answers with this. */
async function powerOf(settings: GenericFields, body: unknown) {
  const { heard } = await given(() => ({ body }), settings);
  await until(() => heard.readings.length > 0);
  return heard.readings[0]!;
}

meterContract('generic over HTTP', async (fault) => {
  const stepped = createManualClock(Date.UTC(2026, 10, 24, 12));
  const said: (number | null)[] = [];
  const stamps: number[] = [];
  let trouble: 'down' | 'again' | 'older' | null = null;
  const server = await startLoopbackServer(() => {
    if (fault === 'refused') return { status: 401, body: '' };
    if (trouble === 'down') return { status: 503, body: '' };
    const last = stamps.at(-1) ?? 0;
    if (trouble !== null) return { body: { at: trouble === 'again' ? last : last - 500, power: 5, kitchen: 10, oven: 5 } };
    const power = said.length % 3 === 2 ? null : 100 + said.length;
    said.push(power);
    stamps.push(stepped.now() - 300);
    return { body: { at: stamps.at(-1), power, kitchen: 10, oven: said.length } };
  });
  const circuits = '[{"name": "Kitchen", "power": kitchen}, {"name": "Oven", "power": oven, "parent": "Kitchen"}]';
  const settings = { url: server.url, interval_s: 1, power: 'power', time: 'at', circuits };
  const meter = createGenericMeter({ id: 'house', settings, clock: stepped, log });
  const step = (isRunning = true) => stepMeter(stepped, 1000, isRunning);
  const during = async (what: 'down' | 'again' | 'older') => {
    trouble = what;
    await step();
    trouble = null;
  };
  return {
    meter,
    past: null,
    said: () => said,
    stamps: () => stamps,
    live: async (isRunning) => {
      for (let i = 0; i < 4; i++) await step(isRunning);
    },
    repeat: async () => {
      await during('again');
      await during('older');
    },
    stumble: async () => {
      await during('down');
      await step();
    },
    dispose: server.stop,
  };
});

describe('presets, by what their meters answer', () => {
  it.each<[string, unknown, number | null]>([
    ['shelly_gen1', { emeters: [{ power: 400.1 }, { power: -50 }, { power: 10 }] }, 360.1],
    ['shelly_gen2', { id: 0, a_act_power: 400.1, b_act_power: -50.0, c_act_power: 10.0, total_act_power: 360.1 }, 360.1],
    ['shelly_gen2', { id: 0, a_act_power: 400.1, b_act_power: null, c_act_power: 10.0, total_act_power: 410.1 }, null],
    ['shelly_em1', { 'em1:0': { id: 0, act_power: 812.5 } }, 812.5],
    ['shelly_plug', { id: 0, output: true, apower: 61.7, voltage: 230.1, aenergy: { total: 1200.5 }, ret_aenergy: { total: 0 } }, 61.7],
    ['tasmota', { StatusSNS: { Time: '2026-01-05T11:01:00', ENERGY: { Total: 12.3, Power: [8, 0] } } }, 8],
    ['tasmota', { StatusSNS: { Time: '2026-01-05T11:01:00', ENERGY: { Total: 12.3, Power: 42 } } }, 42],
    ['tasmota_sml', { StatusSNS: { MT175: { Power_curr: -321 } } }, -321],
    ['homewizard_v1', { wifi_ssid: 'x', total_power_import_kwh: 1.5, active_power_w: -321 }, -321],
    ['homewizard_v2', { power_w: 543, timestamp: '2026-01-05T11:01:00' }, 543],
    [
      'envoy',
      {
        consumption: [
          { measurementType: 'total-consumption', wNow: 900 },
          { measurementType: 'net-consumption', wNow: -250 },
        ],
      },
      -250,
    ],
  ])('%s', async (preset, body, watts) => {
    expect((await powerOf({ preset }, body)).total_power_w).toBe(watts);
  });

  it('iotawatt and fronius stamp by themselves', async () => {
    const seconds = Math.floor(clock.now() / 1000) - 20;
    const rows = [
      [seconds - 5, 1250.5],
      [seconds, 1310],
    ];
    expect(await powerOf({ preset: 'iotawatt' }, rows)).toMatchObject({ time_ms: seconds * 1000, total_power_w: 1310 });
    const head = { Timestamp: new Date(seconds * 1000).toISOString() };
    const fronius = await powerOf({ preset: 'fronius' }, { Head: head, Body: { Data: { Site: { P_Load: -640.5, P_PV: null } } } });
    expect(fronius).toMatchObject({ time_ms: seconds * 1000, total_power_w: 640.5 });
  });

  it.each([
    ['shelly_gen2', '/rpc/EM.GetStatus?id=0'],
    ['shelly_plug', '/rpc/Switch.GetStatus?id=0'],
  ])('%s is asked at the path that it has', async (preset, path) => {
    const { server } = await given(() => ({ body: {} }), { preset });
    await until(() => server.asked.length > 0);
    expect(server.asked[0]).toMatchObject({ method: 'GET', path });
  });
});

describe('what an answer means', () => {
  it('is converted by unit, scale and sign, less what is exported', async () => {
    expect((await powerOf({ power: 'p', unit: 'kW' }, { p: '1.5' })).total_power_w).toBe(1500);
    expect((await powerOf({ power: 'p', scale: -1 }, { p: 40 })).total_power_w).toBe(-40);
    expect((await powerOf({ power: 'in', power_export: 'out' }, { in: 0, out: 700 })).total_power_w).toBe(-700);
  });

  it('adds up grid, solar and battery', async () => {
    const settings = { power: 'grid', solar: 'sun', battery: 'battery' };
    expect(await powerOf(settings, { grid: -500, sun: 2000, battery: -300 })).toMatchObject({
      ...{ total_power_w: 1200, grid_w: -500, solar_w: 2000, battery_w: -300 },
    });
    expect((await powerOf(settings, { grid: -500, sun: null, battery: 0 })).total_power_w).toBeNull();
  });

  it.each([
    ['a missing path', {}],
    ['null', { p: null }],
    ['no number', { p: 'off' }],
    ['a power that no home draws', { p: 4e8 }],
    ['a list with a hole', { p: [1, null, 3] }],
  ])('is a gap for %s, never 0', async (_what, body) => expect((await powerOf({ power: 'p' }, body)).total_power_w).toBeNull());

  it('does not take fewer phases than it knows for the whole', async () => {
    const answers = [
      [1, 2, 3],
      [1, 2],
      [4, 5, 6],
    ];
    let i = 0;
    const { heard } = await given(() => ({ body: { p: answers[Math.min(i++, 2)] } }), { power: 'p' });
    await until(() => heard.readings.length >= 3);
    expect(heard.powers().slice(0, 3)).toEqual([6, null, 15]);
    expect(heard.readings[0]).toMatchObject({ phase_1_w: 1, phase_2_w: 2, phase_3_w: 3 });
  });

  it('passes over what comes twice or late, and what its error says', async () => {
    const now = clock.now();
    const bodies = [
      { t: now - 3000, p: 1 },
      { t: now - 3000, p: 1 },
      { t: now - 9000, p: 2 },
      { warning: 'need a password' },
      { t: now - 1000, p: 3 },
    ];
    let i = 0;
    const { heard, meter } = await given(() => ({ body: bodies[Math.min(i++, 4)] }), { power: 'p', time: 't', error: 'warning' });
    await until(() => heard.readings.length >= 2);
    expect(heard.powers().slice(0, 2)).toEqual([1, 3]);
    expect(heard.reports.map(([, message]) => message ?? '').join('\n')).toContain('it says: "need a password"');
    expect(meter.heardMs()).toBeGreaterThanOrEqual(now - 1000);
  });

  it('refuses a clock that is ahead, and a time without a zone', async () => {
    const ahead = await given(() => ({ body: { t: clock.now() + 3_600_000, p: 1 } }), { power: 'p', time: 't' });
    await until(() => ahead.heard.reports.some(([, message]) => message?.includes('s ahead; set it right')));
    const bare = await given(() => ({ body: { t: '2026-01-05T11:01:00', p: 1 } }), { power: 'p', time: 't' });
    await until(() => bare.heard.reports.some(([, message]) => message?.includes('set time_zone')));
    expect([...ahead.heard.readings, ...bare.heard.readings]).toEqual([]);
    const zoned = await powerOf({ power: 'p', time: 't', time_zone: 'Europe/Berlin' }, { t: '2026-01-05T11:01:00', p: 1 });
    expect(zoned.time_ms).toBe(Date.parse('2026-01-05T10:01:00Z'));
  });
});

describe('a meter that does not answer as it should', () => {
  it('is asked again, and its silence is a gap that begins where the last reading no longer holds', async () => {
    let fails = false;
    const { heard } = await given(() => (fails ? { status: 503, body: 'down' } : { body: { p: 7 } }), { power: 'p', max_age_s: 5 });
    await until(() => heard.readings.length >= 2);
    fails = true;
    await until(() => heard.powers().at(-1) === null);
    const [before, gap] = heard.readings.slice(-2);
    expect(gap!.time_ms - before!.time_ms).toBe(5000);
    fails = false;
    await until(() => heard.powers().at(-1) === 7);
    expect(heard.backs).toBe(2);
    expect(heard.powers().filter((power) => power === null)).toHaveLength(1);
    expect(heard.reports.some(([, message]) => message?.includes('answers with the status 503'))).toBe(true);
  });

  it('says that it answers with HTML', async () => {
    const { heard } = await given(() => ({ body: '<html>sign in</html>' }), { power: 'p' });
    await until(() => heard.reports.some(([, message]) => message?.includes('HTML instead of JSON')));
    expect(heard.readings).toEqual([]);
  });

  it('is left alone for as long as it says', async () => {
    const { server, heard } = await given(() => ({ status: 429, headers: { 'retry-after': '600' }, body: '' }), { power: 'p' });
    await until(() => heard.reports.some(([, message]) => message?.includes('asked too often')));
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(server.asked).toHaveLength(1);
  });

  it('stops where it refuses the password, and says so without it', async () => {
    const secret = 'a-very-secret-word';
    const settings: GenericFields = { power: 'p', auth: { type: 'basic', username: 'me', password: secret } };
    const { heard, server, ended } = await given(() => ({ status: 401, body: '' }), settings);
    await ended;
    expect(heard.error).toMatchObject({ name: 'AuthError', message: expect.stringMatching(/refuses the password/) as string });
    expect(String(heard.error)).not.toContain(secret);
    expect(server.asked).toHaveLength(1);
    expect(server.asked[0]?.headers.authorization).toBe(`Basic ${Buffer.from(`me:${secret}`).toString('base64')}`);
  });

  it('stops where an expression is none', () =>
    expect(given(() => ({ body: {} }), { power: 'a[' }).then(({ ended, heard }) => ended.then(() => heard.error))).resolves.toMatchObject({
      name: 'ConfigurationError',
      message: expect.stringMatching(/power: "a\[" is no JSONata/) as string,
    }));
});

describe('authentication', () => {
  const digest = (text: string) => createHash('sha256').update(text).digest('hex');

  it('answers the digest that RFC 7616 gives as an example', () => {
    const header =
      'Digest realm="http-auth@example.org", qop="auth, auth-int", algorithm=SHA-256, nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"';
    const cnonce = 'f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ';
    const credentials = { username: 'Mufasa', password: 'Circle of Life' };
    const request = { method: 'GET', uri: '/dir/index.html', count: 1, cnonce };
    expect(answerChallenge(parseChallenge(header)!, credentials, request)).toContain(
      'response="753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1"',
    );
    const md5 = parseChallenge(header.replace('SHA-256', 'MD5'))!;
    expect(answerChallenge(md5, credentials, request)).toContain('response="8ca523f5e9506fed4657c9700eebdbec"');
    expect(parseChallenge('Basic realm="x"')).toBeNull();
  });

  it('sends a digest where the meter asks for it, never the password', async () => {
    const challenge = 'Digest qop="auth", realm="shellypro3em", nonce="60dc59c6", algorithm=SHA-256';
    const { server, heard } = await given(
      ({ headers: { authorization = '' }, method, path }) => {
        const field = (name: string) => new RegExp(`${name}="?([^",]+)`).exec(authorization)?.[1] ?? '';
        const who = digest('admin:shellypro3em:secret');
        const right = digest(`${who}:60dc59c6:${field('nc')}:${field('cnonce')}:auth:${digest(`${method}:${path}`)}`);
        return field('response') === right
          ? { body: { total_act_power: 5, a_act_power: 5, b_act_power: 0, c_act_power: 0 } }
          : { status: 401, headers: { 'www-authenticate': challenge }, body: '' };
      },
      { preset: 'shelly_gen2', auth: { type: 'any', username: 'admin', password: 'secret' } },
    );
    await until(() => heard.readings.length > 0);
    expect(heard.powers()[0]).toBe(5);
    expect(server.asked.every(({ headers }) => !/^Basic/.test(headers.authorization ?? ''))).toBe(true);
  });

  it('bears a token, sends a body as a POST, and headers as they are said', async () => {
    const settings: GenericFields = {
      power: 'p',
      auth: { type: 'bearer', token: 'abc' },
      body: '{"q":1}',
      headers: { 'X-Api-Version': '2' },
    };
    const { server, heard } = await given(() => ({ body: { p: 1 } }), settings);
    await until(() => heard.readings.length > 0);
    expect(server.asked[0]).toMatchObject({ method: 'POST', body: '{"q":1}' });
    expect(server.asked[0]?.headers).toMatchObject({ authorization: 'Bearer abc', 'x-api-version': '2' });
  });
});
