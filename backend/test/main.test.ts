import { createServer as createHttpServer } from 'node:http';
import { createServer, type AddressInfo } from 'node:net';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { Correlation } from '../contract/correlation.ts';
import { Current } from '../contract/current.ts';
import { spawnBackend, startBackend, type Backend } from './start-backend.ts';

const started: Backend[] = [];
afterEach(async () => {
  for (const backend of started.splice(0)) await backend.kill('SIGKILL');
});
const start = async (environment?: Record<string, string>) => {
  const backend = await startBackend(environment);
  started.push(backend);
  return backend;
};
const json = async (backend: Backend, path: string, headers?: Record<string, string>): Promise<unknown> =>
  (await backend.get(path, headers)).json();

describe('the backend as a process', () => {
  it('shows a simulated home with seven past days, live, and ends cleanly', async () => {
    const backend = await start();
    await vi.waitFor(
      async () => expect(v.parse(Current, await json(backend, '/api/v1/energy/current')).total_power_w).toBeGreaterThan(50),
      { timeout: 60_000 },
    );
    const correlated = async () => v.parse(v.array(Correlation), await json(backend, '/api/v1/energy/correlations?hours=168'));
    const kettlesOn = (all: Correlation[]) => all.filter(({ entity_id, state }) => entity_id.includes('kettle') && state === 'on');
    // Results come while history is still being correlated.
    await vi.waitFor(async () => expect(kettlesOn(await correlated()).length).toBeGreaterThan(10), { timeout: 60_000, interval: 500 });
    const correlations = await correlated();
    const kettle = kettlesOn(correlations);
    expect(Math.abs(kettle[0]!.power_delta_w - 2000)).toBeLessThan(300);
    expect(new Set(correlations.map(({ id }) => id)).size).toBe(correlations.length);
    expect(await backend.kill('SIGTERM')).toBe(0);
  });

  it('makes the demo anew at each start', async () => {
    const first = await start();
    await first.kill('SIGKILL');
    const second = await start({ DATA_DIR: first.dataDir });
    expect((await second.get('/api/v1/health')).status).toBe(200);
  });

  it('names every fault of the configuration at once, with its field', async () => {
    const backend = spawnBackend({ SERVICE_PORT: 'eighty', HISTORY_DAYS: '-3', HOME_ASSISTANT_URL: 'nowhere' });
    expect(await backend.ended).toBe(1);
    for (const field of ['service_port', 'history_days', 'home_assistant_url'])
      expect(backend.output()).toContain(`${field} (environment)`);
    expect(backend.output()).not.toContain('    at ');
  });

  it('says in words that InfluxDB is away at its first use, or refuses the token', async () => {
    const server = createHttpServer((_, response) => response.writeHead(401).end()).listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const begin = async () => {
      const settings = { INFLUXDB_URL: url, INFLUXDB_TOKEN: 'apiv3_word', INFLUXDB_BUCKET: 'home' };
      const backend = spawnBackend({ ...settings, HOME_ASSISTANT_URL: 'http://127.0.0.1:9', HOME_ASSISTANT_TOKEN: 'word' });
      expect(await backend.ended).toBe(1);
      expect(backend.output()).not.toContain('    at ');
      return backend.output();
    };
    expect(await begin()).toContain(`InfluxDB: ${url} does not accept the token. Check INFLUXDB_TOKEN.`);
    await new Promise((resolve) => server.close(resolve));
    const away = await begin();
    expect(away).toContain(`InfluxDB: could not get an answer at ${url}`);
    expect(away).toContain('Start it again when it can be reached.');
  });

  it('says so when its port is in use', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const { port } = server.address() as AddressInfo;
    const backend = spawnBackend({ SERVICE_PORT: String(port) });
    expect(await backend.ended).toBe(1);
    expect(backend.output()).toContain(`port ${port} is in use`);
    server.close();
  });

  it('refuses a data folder that another process uses, and leaves that one alone', async () => {
    const first = await start();
    const second = spawnBackend({ DATA_DIR: first.dataDir });
    expect(await second.ended).toBe(1);
    expect(second.output()).toMatch(/in use/i);
    expect((await first.get('/api/v1/energy/current')).status).toBe(200);
  });

  it('waits for a Home Assistant that is not there, says so, and asks for the token', async () => {
    const backend = await start({ HOME_ASSISTANT_URL: 'http://127.0.0.1:9', HOME_ASSISTANT_TOKEN: 'a-token-that-is-secret' });
    const token = readFileSync(join(backend.dataDir, 'token'), 'utf8').trim();
    expect((await backend.get('/api/v1/energy/current')).status).toBe(401);
    expect(await json(backend, '/api/v1/health')).toEqual({ status: 'degraded' });
    const health = JSON.stringify(await json(backend, '/api/v1/health', { authorization: `Bearer ${token}` }));
    expect(health).toContain('127.0.0.1:9');
    expect(health).not.toContain('a-token-that-is-secret');
    expect(backend.output()).not.toContain('a-token-that-is-secret');
    // At the first start, and never again.
    expect(backend.output().split(token)).toHaveLength(2);
    expect(await backend.kill('SIGTERM')).toBe(0);
    const again = await start({
      HOME_ASSISTANT_URL: 'http://127.0.0.1:9',
      HOME_ASSISTANT_TOKEN: 'a-token-that-is-secret',
      DATA_DIR: backend.dataDir,
    });
    expect(again.output()).toContain(join(backend.dataDir, 'token'));
    expect(again.output()).not.toContain(token);
  });
});
