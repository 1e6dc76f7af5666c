import { mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { expect, it } from 'vitest';
import { systemClock as clock } from '../../clock.ts';
import { createDuckdbStore } from '../../store/duckdb.ts';
import { aReading, T0 } from './rows.ts';

const log = pino({ level: 'silent' });
const open = (directory: string) => createDuckdbStore({ directory, home_id: 'home', mode: 'real', clock, log });
const ALL = { start_ms: 0, end_ms: T0 * 2, meter_id: 'house' };

it('a backup taken while all goes on holds all that was written before it, and becomes the database of a restored folder', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'backup-'));
  const store = await open(directory);
  await store.series.append({ readings: [aReading(T0, 100), aReading(T0 + 1000, 200)] });
  const [backup] = await Promise.all([store.backUp(), store.series.append({ readings: [aReading(T0 + 2000, 300)] })]);
  expect(backup.file).toBe(join(directory, 'backup.duckdb'));
  expect(await store.series.readings(ALL)).toHaveLength(3);
  // Still the only one that may open it.
  await expect(open(directory)).rejects.toThrow('already open');

  const restored = mkdtempSync(join(tmpdir(), 'restored-'));
  renameSync(backup.file, join(restored, 'backup.duckdb'));
  const again = await open(restored);
  expect((await again.series.readings(ALL)).slice(0, 2)).toEqual([aReading(T0, 100), aReading(T0 + 1000, 200)]);
  expect(readdirSync(restored)).not.toContain('backup.duckdb');
  await Promise.all([store.close(), again.close()]);
  for (const folder of [directory, restored]) rmSync(folder, { recursive: true });
});

it('a backup never takes the place of a database that is there', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'backup-'));
  const store = await open(directory);
  await store.backUp();
  await store.series.append({ readings: [aReading(T0, 100)] });
  await store.close();
  const again = await open(directory);
  expect(await again.series.readings(ALL)).toEqual([aReading(T0, 100)]);
  await again.close();
  rmSync(directory, { recursive: true });
});
