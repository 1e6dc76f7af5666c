import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { systemClock } from '../clock.ts';
import { Statistics } from '../contract/status.ts';
import { createLog } from '../log.ts';
import { createStore } from '../store/create-store.ts';
import { startFakeHomeAssistant } from './home-assistant/fake-home-assistant.ts';
import { startBackend, type Backend } from './start-backend.ts';

/** So many kills as a busy machine comes to in two minutes, but some in any case. */
const ROUNDS = { least: 5, most: 20, ms: 120_000 };
const POWER = 'sensor.house_power';
const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

/** A home whose meter reports every 0.4 s and whose kettle is switched about once a second; it remembers all. */
async function startHome() {
  const fake = await startFakeHomeAssistant();
  const said = { readings: [] as number[], changes: [] as number[] };
  let count = 0;
  const live = () => {
    const now = Date.now();
    count += 1;
    fake.set(POWER, String(200 + count), { unit_of_measurement: 'W', device_class: 'power', state_class: 'measurement' }, now);
    said.readings.push(now);
    if (count % 2 !== 0) return;
    fake.set('switch.kettle', count % 4 === 0 ? 'off' : 'on', {}, now);
    said.changes.push(now);
  };
  fake.set('switch.kettle', 'off', {}, Date.now());
  live();
  const timer = setInterval(live, 400);
  cleanups.push(
    () => fake.stop(),
    () => clearInterval(timer),
  );
  return { fake, said, stop: () => clearInterval(timer) };
}

describe('the backend, killed again and again', () => {
  it(
    "has every reading and every state change once after all of them, filled from Home Assistant's history",
    { timeout: 600_000 },
    async () => {
      const home = await startHome();
      let dataDir: string | undefined;
      const start = async (): Promise<Backend> => {
        const environment = {
          HOME_ASSISTANT_URL: home.fake.url,
          HOME_ASSISTANT_TOKEN: home.fake.token,
          METER_ENTITY: POWER,
          METER_ID: 'house',
          PROCESSING_INTERVAL: '2',
          LOG_LEVEL: 'warn',
        };
        const backend = await startBackend(dataDir === undefined ? environment : { ...environment, DATA_DIR: dataDir });
        dataDir = backend.dataDir;
        return backend;
      };
      const began = Date.now();
      for (let round = 0; round < ROUNDS.least || (round < ROUNDS.most && Date.now() - began < ROUNDS.ms); round++) {
        const backend = await start();
        await systemClock.sleep(100 + Math.random() * 1500);
        await backend.kill('SIGKILL');
      }
      const last = await start();
      cleanups.push(() => last.kill('SIGKILL'));
      await systemClock.sleep(500);
      home.stop();
      const until = Date.now();
      // The cursor passes a time only when everything up to then is in the store: live, or fetched from history.
      const token = readFileSync(join(last.dataDir, 'token'), 'utf8').trim();
      const cursor = async () =>
        v.parse(Statistics, await (await last.get('/api/v1/statistics', { authorization: `Bearer ${token}` })).json()).cursor;
      await vi.waitFor(async () => expect(Date.parse((await cursor()) ?? '1970-01-01T00:00:00Z')).toBeGreaterThan(until), {
        timeout: 60_000,
        interval: 500,
      });
      await last.kill('SIGTERM');

      const store = await createStore({
        directory: last.dataDir,
        home_id: 'home',
        mode: 'real',
        clock: systemClock,
        log: createLog({ level: 'silent', secrets: [] }),
      });
      cleanups.push(() => store.close());
      const range = { start_ms: 0, end_ms: until + 1 };
      const readings = (await store.series.readings({ ...range, meter_id: 'house' }))
        .filter(({ total_power_w }) => total_power_w !== null)
        .map(({ time_ms }) => time_ms);
      const changes = (await store.series.changes(range)).map(({ time_ms }) => time_ms);
      expect(changes).toEqual(home.said.changes);
      expect(new Set(readings).size).toBe(readings.length);
      expect(home.said.readings.filter((time) => !readings.includes(time))).toEqual([]);
      expect(readings).toHaveLength(home.said.readings.length);
    },
  );
});
