import { afterEach, describe, expect, it } from 'vitest';
import { createLog } from '../../log.ts';
import { createEmporiaMeter } from '../../meter/emporia.ts';
import { until } from '../home-assistant/until.ts';
import type { Clock } from '../../clock.ts';
import { createManualClock } from '../manual-clock.ts';
import { meterContract } from '../meter-contract.ts';
import { createFastMeterClock } from './fast-meter-clock.ts';
import { startLoopbackServer, type Asked, type Told } from './loopback-server.ts';
import { runMeter } from './run-meter.ts';
import { stepMeter } from './step-meter.ts';

const MINUTE = 60_000;
const fastClock = createFastMeterClock(1200);
const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

/** In the shape that the cloud answers with. */
const DEVICES = {
  customerGid: 7,
  devices: [
    {
      deviceGid: 1,
      manufacturerDeviceId: 'A0MAIN',
      locationProperties: { deviceName: 'Panel' },
      channels: [
        { channelNum: '1,2,3', name: 'Main', type: 'Main', channelTypeGid: null },
        { channelNum: '1', name: 'Oven', type: 'FiftyAmp' },
        { channelNum: '2', name: 'Subpanel', type: 'FiftyAmp' },
        { channelNum: '3', name: 'Roof', type: 'FiftyAmp', channelTypeGid: 13 },
        { channelNum: 'Balance', name: 'Balance' },
      ],
      devices: [
        {
          deviceGid: 2,
          parentChannelNum: '2',
          locationProperties: { deviceName: 'Sub' },
          channels: [{ channelNum: '1,2,3' }, { channelNum: '1', name: 'Desk' }],
        },
      ],
    },
  ],
};

type Cloud = {
  /** kWh of the minute, by channel; null: not there yet. */
  usage: (endMs: number) => { mains: number | null; oven: number; roof: number };
  /** How late minutes come. */
  lateMs: number;
  newer: boolean;
  passwordIsRight: boolean;
  devicesFail: boolean;
  refuseTokens: number;
  isDown: boolean;
  /** Tells minutes that were told already, by so many. */
  agoMinutes: number;
};

const kwh = (watts: number | null) => (watts === null ? null : watts / 60_000);

function answer(cloud: Cloud, { path, headers, body }: Asked, clock: Clock): Told {
  if (path === '/cognito') return signIn(cloud, headers['x-amz-target'], body);
  if (path === '/maintenance') return cloud.isDown ? { body: { msg: 'down' } } : { status: 403, body: '' };
  if (headers['authtoken'] !== undefined && cloud.refuseTokens-- > 0) return { status: 401, body: '' };
  if (cloud.isDown) return { status: 502, body: '' };
  if (path === '/customers/devices') return cloud.devicesFail ? { status: 400, body: '' } : { body: DEVICES };
  const url = new URL(path, 'http://x');
  if (url.pathname.startsWith('/v1/'))
    return cloud.newer ? powers(cloud, url, clock) : { status: 403, body: { message: 'Missing Authentication Token' } };
  const instant = new Date(Date.parse(url.searchParams.get('instant') ?? '') - cloud.agoMinutes * MINUTE).toISOString();
  const { mains, oven, roof } =
    Date.parse(instant) > clock.now() - cloud.lateMs ? { mains: null, oven: 0, roof: 0 } : cloud.usage(Date.parse(instant));
  const channelUsages = [
    { name: 'Main', channelNum: '1,2,3', usage: kwh(mains), nestedDevices: [] },
    { name: 'Oven', channelNum: '1', usage: kwh(oven), nestedDevices: [] },
    { name: 'Roof', channelNum: '3', usage: kwh(roof), nestedDevices: [] },
    {
      name: 'Subpanel',
      channelNum: '2',
      usage: kwh(80),
      nestedDevices: [
        {
          deviceGid: 2,
          channelUsages: [
            { channelNum: '1,2,3', usage: kwh(79) },
            { channelNum: '1', usage: kwh(-30) },
          ],
        },
      ],
    },
    { name: 'Balance', channelNum: 'Balance', usage: kwh(12), nestedDevices: [] },
  ];
  return { body: { deviceListUsages: { instant, scale: '1MIN', devices: [{ deviceGid: 1, channelUsages }] } } };
}

