/** `npm run store -- dead-letters`: the rows that InfluxDB refused, with its words. Asks the backend where it runs, else looks into the file. */
import { systemClock as clock } from '../clock.ts';
import { readConfig, type Config } from '../config.ts';
import type { DeadLetters } from '../contract/dead-letter.ts';
import { toTimestamp } from '../contract/identity.ts';
import { ConfigurationError, messageOf } from '../errors.ts';
import { createLog } from '../log.ts';
import { readDeadLetters } from '../store/influxdb/open-migration.ts';
import { findBackend } from './running-backend.ts';

const USAGE = 'usage: npm run store -- dead-letters';
const MOST = 1000;

async function lookIntoFile({ data_dir: directory, home_id, mode }: Config): Promise<DeadLetters> {
  const log = createLog({ level: 'warn', secrets: [], destination: process.stderr });
  const found = await readDeadLetters({ directory, home_id, mode, clock, log }, MOST);
  return {
    dead_letters: found.map(({ parked_ms, measurement, line, reason }) => ({ parked: toTimestamp(parked_ms), measurement, line, reason })),
  };
}

async function run([command]: string[]): Promise<void> {
  if (command !== 'dead-letters') throw new ConfigurationError(USAGE);
  const config = readConfig(process.env);
  const { dead_letters } = (await (await findBackend(config))?.ask('deadLetters')) ?? (await lookIntoFile(config));
  if (dead_letters.length === 0) process.stdout.write('No row was refused.\n');
  for (const { parked, line, reason } of dead_letters) process.stdout.write(`${parked}  ${reason}\n  ${line}\n`);
}

try {
  await run(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`${messageOf(error)}\n`);
  process.exitCode = 1;
}
