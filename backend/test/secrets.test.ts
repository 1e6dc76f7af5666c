import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { API_PREFIX, endpoints } from '../contract/endpoints.ts';
import { startStandIn } from './influxdb/stand-in.ts';
import { spawnBackend, startBackend, type Backend } from './start-backend.ts';

/** With what an address, a JSON text or a pattern would change. */
const HOME_TOKEN = 'home+token/with"quotes&more=1';
const SUPERVISOR_TOKEN = 'supervisor-token-0123456789';
const INFLUXDB_TOKEN = 'apiv3+influx/token"0123456789';
const METER_USER = 'admin';
const METER_PASSWORD = 'meter pass/word&"0123456789';
const WRONG_TOKEN = 'f'.repeat(64);
const SECRETS = [HOME_TOKEN, SUPERVISOR_TOKEN, INFLUXDB_TOKEN, METER_PASSWORD];

const base64 = (text: string) => Buffer.from(text).toString('base64');

/** As they are, as an address has them, as JSON has them, and as a meter is told them. */
const formsOf = (secret: string) => [
  secret,
  encodeURIComponent(secret),
  JSON.stringify(secret).slice(1, -1),
  base64(secret),
  base64(`${METER_USER}:${secret}`),
];

describe('everything that a backend in trouble prints, with the log at its loudest', () => {
  // Neither Home Assistant nor a Supervisor, a meter or an InfluxDB; what it says back is what it was told.
  const asked: string[] = [];
  const echo = createServer((request, response) => {
    const { url = '' } = request;
    asked.push(request.headers.authorization === undefined ? url : `${url} with a secret`);
    if (url.startsWith('/rpc') && request.headers.authorization === undefined) {
      response.writeHead(401, { 'WWW-Authenticate': 'Basic realm="meter"' }).end();
      return;
    }
    response.writeHead(500, { 'X-Echo': encodeURIComponent(request.headers.authorization ?? '') });
    response.end(JSON.stringify({ error: request.headers.authorization ?? 'none' }));
  });
  let backend: Backend;
  let token: string;
  let answers = '';

  const ask = async (path: string, init: RequestInit = {}) => {
    const response = await fetch(backend.url.replace(/\/$/, '') + path, { signal: AbortSignal.timeout(5000), ...init });
    answers += JSON.stringify([...response.headers]);
    if (response.headers.get('content-type')?.startsWith('text/event-stream')) await response.body?.cancel();
    else answers += await response.text();
  };

  beforeAll(async () => {
    await new Promise<void>((resolve) => echo.listen(0, '127.0.0.1', resolve));
    // It is there at the start, and then gone.
    const influxdb = await startStandIn({ token: INFLUXDB_TOKEN });
    const url = `http://127.0.0.1:${(echo.address() as AddressInfo).port}`;
    backend = await startBackend({
      ...{ HOME_ASSISTANT_URL: url, HOME_ASSISTANT_TOKEN: HOME_TOKEN, LOG_LEVEL: 'trace' },
      ...{ SUPERVISOR_URL: url, SUPERVISOR_TOKEN, TRUSTED_PROXY: '127.0.0.1' },
      ...{ METER_PRESET: 'shelly_gen2', METER_URL: url, METER_USERNAME: METER_USER, METER_PASSWORD },
      ...{ INFLUXDB_URL: influxdb.url, INFLUXDB_TOKEN, INFLUXDB_BUCKET: 'home' },
    });
    await influxdb.stop();
    token = readFileSync(join(backend.dataDir, 'token'), 'utf8').trim();
    const bearers = [token, ...SECRETS, WRONG_TOKEN].map((each) => ({ Authorization: `Bearer ${each}` }));
    const headers = [...bearers, {}, { 'X-Remote-User-Id': 'somebody', Cookie: `session=${token}` }];
    for (const each of headers) {
      for (const { path } of Object.values(endpoints))
        await ask(API_PREFIX + path.replaceAll(/\{\w+\}/g, encodeURIComponent(HOME_TOKEN)), { headers: each });
      await ask(`${API_PREFIX}/stream`, { headers: each });
      await ask(`${API_PREFIX}/energy/correlations?hours=${encodeURIComponent(token)}`, { headers: each });
      const body = JSON.stringify({ token, more: HOME_TOKEN });
      await ask(`${API_PREFIX}/session`, { method: 'POST', headers: { ...each, 'Content-Type': 'application/json' }, body });
    }
    const times = (path: string) => asked.filter((each) => each.startsWith(path)).length;
    await vi.waitFor(
      () => {
        for (const path of ['/api/websocket', '/addons/self/info with']) expect(times(path)).toBeGreaterThan(1);
        expect(times('/rpc/EM.GetStatus?id=0 with')).toBeGreaterThan(0);
      },
      { timeout: 60_000 },
    );
    await backend.kill('SIGTERM');
  });
  afterAll(async () => {
    await backend.kill('SIGKILL');
    echo.close();
  });

  it('was much', () => {
    for (const trouble of ['Home Assistant could not be told where this app is', 'InfluxDB: ', 'Meter generic: '])
      expect(backend.output()).toContain(trouble);
    expect(backend.output().split('\n').length).toBeGreaterThan(5);
    expect(answers.length).toBeGreaterThan(10_000);
  });

  it('holds none of the secrets: not the log, not an answer, not a header', () => {
    for (const secret of [...SECRETS, token].flatMap(formsOf)) {
      // What surrounds it says where it stands, and not all of a megabyte.
      const around = (text: string) => text.slice(Math.max(0, text.indexOf(secret) - 200), text.indexOf(secret) + 20);
      for (const text of [backend.output(), answers]) expect(text.includes(secret) ? around(text) : '').toBe('');
    }
  });

  it('is not in the data folder either, but for the token in its own file', () => {
    const holding = readdirSync(backend.dataDir).filter((name) => {
      const content = readFileSync(join(backend.dataDir, name)).toString('latin1');
      return [...SECRETS, token].some((secret) => content.includes(secret));
    });
    expect(holding).toEqual(['token']);
  });
});

it('a configuration that is wrong is told without the secrets that stand in it', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'config-'));
  const file = join(folder, 'wattribute.yaml');
  writeFileSync(file, `home_assistant_token: ${HOME_TOKEN}\ninfluxdb_token: [${SUPERVISOR_TOKEN}\nservice_port: many\n`);
  writeFileSync(join(folder, 'options.json'), `{"home_assistant_token": "${WRONG_TOKEN}", "history_days": "x" `);
  for (const environment of [
    { CONFIG_FILE: file },
    { DATA_DIR: folder },
    { HOME_ASSISTANT_URL: HOME_TOKEN, HOME_ASSISTANT_TOKEN: SUPERVISOR_TOKEN },
  ]) {
    const backend = spawnBackend({ ...environment });
    expect(await backend.ended).toBe(1);
    for (const secret of [HOME_TOKEN, SUPERVISOR_TOKEN, WRONG_TOKEN]) expect(backend.output()).not.toContain(secret);
  }
});
