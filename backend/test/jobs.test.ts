import { mkdtemp, mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Job } from '../contract/job.ts';
import { createEvents } from '../events.ts';
import { AuthError, ConfigurationError, UnavailableError } from '../errors.ts';
import { createJobs, tellMigration, type Jobs } from '../jobs.ts';
import { createLog } from '../log.ts';
import type { LongWork, MigrationResult } from '../store/store.ts';
import { createManualClock } from './manual-clock.ts';

describe('jobs', () => {
  let folder: string;
  let jobs: Jobs;
  let told: Job[];
  /** The work under way, which the test ends as it likes. */
  let work: LongWork & { done: (result: MigrationResult) => void; fail: (error: Error) => void };
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'jobs-'));
    told = [];
    const events = createEvents();
    events.subscribe('job', (job) => told.push(job));
    const log = createLog({ level: 'silent', secrets: [] });
    const store: Parameters<typeof createJobs>[0]['store'] = {
      async exportTo(target, { onProgress }) {
        await mkdir(target.folder, { recursive: true });
        await writeFile(join(target.folder, 'smart_meter.csv'), 'x'.repeat(12_000));
        onProgress(1, 2);
        return ['smart_meter.csv'];
      },
      migrate: (_, given) =>
        new Promise((resolve, reject) => {
          work = { ...given, done: resolve, fail: reject };
          given.signal.addEventListener('abort', () => reject(given.signal.reason as Error), { once: true });
        }),
    };
    jobs = createJobs({ store, folder: join(folder, 'export'), events, clock: createManualClock(Date.UTC(2026, 10, 24)), log });
  });
  afterEach(async () => {
    await jobs.close();
    await rm(folder, { recursive: true });
  });
  const newest = () => jobs.list()[0]!;
  const ended = () => vi.waitFor(() => expect(newest().status).not.toBe('running'));

  it('export into a folder of their own, tell how far they are, and give the files', async () => {
    const { id } = jobs.start({ kind: 'export', to: 'csv' })!;
    await ended();
    expect(newest()).toMatchObject({ id, status: 'done', percent: 100, files: [{ name: 'smart_meter.csv', size_mb: 0.012 }] });
    expect(told.map(({ percent, status }) => [percent, status])).toEqual([
      [0, 'running'],
      [50, 'running'],
      [100, 'done'],
    ]);
    expect(jobs.fileOf(id, 'smart_meter.csv')).toBe(join(folder, 'export', id, 'smart_meter.csv'));
    expect(() => jobs.fileOf(id, '../../token')).toThrow('There is no file');
  });

  it('keep the files of the newest export alone', async () => {
    const first = jobs.start({ kind: 'export', to: 'csv' })!;
    await ended();
    const second = jobs.start({ kind: 'export', to: 'csv' })!;
    await ended();
    expect(await readdir(join(folder, 'export'))).toEqual([second.id]);
    expect(() => jobs.fileOf(first.id, 'smart_meter.csv')).toThrow('There is no file');
  });

  it('run one at a time', async () => {
    jobs.start({ kind: 'migrate', to: 'influxdb' });
    expect(jobs.start({ kind: 'export', to: 'csv' })).toBeNull();
    work.done({ rows: 3, refused: [], differing: [] });
    await ended();
    expect(newest()).toMatchObject({
      status: 'done',
      messages: ['3 rows were taken, 0 were refused, 0 days of a table differ.'],
      outcome: { code: 'migrated', values: { rows: 3, refused: 0, differing: 0, unshown: 0 } },
    });
    expect(jobs.start({ kind: 'export', to: 'csv' })).not.toBeNull();
    await ended();
  });

  it('say what went wrong', async () => {
    jobs.start({ kind: 'migrate', to: 'influxdb' });
    work.fail(new Error('InfluxDB is away.'));
    await ended();
    expect(newest()).toMatchObject({ status: 'failed', messages: ['InfluxDB is away.'], ended: '2026-11-24T00:00:00.000Z' });
  });

  it.each([
    ['unavailable', new UnavailableError('It is away.')],
    ['not_allowed', new AuthError('The token is refused.')],
    ['wrong_setting', new ConfigurationError('It is at a limit.')],
    ['broken', new Error('It broke.')],
  ])('say with a code what went wrong: %s', async (code, error) => {
    jobs.start({ kind: 'migrate', to: 'influxdb' });
    work.fail(error);
    await ended();
    expect(newest().outcome).toEqual({ code, values: {}, text: error.message });
  });

  it('end early when they are cancelled, and when the backend stops', async () => {
    const { id } = jobs.start({ kind: 'migrate', to: 'duckdb' })!;
    work.onProgress(1, 4);
    expect(await jobs.cancel(id)).toMatchObject({ status: 'cancelled', percent: 25 });
    expect(await jobs.cancel(id)).toMatchObject({ status: 'cancelled' });
    await expect(jobs.cancel('no such')).rejects.toMatchObject({ name: 'NotFoundError' });
    jobs.start({ kind: 'migrate', to: 'duckdb' });
    await jobs.close();
    expect(newest().status).toBe('cancelled');
  });

  it('tell the first hundred faults of a migration', () => {
    const refused = Array.from({ length: 130 }, (_, i) => `row ${i}`);
    const sentences = tellMigration({ rows: 200, refused, differing: ['a day'] });
    expect(sentences).toHaveLength(102);
    expect(sentences.at(-1)).toBe('31 more are not shown.');
  });
});