function signIn(cloud: Cloud, target: unknown, body: string): Told {
  const { AuthFlow, AuthParameters } = JSON.parse(body) as { AuthFlow: string; AuthParameters: Record<string, string> };
  if (target !== 'AWSCognitoIdentityProviderService.InitiateAuth') return { status: 400, body: { __type: 'UnknownOperationException' } };
  const right = AuthFlow === 'REFRESH_TOKEN_AUTH' || (AuthParameters['USERNAME'] === 'me@example.org' && cloud.passwordIsRight);
  if (!right) return { status: 400, body: { __type: 'NotAuthorizedException', message: 'Incorrect username or password.' } };
  return {
    body: {
      AuthenticationResult: { IdToken: 'id', RefreshToken: AuthFlow === 'USER_PASSWORD_AUTH' ? 'refresh' : undefined, ExpiresIn: 3600 },
    },
  };
}

function powers(cloud: Cloud, url: URL, clock: Clock): Told {
  const [start, end] = ['start', 'end'].map((name) => Date.parse(url.searchParams.get(name) ?? '')) as [number, number];
  const ends = Array.from({ length: Math.round((end - start) / MINUTE) }, (_, i) => start + (i + 1 - cloud.agoMinutes) * MINUTE);
  const usages = (watts: (endMs: number) => number | null) =>
    ends.map((endMs) => ({
      interval: { start: new Date(endMs - MINUTE).toISOString(), end: new Date(endMs).toISOString() },
      power_watts: watts(endMs),
      partial: endMs > clock.now() - cloud.lateMs,
    }));
  const circuit = (circuit_id: string, watts: (endMs: number) => number | null) => ({
    ...{ device_id: 'A0MAIN', circuit_id, circuit_name: circuit_id, usages: usages(watts) },
  });
  const success = [
    circuit('Mains', (endMs) => cloud.usage(endMs).mains),
    circuit('1', (endMs) => cloud.usage(endMs).oven),
    circuit('3', (endMs) => cloud.usage(endMs).roof),
  ];
  return { body: { power_resolution: 'MINUTES', success, error: [] } };
}

async function open(given: Partial<Cloud> = {}, clock: Clock = fastClock) {
  const cloud: Cloud = {
    ...{ usage: () => ({ mains: -500, oven: 40, roof: -1700 }), lateMs: 2 * MINUTE, newer: false },
    ...{ passwordIsRight: true, devicesFail: false, refuseTokens: 0, isDown: false, agoMinutes: 0 },
    ...given,
  };
  const server = await startLoopbackServer((asked) => answer(cloud, asked, clock));
  const lines: string[] = [];
  const log = createLog({ level: 'trace', secrets: [], destination: { write: (line: string) => void lines.push(line) } });
  const urls = { cognito: `${server.url}/cognito`, power: server.url, legacy: server.url, maintenance: `${server.url}/maintenance` };
  const meter = createEmporiaMeter({ id: 'emporia', username: 'Me@Example.org', password: 'a-secret-word', clock, log, urls });
  return { cloud, server, meter, lines };
}

async function given(cloudOptions: Partial<Cloud> = {}) {
  const opened = await open(cloudOptions);
  stops.push(opened.server.stop);
  const running = runMeter(opened.meter);
  stops.push(running.stop);
  return { ...opened, ...running };
}

for (const newer of [false, true])
  meterContract(`emporia, ${newer ? 'newer' : 'older'} interface`, async (fault) => {
    const stepped = createManualClock(Date.UTC(2026, 10, 24, 12));
    const { meter, server, cloud } = await open({ newer, passwordIsRight: fault === undefined }, stepped);
    const step = (isRunning = true) => stepMeter(stepped, MINUTE, isRunning);
    return {
      meter,
      past: null,
      // The ends of minutes.
      stamps: () => Array.from({ length: 60 }, (_, i) => stepped.now() - (stepped.now() % MINUTE) - i * MINUTE),
      live: async (isRunning) => {
        for (let i = 0; i < 6; i++) await step(isRunning);
      },
      repeat: async () => {
        // The newer interface tells all minutes that are missing, the older one the next.
        for (const ago of newer ? [3, 4] : [1, 2]) {
          cloud.agoMinutes = ago;
          await step();
        }
        cloud.agoMinutes = 0;
      },
      stumble: async () => {
        cloud.isDown = true;
        await step();
        cloud.isDown = false;
        await step();
      },
      dispose: server.stop,
    };
  });

