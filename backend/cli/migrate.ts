/**
 * Takes what is recorded to another store: `npm run migrate -- --from duckdb --to influxdb`, or back, with the same configuration as the backend,
 * which must not run meanwhile. Each day is verified by its number of rows and a checksum; a run that broke off goes on where it was.
 */
import { parseArgs } from 'node:util';
import { systemClock as clock } from '../clock.ts';
import { readConfig } from '../config.ts';
import { ConfigurationError, messageOf } from '../errors.ts';
import { createLog } from '../log.ts';
import { openMigration } from '../store/influxdb/open-migration.ts';
import { createProgressBar } from './progress-bar.ts';

const USAGE = 'usage: npm run migrate -- --from duckdb --to influxdb, or --from influxdb --to duckdb';

function readDirection(argv: string[]): 'to_influxdb' | 'to_duckdb' {
  const { from, to } = parseArgs({ args: argv, options: { from: { type: 'string' }, to: { type: 'string' } } }).values;
  if (from === 'duckdb' && to === 'influxdb') return 'to_influxdb';
  if (from === 'influxdb' && to === 'duckdb') return 'to_duckdb';
  throw new ConfigurationError(USAGE);
}

async function run(argv: string[]): Promise<void> {
  const direction = readDirection(argv);
  const config = readConfig(process.env);
  const { influxdb, data_dir: directory, home_id, mode } = config;
  if (influxdb === undefined)
    throw new ConfigurationError('INFLUXDB_URL, INFLUXDB_TOKEN and INFLUXDB_BUCKET are needed: they name the server.');
  const log = createLog({ level: 'warn', secrets: config.secrets, destination: process.stderr });
  const migration = await openMigration({ influxdb, directory, home_id, mode, clock, log });
  const bar = createProgressBar(process.stderr, 100);
  try {
    const { rows, refused, differing } = await migration.run(direction, (done, total) => bar.at(total === 0 ? 100 : (100 * done) / total));
    bar.end();
    process.stdout.write(`${rows} rows were taken, ${refused.length} were refused, ${differing.length} days of a table differ.\n`);
    for (const line of [...refused, ...differing]) process.stdout.write(`  ${line}\n`);
    if (refused.length + differing.length > 0) process.exitCode = 1;
  } finally {
    await migration.close();
  }
}

try {
  await run(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`${messageOf(error)}\n`);
  process.exitCode = 1;
}
