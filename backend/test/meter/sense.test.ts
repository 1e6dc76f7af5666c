import { afterEach, describe, expect, it } from 'vitest';
import { createLog } from '../../log.ts';
import { createForgetfulMemory } from '../../meter/meter-memory.ts';
import { createSenseMeter, type SenseMeterOptions } from '../../meter/sense.ts';
import { until } from '../home-assistant/until.ts';
import { startWebSocketServer } from '../home-assistant/web-socket-server.ts';
import { createManualClock } from '../manual-clock.ts';
import { meterContract } from '../meter-contract.ts';
import { createFastMeterClock } from './fast-meter-clock.ts';
import { startLoopbackServer, type Asked, type Told } from './loopback-server.ts';
import { runMeter } from './run-meter.ts';
import { stepMeter } from './step-meter.ts';

const fastClock = createFastMeterClock(1000);
const MINUTE = 60_000;
const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

type Cloud = {
  wantsCode: boolean;
  code: string;
  passwordIsRight: boolean;
  renews: boolean;
  refuseFeed: number;
  isOffline: boolean;
  watts: number;
  /** How old its newest is, s. */
  ageS: number;
};

const login = { access_token: 't1', refresh_token: 'r1', user_id: 9, monitors: [{ id: 42, time_zone: 'Europe/Berlin', online: true }] };

function answer(cloud: Cloud, { path, body }: Asked): Told {
  const fields = new URLSearchParams(body);
  if (path === '/renew')
    return cloud.renews ? { body: { access_token: 't2', refresh_token: 'r2', user_id: 9 } } : { status: 401, body: '' };
  if (path === '/authenticate/mfa')
    return fields.get('totp') === cloud.code ? { body: login } : { status: 401, body: { error_reason: 'no' } };
  if (!cloud.passwordIsRight) return { status: 401, body: { status: 'error', error_reason: 'Incorrect password' } };
  return cloud.wantsCode ? { status: 401, body: { mfa_token: 'mfa' } } : { body: login };
}

async function open(given: Partial<Cloud> = {}, options: Partial<SenseMeterOptions> = {}) {
  const { clock = fastClock } = options;
  const cloud: Cloud = {
    ...{ wantsCode: false, code: '123456', passwordIsRight: true, renews: true, refuseFeed: 0, isOffline: false, watts: 1250.5, ageS: 14 },
    ...given,
  };
  const server = await startLoopbackServer((asked) => answer(cloud, asked));
  const said: number[] = [];
  const stamps: number[] = [];
  const feed = await startWebSocketServer({
    onOpen: (peer) => {
      peer.send(JSON.stringify({ type: 'hello', payload: { online: true } }));
      if (cloud.refuseFeed-- > 0) {
        peer.send(JSON.stringify({ type: 'error', payload: { authorized: false, error_reason: 'Unauthorized' } }));
        return;
      }
      if (cloud.isOffline) {
        peer.send(JSON.stringify({ type: 'error', payload: { authorized: true, error_reason: 'Monitor offline' } }));
        return;
      }
      const devices = [
        { id: 'always_on', name: 'Always on', w: 200 },
        { id: 'd1', name: 'Fridge', w: 95 },
        { id: 'unknown', name: 'Other', w: 1050.5 },
      ];
      const payload = { w: cloud.watts, solar_w: 0, channels: [700.5, 550], devices, epoch: Math.floor(clock.now() / 1000) - cloud.ageS };
      said.push(cloud.watts);
      stamps.push(payload.epoch * 1000);
      peer.send(JSON.stringify({ type: 'realtime_update', payload }));
    },
    onText: () => undefined,
  });
  const lines: string[] = [];
  const log = createLog({ level: 'trace', secrets: [], destination: { write: (line: string) => void lines.push(line) } });
  const urls = { api: `${server.url}/`, feed: `ws://127.0.0.1:${feed.port}/` };
  const memory = createForgetfulMemory();
  const meter = createSenseMeter({
    id: 'sense',
    username: 'me@example.org',
    password: 'a-secret-word',
    memory,
    clock,
    log,
    urls,
    ...options,
  });
  const stop = async () => {
    await feed.stop();
    await server.stop();
  };
  return { cloud, server, meter, memory, lines, stop, said, stamps };
}

