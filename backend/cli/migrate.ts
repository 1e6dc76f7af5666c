/**
 * Takes what is recorded to another store: `npm run migrate -- --from duckdb --to influxdb`, or back, with the same configuration as the backend,
 * which does the work where it runs. Each day is verified by its number of rows and a checksum; a run that broke off goes on where it was.
 */
import { parseArgs } from 'node:util';
import { systemClock as clock } from '../clock.ts';
import { readConfig, type Config } from '../config.ts';
import { ConfigurationError, messageOf } from '../errors.ts';
import { tellMigration } from '../jobs.ts';
import { createLog } from '../log.ts';
import { openMigration } from '../store/influxdb/open-migration.ts';
import { createProgressBar } from './progress-bar.ts';
import { findBackend, runJob } from './running-backend.ts';

const USAGE = 'usage: npm run migrate -- --from duckdb --to influxdb, or --from influxdb --to duckdb';

function readTarget(args: string[]): 'influxdb' | 'duckdb' {
  const { from, to } = parseArgs({ args, options: { from: { type: 'string' }, to: { type: 'string' } } }).values;
  if (from === 'duckdb' && to === 'influxdb') return to;
  if (from === 'influxdb' && to === 'duckdb') return to;
  throw new ConfigurationError(USAGE);
}

/** What came of it, in sentences. */
async function migrateByHand({ influxdb, data_dir: directory, home_id, mode, secrets }: Config, to: 'influxdb' | 'duckdb') {
  if (influxdb === undefined)
    throw new ConfigurationError('INFLUXDB_URL, INFLUXDB_TOKEN and INFLUXDB_BUCKET are needed: they name the server.');
  const log = createLog({ level: 'warn', secrets, destination: process.stderr });
  const migration = await openMigration({ influxdb, directory, home_id, mode, clock, log });
  const bar = createProgressBar(process.stderr, 100);
  try {
    const { signal } = new AbortController();
    const result = await migration.run(to, { onProgress: (done, total) => bar.at(total === 0 ? 100 : (100 * done) / total), signal });
    return tellMigration(result);
  } finally {
    bar.end();
    await migration.close();
  }
}

try {
  const to = readTarget(process.argv.slice(2));
  const config = readConfig(process.env);
  const backend = await findBackend(config);
  const messages = backend === undefined ? await migrateByHand(config, to) : (await runJob(backend, { kind: 'migrate', to })).messages;
  for (const message of messages) process.stdout.write(`${message}\n`);
  // Beside the first sentence each tells of a fault.
  if (messages.length > 1) process.exitCode = 1;
} catch (error) {
  process.stderr.write(`${messageOf(error)}\n`);
  process.exitCode = 1;
}
