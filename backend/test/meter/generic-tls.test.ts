import { mkdtempSync, writeFileSync } from 'node:fs';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo, Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer as createTlsServer } from 'node:tls';
import { Aedes } from 'aedes';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { systemClock as clock } from '../../clock.ts';
import { createLog } from '../../log.ts';
import { createGenericMeter } from '../../meter/generic.ts';
import type { GenericFields } from '../../meter/generic/settings.ts';
import { until } from '../home-assistant/until.ts';
import { AUTHORITY, CERTIFICATE, KEY } from './own-certificate.ts';
import { runMeter } from './run-meter.ts';

const log = createLog({ level: 'silent', secrets: [] });
const ca = join(mkdtempSync(join(tmpdir(), 'authority-')), 'ca.pem');
writeFileSync(ca, AUTHORITY);
const certificate = { cert: CERTIFICATE, key: KEY };
const TOPIC = 'tele/meter/SENSOR';

const listen = (server: Server) => new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
const portOf = (server: Server) => (server.address() as AddressInfo).port;
const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

function run(settings: GenericFields) {
  const running = runMeter(createGenericMeter({ id: 'house', settings, clock, log }));
  stops.push(running.stop);
  return running;
}

describe('a meter over https with a certificate of its own', () => {
  const server = createHttpsServer(certificate, (_request, response) => response.end('{"p": 640}'));
  beforeAll(() => listen(server));
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });
  const runOver = (tls: GenericFields['tls']) => run({ url: `https://127.0.0.1:${portOf(server)}`, power: 'p', tls });
  const faultOf = async ({ heard }: ReturnType<typeof run>) => {
    const fault = await until(() => heard.reports.find(([status]) => status === 'degraded')?.[1]);
    expect(heard.readings).toEqual([]);
    return fault;
  };

  it('is read where its authority and name are given', async () => {
    const { heard } = runOver({ verify: true, ca, servername: 'meter.local' });
    await until(() => heard.readings.length > 0);
    expect(heard.powers()[0]).toBe(640);
  });

  it('is not believed without its authority, nor under another name', async () => {
    expect(await faultOf(runOver(undefined))).toMatch(/cannot be reached: .*certificate/);
    expect(await faultOf(runOver({ verify: true, ca }))).toMatch(/cannot be reached: .*(altnames|IP)/);
  });

  it('is read whoever it is where nothing is to be verified', async () => {
    const { heard } = runOver({ verify: false });
    await until(() => heard.readings.length > 0);
  });

  it('stops where the file of its authority cannot be read, and says so', async () => {
    const { ended, heard } = runOver({ verify: true, ca: '/nowhere/ca.pem' });
    await ended;
    expect(heard.error).toMatchObject({ name: 'ConfigurationError', message: expect.stringMatching(/tls\.ca cannot be read/) as string });
  });
});

describe('a broker over TLS with a certificate of its own', () => {
  /** Follows the topic; resolves once it is subscribed or refused. */
  async function follow(tls: GenericFields['tls']) {
    const broker = await Aedes.createBroker();
    const server = createTlsServer(certificate, broker.handle);
    await listen(server);
    stops.push(async () => {
      await new Promise<void>((resolve) => broker.close(() => resolve()));
      await new Promise((resolve) => server.close(resolve));
    });
    const running = run({ url: `mqtts://127.0.0.1:${portOf(server)}`, topic: TOPIC, power: 'p', tls });
    await until(() => running.heard.backs > 0 || running.heard.reports.length > 0);
    const publish = () =>
      new Promise<void>((resolve) => {
        broker.publish({ cmd: 'publish', topic: TOPIC, payload: '{"p": 55}', qos: 0, retain: false, dup: false }, () => resolve());
      });
    return { ...running, publish };
  }

  it('is followed where its authority and name are given', async () => {
    const { heard, publish } = await follow({ verify: true, ca, servername: 'meter.local' });
    await publish();
    await until(() => heard.readings.length > 0);
    expect(heard.powers()).toEqual([55]);
  });

  it('is not believed without them', async () => {
    const { heard } = await follow(undefined);
    expect(heard.backs).toBe(0);
    expect(heard.reports[0]).toMatchObject(['degraded', expect.stringMatching(/certificate/) as string]);
  });
});
