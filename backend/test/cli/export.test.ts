import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { readCsv } from '../read-csv.ts';
import { startBackend, type Backend } from '../start-backend.ts';
import { newFolder, openStore } from '../store/open-duckdb.ts';
import { aReading, T0 } from '../store/rows.ts';

const program = fileURLToPath(new URL('../../cli/export.ts', import.meta.url));
/** Nothing answers there. */
const home = { HOME_ASSISTANT_URL: 'http://127.0.0.1:9', HOME_ASSISTANT_TOKEN: 'x' };

describe('npm run export', () => {
  let out: string;
  let backend: Backend | undefined;
  beforeEach(async () => {
    out = await mkdtemp(join(tmpdir(), 'exported-'));
  });
  afterEach(async () => {
    await backend?.kill('SIGKILL');
    backend = undefined;
    await rm(out, { recursive: true });
  });
  const run = (args: string[], environment: Record<string, string>) =>
    new Promise<{ code: unknown; said: string }>((resolve) => {
      const env = { PATH: process.env['PATH'], ...environment };
      execFile(process.execPath, [program, ...args], { env, cwd: out }, (error, said, failed) =>
        resolve({ code: error?.code ?? 0, said: said + failed }),
      );
    });
  const readings = () => readCsv(join(out, 'smart_meter.csv'));

  it('reads the file where no backend runs', async () => {
    const directory = await newFolder();
    const store = await openStore(directory);
    await store.series.append({ readings: [aReading(T0, 1.5), aReading(T0 + 1000, null)] });
    await store.close();
    const { code, said } = await run(['--out', out, '--format', 'csv'], { ...home, DATA_DIR: directory, SERVICE_PORT: '9' });
    expect([code, said]).toEqual([0, `${join(out, 'smart_meter.csv')}\n`]);
    expect(await readings()).toMatchObject([
      { time: '2026-11-24T00:00:00.000Z', total_power_w: '1.5' },
      { time: '2026-11-24T00:00:01.000Z', total_power_w: null },
    ]);
    await rm(directory, { recursive: true });
  });

  it('has the running backend do it', { timeout: 60_000 }, async () => {
    backend = await startBackend();
    const ofBackend = { DATA_DIR: backend.dataDir, SERVICE_PORT: new URL(backend.url).port };
    await vi.waitFor(
      async () => {
        expect(await run(['--out', out, '--format', 'csv'], ofBackend)).toMatchObject({ code: 0 });
        expect((await readings()).length).toBeGreaterThan(1000);
      },
      { timeout: 50_000, interval: 500 },
    );
    expect(await readdir(out)).toContain('home_assistant_events.csv');
  });

  it('says what it wants', async () => {
    expect(await run([], {})).toMatchObject({ code: 1, said: expect.stringContaining('usage: npm run export') as string });
    expect(await run(['--out', out], { METER_TYPE: 'simulated', SERVICE_PORT: '9', DATA_DIR: out })).toMatchObject({
      code: 1,
      said: 'The demo is made anew at each start: export it while it runs.\n',
    });
  });
});
