/**
 * Looks after what is recorded.
 * `npm run store -- dead-letters`: the rows that InfluxDB refused, with its words. Asks the backend where it runs, else looks into the file.
 * `npm run store -- check`: what earlier plans have left in the InfluxDB database, and how it would be removed. Changes nothing.
 */
import { systemClock as clock } from '../clock.ts';
import { readConfig, type Config } from '../config.ts';
import type { DeadLetters } from '../contract/dead-letter.ts';
import { toTimestamp } from '../contract/identity.ts';
import { ConfigurationError, messageOf } from '../errors.ts';
import { createLog } from '../log.ts';
import { checkServer } from '../store/influxdb/check-server.ts';
import { findLeftovers } from '../store/influxdb/find-leftovers.ts';
import { connectServer } from '../store/influxdb/server.ts';
import { readDeadLetters } from '../store/influxdb/open-migration.ts';
import { findBackend } from './running-backend.ts';

const USAGE = 'usage: npm run store -- dead-letters, or npm run store -- check';
const MOST = 1000;

async function lookIntoFile({ data_dir: directory, home_id, mode }: Config): Promise<DeadLetters> {
  const log = createLog({ level: 'warn', secrets: [], destination: process.stderr });
  const found = await readDeadLetters({ directory, home_id, mode, clock, log }, MOST);
  return {
    dead_letters: found.map(({ parked_ms, measurement, line, reason }) => ({ parked: toTimestamp(parked_ms), measurement, line, reason })),
  };
}

const print = (line: string) => void process.stdout.write(`${line}\n`);

async function listDeadLetters(config: Config): Promise<void> {
  const { dead_letters } = (await (await findBackend(config))?.ask('deadLetters')) ?? (await lookIntoFile(config));
  if (dead_letters.length === 0) print('No row was refused.');
  for (const { parked, line, reason } of dead_letters) print(`${parked}  ${reason}\n  ${line}`);
}

async function check({ influxdb }: Config): Promise<void> {
  if (influxdb === undefined) {
    print('No InfluxDB server is set: all lies in the file, which holds nothing of earlier plans.');
    return;
  }
  const server = await connectServer(influxdb);
  try {
    for (const connection of server.connections) await checkServer(connection);
    const leftovers = await findLeftovers(server);
    if (leftovers.length === 0) print(`The database ${influxdb.database} holds nothing but what Wattribute reads.`);
    for (const { what, remedy } of leftovers) print([what, ...remedy.map((step) => `  ${step}`)].join('\n'));
    if (leftovers.length > 0) print('Nothing was changed.');
  } finally {
    await server.close();
  }
}

const COMMANDS = new Map([
  ['dead-letters', listDeadLetters],
  ['check', check],
]);

async function run([name = '']: string[]): Promise<void> {
  const command = COMMANDS.get(name);
  if (command === undefined) throw new ConfigurationError(USAGE);
  await command(readConfig(process.env));
}

try {
  await run(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`${messageOf(error)}\n`);
  process.exitCode = 1;
}
