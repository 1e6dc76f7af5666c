import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startFakeHomeAssistant, type FakeHomeAssistant } from '../home-assistant/fake-home-assistant.ts';
import { readCsv } from '../read-csv.ts';

const program = fileURLToPath(new URL('../../cli/history.ts', import.meta.url));
const T = Math.floor(Date.now() / 1000) * 1000 - 3_600_000;
const KW = { device_class: 'power', state_class: 'measurement', unit_of_measurement: 'kW' };
const at = (ms: number) => new Date(ms).toISOString();

let fake: FakeHomeAssistant;
let folder: string;
beforeAll(async () => {
  fake = await startFakeHomeAssistant();
  folder = await mkdtemp(join(tmpdir(), 'history-'));
});
afterAll(async () => {
  await fake.stop();
  await rm(folder, { recursive: true });
});

const run = (args: string[], environment: Record<string, string> = {}) =>
  new Promise<{ code: unknown; out: string; err: string }>((resolve) => {
    const env = {
      PATH: process.env['PATH'],
      DATA_DIR: folder,
      HOME_ASSISTANT_URL: fake.url,
      HOME_ASSISTANT_TOKEN: fake.token,
      ...environment,
    };
    execFile(process.execPath, [program, ...args], { env, cwd: folder }, (error, out, err) =>
      resolve({ code: error?.code ?? 0, out, err }),
    );
  });

describe('npm run history', () => {
  it('saves states, attributes and the meter in W as CSV in time order', async () => {
    fake.preferences = { energy_sources: [{ type: 'grid', stat_energy_from: null, stat_rate: 'sensor.p' }], device_consumption: [] };
    fake.set('light.a', 'off', { friendly_name: 'A "quoted", name' }, T - 90_000_000);
    fake.set('sensor.p', '0.1', KW, T - 1000);
    fake.set('light.a', 'on', { brightness: 128 }, T);
    fake.set('sensor.p', '0.16', KW, T + 1000.5);
    fake.set('sensor.p', 'unavailable', {}, T + 2000);
    fake.set('sensor.other', '1', {}, T + 2000);
    fake.set('light.a', 'odd\n,"state', {}, T + 3000);
    const file = join(folder, 'history.csv');
    const { code, out, err } = await run(['--out', file, '--days', '1']);
    expect(err).toBe('');
    expect(code).toBe(0);
    expect(out).toMatch(/6 rows of 1 entities are in .*; its meter is sensor.p\./);
    const rows = await readCsv(file);
    expect(rows.map(({ entity_id, state, last_changed }) => [entity_id, state, last_changed]).slice(1)).toEqual([
      ['sensor.p', '100', at(T - 1000)],
      ['light.a', 'on', at(T)],
      ['sensor.p', '160', at(T + 1000)],
      ['sensor.p', 'unavailable', at(T + 2000)],
      ['light.a', 'odd\n,"state', at(T + 3000)],
    ]);
    expect(rows[0]).toMatchObject({ entity_id: 'light.a', state: 'off', attributes: '{"friendly_name":"A \\"quoted\\", name"}' });
    expect(rows[2]?.['attributes']).toBe('{"brightness":128}');
  });

  it('says what is wrong, and ends with 2', async () => {
    expect(await run([])).toMatchObject({ code: 2, err: expect.stringContaining('--out is needed') as string });
    expect(await run(['--out', 'x', '--days', '0'])).toMatchObject({ code: 2, err: expect.stringContaining('--days') as string });
    const refused = await run(['--out', join(folder, 'y')], { HOME_ASSISTANT_TOKEN: 'not-the-token' });
    expect(refused).toMatchObject({ code: 2, err: expect.stringContaining('refuses the token') as string });
    expect(refused.err + refused.out).not.toContain('not-the-token');
    const without = await run(['--out', join(folder, 'z')], { METER_ENTITY: 'sensor.none' });
    expect(without).toMatchObject({ code: 2, err: expect.stringContaining('sensor.none') as string });
    const demo = await run(['--out', 'x'], { HOME_ASSISTANT_URL: '', HOME_ASSISTANT_TOKEN: '' });
    expect(demo).toMatchObject({ code: 2, err: expect.stringContaining('HOME_ASSISTANT_URL') as string });
  });
});
