import { createServer, type AddressInfo } from 'node:net';
import { Aedes } from 'aedes';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { systemClock as clock } from '../../clock.ts';
import { createLog } from '../../log.ts';
import { createGenericMeter } from '../../meter/generic.ts';
import type { GenericFields } from '../../meter/generic/settings.ts';
import { until } from '../home-assistant/until.ts';
import { meterContract } from '../meter-contract.ts';
import { runMeter } from './run-meter.ts';
import { watchMeter } from './watch-meter.ts';

const log = createLog({ level: 'silent', secrets: [] });
const TOPIC = 'tele/meter/SENSOR';
const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

/** A real broker on loopback, with one user where a password is wanted. */
async function startBroker({ password, port = 0 }: { password?: string; port?: number } = {}) {
  const broker = await Aedes.createBroker();
  if (password !== undefined)
    broker.authenticate = (_client, user, given, done) => {
      if (user === 'me' && given?.toString() === password) done(null, true);
      else done(Object.assign(new Error('refused'), { returnCode: 4 }), false);
    };
  const server = createServer(broker.handle);
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const publish = (payload: unknown, retain = false) =>
    new Promise<void>((resolve) => {
      const text = typeof payload === 'string' ? payload : JSON.stringify(payload);
      broker.publish({ cmd: 'publish', topic: TOPIC, payload: text, qos: 0, retain, dup: false }, () => resolve());
    });
  const stop = async () => {
    await new Promise<void>((resolve) => broker.close(() => resolve()));
    if (server.listening) await new Promise((resolve) => server.close(resolve));
  };
  return { port: (server.address() as AddressInfo).port, publish, stop };
}

const meterOf = (port: number, settings: GenericFields = {}, ofClock = clock) =>
  createGenericMeter({
    id: 'house',
    settings: { preset: 'tasmota_mqtt', url: `mqtt://127.0.0.1:${port}`, topic: TOPIC, ...settings },
    clock: ofClock,
    log,
  });

async function given(settings: GenericFields = {}, brokerOptions: { password?: string } = {}) {
  const broker = await startBroker(brokerOptions);
  stops.push(broker.stop);
  const meter = meterOf(broker.port, settings);
  const running = runMeter(meter);
  stops.push(running.stop);
  return { broker, meter, ...running };
}

meterContract('generic over MQTT', async (fault) => {
  const wanted = fault === undefined ? {} : { password: 'right-word' };
  const auth = { type: 'basic', username: 'me', password: 'wrong-word' } as const;
  let broker = await startBroker(wanted);
  const { meter, seen } = watchMeter(meterOf(broker.port, { time: 'at', ...(fault !== undefined && { auth }) }));
  const said: (number | null)[] = [];
  const stamps: number[] = [];
  const passedOver = () => Object.values(meter.findings?.() ?? {}).reduce((sum, count) => sum + count, 0);
  return {
    meter,
    past: null,
    said: () => said,
    stamps: () => stamps,
    live: async (isRunning) => {
      if (isRunning) await until(() => seen.backs > 0);
      const enough = seen.readings + 4;
      for (const power of [12, null, -40.5, 700]) {
        const at = Math.max(Date.now(), (stamps.at(-1) ?? 0) + 1);
        stamps.push(at);
        said.push(power);
        await broker.publish({ at, ENERGY: { Power: power } });
      }
      if (isRunning) await until(() => seen.readings >= enough);
    },
    repeat: async () => {
      const enough = passedOver() + 2;
      for (const at of [stamps.at(-1) ?? 0, (stamps.at(-1) ?? 0) - 5000]) await broker.publish({ at, ENERGY: { Power: 1 } });
      await until(() => passedOver() >= enough);
    },
    stumble: async () => {
      const [backs, { port }] = [seen.backs, broker];
      await broker.stop();
      await until(() => seen.statuses.at(-1) === 'degraded');
      broker = await startBroker({ port });
      await until(() => seen.backs > backs, 30_000);
    },
    dispose: () => broker.stop(),
  };
});

describe('a topic of a broker', () => {
  it('is read as it is told, with what is no JSON told and passed over', async () => {
    const { broker, heard } = await given();
    await until(() => heard.backs === 1);
    await broker.publish({ ENERGY: { Power: [8, 2] } });
    await broker.publish('offline');
    await broker.publish({ WARNING: 'no' });
    await broker.publish({ ENERGY: { Power: [9, 2] } });
    await until(() => heard.readings.length === 2);
    expect(heard.powers()).toEqual([10, 11]);
    const told = heard.reports.map(([, message]) => message ?? '').join('\n');
    expect(told).toContain('what is told there is no JSON');
    expect(told).toContain('it says: "no"');
    expect(heard.reports.at(-1)?.[0]).toBe('ok');
  });

  it('has been heard up to each reading when that is handed on, and to no later one that is still being read', async () => {
    const broker = await startBroker();
    stops.push(broker.stop);
    // A clock that moves whenever it is asked: no two moments in the code share a time.
    let time_ms = Date.now();
    const meter = meterOf(broker.port, {}, { now: () => (time_ms += 1), sleep: (ms, signal) => clock.sleep(ms, signal) });
    const { heard, stop } = runMeter(meter);
    stops.push(stop);
    await until(() => heard.backs === 1);
    for (const power of [5, 6, 7, 8]) {
      const before = meter.heardMs() ?? 0;
      await broker.publish({ ENERGY: { Power: power } });
      await until(() => heard.powers().at(-1) === power);
      const last = heard.readings.at(-1)?.time_ms ?? 0;
      expect(last).toBeGreaterThan(before);
      expect(meter.heardMs()).toBeGreaterThanOrEqual(last);
    }
  });

  it('is not believed for what the broker kept, unless that says its time', async () => {
    const broker = await startBroker();
    stops.push(broker.stop);
    const time_ms = Date.now() - 5000;
    await broker.publish({ ENERGY: { Power: 5 }, at: time_ms }, true);
    const bare = runMeter(meterOf(broker.port));
    const stamped = runMeter(meterOf(broker.port, { time: 'at' }));
    stops.push(bare.stop, stamped.stop);
    await until(() => stamped.heard.readings.length === 1);
    expect(stamped.heard.readings[0]).toMatchObject({ time_ms, total_power_w: 5 });
    expect(bare.heard.readings).toEqual([]);
  });

  it('is followed again after the broker was away, and is a gap meanwhile', async () => {
    const { broker, heard } = await given({ max_age_s: 1 });
    await until(() => heard.backs === 1);
    await broker.publish({ ENERGY: { Power: 5 } });
    await until(() => heard.readings.length === 1);
    await broker.stop();
    await until(() => heard.powers().at(-1) === null);
    expect(heard.reports.at(-1)?.[0]).toBe('degraded');
    const again = await startBroker({ port: broker.port });
    stops.push(again.stop);
    const publish = async () => {
      await again.publish({ ENERGY: { Power: 6 } });
      expect(heard.powers().at(-1)).toBe(6);
    };
    await vi.waitFor(publish, { timeout: 60_000, interval: 100 });
    expect(heard.backs).toBeGreaterThanOrEqual(2);
  });

  it('takes user name and password, and stops where they are refused', async () => {
    const auth = { type: 'basic', username: 'me', password: 'right-word' } as const;
    const right = await given({ auth }, { password: 'right-word' });
    await until(() => right.heard.backs === 1);
    const wrong = await given({ auth: { ...auth, password: 'wrong-word' } }, { password: 'right-word' });
    await wrong.ended;
    expect(wrong.heard.error).toMatchObject({ name: 'AuthError', message: 'the broker refuses the user name or password' });
  });
});
