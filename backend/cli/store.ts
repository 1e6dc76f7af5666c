/** `npm run store -- dead-letters`: the rows that InfluxDB refused, with its words. Asks the backend where it runs, else looks into the file. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import { systemClock as clock } from '../clock.ts';
import { readConfig, type Config } from '../config.ts';
import { API_PREFIX, endpoints } from '../contract/endpoints.ts';
import { DeadLetters } from '../contract/dead-letter.ts';
import { toTimestamp } from '../contract/identity.ts';
import { ConfigurationError, messageOf } from '../errors.ts';
import { createLog } from '../log.ts';
import { readDeadLetters } from '../store/influxdb/open-migration.ts';

const USAGE = 'usage: npm run store -- dead-letters';
const MOST = 1000;
const PATIENCE_MS = 10_000;

/** Undefined where no backend answers. */
async function askBackend({ data_dir, service_port }: Config): Promise<DeadLetters | undefined> {
  let response;
  try {
    const token = readFileSync(join(data_dir, 'token'), 'utf8').trim();
    response = await fetch(`http://127.0.0.1:${service_port}${API_PREFIX}${endpoints.deadLetters.path}`, {
      headers: { Authorization: `Bearer ${token}` },
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
  } catch {
    return undefined;
  }
  return response.ok ? v.parse(DeadLetters, await response.json()) : undefined;
}

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
  const { dead_letters } = (await askBackend(config)) ?? (await lookIntoFile(config));
  if (dead_letters.length === 0) process.stdout.write('No row was refused.\n');
  for (const { parked, line, reason } of dead_letters) process.stdout.write(`${parked}  ${reason}\n  ${line}\n`);
}

try {
  await run(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`${messageOf(error)}\n`);
  process.exitCode = 1;
}
