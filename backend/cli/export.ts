/**
 * Saves all that is recorded as Parquet or CSV, a file a table: `npm run export -- --out FOLDER [--format parquet|csv]`, with the same
 * configuration as the backend. Where the backend runs it does the work, as a job.
 */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { systemClock as clock } from '../clock.ts';
import { readConfig, type Config } from '../config.ts';
import { ConfigurationError, messageOf } from '../errors.ts';
import { createLog } from '../log.ts';
import { createStore } from '../store/create-store.ts';
import type { ExportFormat } from '../store/store.ts';
import { createProgressBar } from './progress-bar.ts';
import { findBackend, runJob, type RunningBackend } from './running-backend.ts';

const USAGE = 'usage: npm run export -- --out FOLDER [--format parquet|csv]';

type Target = { folder: string; format: ExportFormat };

function readTarget(args: string[]): Target {
  const { values } = parseArgs({ args, options: { out: { type: 'string' }, format: { type: 'string', default: 'parquet' } } });
  const { out: folder, format } = values;
  if (folder === undefined || (format !== 'parquet' && format !== 'csv')) throw new ConfigurationError(USAGE);
  return { folder, format };
}

async function exportByBackend(backend: RunningBackend, { folder, format }: Target): Promise<string[]> {
  const { id, files } = await runJob(backend, { kind: 'export', to: format });
  await mkdir(folder, { recursive: true });
  for (const { name } of files) await backend.save(`/jobs/${id}/files/${name}`, join(folder, name));
  return files.map(({ name }) => name);
}

async function exportByHand({ data_dir: directory, influxdb, home_id, mode, secrets }: Config, target: Target): Promise<string[]> {
  if (mode === 'demo') throw new ConfigurationError('The demo is made anew at each start: export it while it runs.');
  const log = createLog({ level: 'warn', secrets, destination: process.stderr });
  const store = await createStore({ directory, influxdb, home_id, mode, clock, log });
  const bar = createProgressBar(process.stderr, 100);
  try {
    const { signal } = new AbortController();
    return await store.exportTo(target, { onProgress: (done, total) => bar.at((100 * done) / total), signal });
  } finally {
    bar.end();
    await store.close();
  }
}

try {
  const target = readTarget(process.argv.slice(2));
  const config = readConfig(process.env);
  const backend = await findBackend(config);
  const names = await (backend === undefined ? exportByHand(config, target) : exportByBackend(backend, target));
  for (const name of names) process.stdout.write(`${join(target.folder, name)}\n`);
  if (names.length === 0) process.stdout.write('Nothing is recorded yet.\n');
} catch (error) {
  process.stderr.write(`${messageOf(error)}\n`);
  process.exitCode = 1;
}