describe('the meter of Emporia', () => {
  it.each([false, true])('adds up mains and solar, with circuits and those of devices within, newer interface: %s', async (newer) => {
    const { heard, meter } = await given({ newer });
    await until(() => heard.readings.length >= 3);
    expect(heard.readings[0]).toMatchObject({ total_power_w: 1200, grid_w: -500, solar_w: 1700, meter_source: 'direct_api' });
    expect(heard.readings.every(({ time_ms }) => time_ms % MINUTE === 0)).toBe(true);
    const parents = Object.fromEntries((meter.describe()?.circuits ?? []).map(({ circuit_name, parent }) => [circuit_name, parent]));
    expect(parents).toEqual({ Oven: null, Subpanel: null, Sub: '1-2', Desk: '2-1,2,3' });
    const powers = Object.fromEntries(heard.circuits.map(({ circuit_name, power_w }) => [circuit_name, power_w]));
    expect(powers).toMatchObject(newer ? { Oven: 40 } : { Oven: 40, Sub: 79, Desk: 30 });
  });

  it('waits for minutes that are late, and takes each once, in order', async () => {
    const { heard } = await given({ lateMs: 4 * MINUTE });
    await until(() => heard.readings.length >= 4);
    const times = heard.readings.map(({ time_ms }) => time_ms / MINUTE);
    expect(new Set(times).size).toBe(times.length);
    expect(heard.powers().every((power) => power === 1200)).toBe(true);
  });

  it('does not believe a 0 of the mains, which means that the minute is not there yet', async () => {
    const { heard, cloud } = await given({ usage: () => ({ mains: 0, oven: 0, roof: 0 }) });
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(heard.readings).toEqual([]);
    cloud.usage = () => ({ mains: 300, oven: 0, roof: 0 });
    await until(() => heard.readings.length > 0);
    expect(heard.powers()[0]).toBe(300);
  });

  it('asks one question a minute, within what a day allows', async () => {
    const { heard, server } = await given();
    const from = fastClock.now();
    await until(() => heard.readings.length >= 20);
    const minutes = (fastClock.now() - from) / MINUTE;
    const questions = server.asked.filter(({ path }) => path.includes('getDeviceListUsages')).length;
    expect(questions).toBeLessThanOrEqual(minutes + 2);
  });

  it('stops where the password is wrong, says so, and tells it to nobody', async () => {
    const { heard, ended, server, lines } = await given({ passwordIsRight: false });
    await ended;
    expect(heard.error).toMatchObject({ name: 'AuthError', message: expect.stringMatching(/refuses the user name or password/) as string });
    expect(server.asked).toHaveLength(1);
    expect(`${String(heard.error)}${lines.join('')}`).not.toContain('a-secret-word');
  });

  it('renews a token that is refused, and goes on while the list of devices fails', async () => {
    const { heard, cloud, server } = await given();
    await until(() => heard.readings.length > 0);
    Object.assign(cloud, { devicesFail: true, refuseTokens: 1 });
    const count = heard.readings.length;
    await until(() => heard.readings.length > count + 2);
    const flows = server.asked
      .filter(({ path }) => path === '/cognito')
      .map(({ body }) => (JSON.parse(body) as { AuthFlow: string }).AuthFlow);
    expect(flows.slice(0, 2)).toEqual(['USER_PASSWORD_AUTH', 'REFRESH_TOKEN_AUTH']);
    expect(heard.error).toBeUndefined();
  });

  it('says that the cloud is down for maintenance, and is a gap meanwhile', async () => {
    const { heard, cloud } = await given();
    await until(() => heard.readings.length > 0);
    cloud.isDown = true;
    await until(() => heard.reports.some(([, message]) => message?.includes('down for maintenance')));
    await until(() => heard.powers().at(-1) === null);
    cloud.isDown = false;
    await until(() => heard.powers().at(-1) === 1200);
    expect(heard.backs).toBeGreaterThan(1);
  });
});