async function given(cloudOptions: Partial<Cloud> = {}, options: Partial<SenseMeterOptions> = {}) {
  const opened = await open(cloudOptions, options);
  stops.push(opened.stop);
  const running = runMeter(opened.meter);
  stops.push(running.stop);
  return { ...opened, ...running, stop: running.stop };
}

meterContract('sense', async (fault) => {
  const stepped = createManualClock(Date.UTC(2026, 10, 24, 12));
  const { meter, stop, cloud, stamps } = await open({ passwordIsRight: fault === undefined }, { clock: stepped });
  const step = (isRunning = true) => stepMeter(stepped, MINUTE, isRunning);
  return {
    meter,
    past: null,
    stamps: () => stamps,
    live: async (isRunning) => {
      for (let i = 0; i < 4; i++) {
        cloud.watts += 1;
        await step(isRunning);
      }
    },
    repeat: async () => {
      // Of the minute before, and of the one before that.
      for (const minutes of [1, 3]) {
        cloud.ageS = 14 + minutes * 60;
        await step();
      }
      cloud.ageS = 14;
    },
    stumble: async () => {
      cloud.isOffline = true;
      await step();
      cloud.isOffline = false;
      await step();
    },
    dispose: stop,
  };
});

describe('the meter of Sense', () => {
  it('tells the load, its legs and devices, at the time that the monitor says', async () => {
    const { heard, meter } = await given();
    await until(() => heard.readings.length > 0);
    expect(heard.readings[0]).toMatchObject({ total_power_w: 1250.5, phase_1_w: 700.5, phase_2_w: 550, solar_w: 0 });
    expect(fastClock.now() - heard.readings[0]!.time_ms).toBeGreaterThan(13_000);
    expect(meter.describe()?.circuits.map(({ circuit_name }) => circuit_name)).toEqual(['Fridge']);
    expect(heard.circuits[0]).toMatchObject({ power_w: 95, percentage: 7.597 });
  });

  it('takes a code once, and lets in by what it keeps from then on', async () => {
    const { memory, heard, stop, server } = await given({ wantsCode: true }, { mfaCode: '123456' });
    await until(() => heard.readings.length > 0);
    await stop();
    expect(new URLSearchParams(server.asked[1]?.body).get('totp')).toBe('123456');
    const again = await given({ wantsCode: true }, { memory });
    await until(() => again.heard.readings.length > 0);
    expect(again.server.asked).toEqual([]);
  });

  it.each<[string, Partial<Cloud>, Partial<SenseMeterOptions>, RegExp]>([
    ['a wrong password', { passwordIsRight: false }, {}, /refuses the e-mail address or password/],
    ['a missing code', { wantsCode: true }, {}, /set METER_MFA_CODE/],
    ['a wrong code', { wantsCode: true }, { mfaCode: '000000' }, /refuses the code/],
  ])('stops at %s, and says so', async (_what, cloud, options, message) => {
    const { heard, ended, lines } = await given(cloud, options);
    await ended;
    expect(heard.error).toMatchObject({ name: 'AuthError', message: expect.stringMatching(message) as string });
    expect(`${String(heard.error)}${lines.join('')}`).not.toMatch(/a-secret-word|access_token/);
  });

  it('renews a token that ran out, under the same device', async () => {
    const { heard, server, memory } = await given({ refuseFeed: 1 });
    await until(() => heard.readings.length > 0);
    expect(server.asked.map(({ path }) => path)).toEqual(['/authenticate', '/renew']);
    expect(new Set(server.asked.map(({ headers }) => headers['x-sense-device-id'])).size).toBe(1);
    expect(await memory.get()).toMatchObject({ login: { access_token: 't2', refresh_token: 'r2' } });
  });

  it('does not sign in again and again where tokens are refused', async () => {
    const { heard, server } = await given({ refuseFeed: 1000, renews: false });
    await until(() => heard.reports.some(([, message]) => message?.includes('signed in to a moment ago')));
    expect(server.asked.filter(({ path }) => path === '/authenticate')).toHaveLength(1);
  });

  it('is a gap while the monitor is offline', async () => {
    const { heard, cloud } = await given();
    await until(() => heard.readings.length > 0);
    cloud.isOffline = true;
    await until(() => heard.powers().at(-1) === null);
    expect(heard.reports.some(([, message]) => message?.includes('Monitor offline'))).toBe(true);
    cloud.isOffline = false;
    await until(() => heard.powers().at(-1) !== null);
  });
});
