/**
 * Saves what Home Assistant's recorder still knows of the followed entities and the meter, as the CSV that `replay` reads.
 * `npm run history -- --out FILE [--days N]`, with the same configuration as the backend.
 */
import { createWriteStream } from 'node:fs';
import { once } from 'node:events';
import { finished } from 'node:stream/promises';
import { parseArgs } from 'node:util';
import { systemClock as clock } from '../clock.ts';
import { readConfig, type Config } from '../config.ts';
import { toTimestamp } from '../contract/identity.ts';
import { ConfigurationError, isPermanent, messageOf } from '../errors.ts';
import { createHomeAssistantConnection } from '../home-assistant/connection.ts';
import { createHistoryReader } from '../home-assistant/history.ts';
import { createHome } from '../home/create-home.ts';
import type { Home } from '../home/home.ts';
import { createLog } from '../log.ts';
import { createMeter } from '../meter/create-meter.ts';
import { createForgetfulMemory } from '../meter/meter-memory.ts';
import type { Meter } from '../meter/meter.ts';
import { createProgressBar } from './progress-bar.ts';

const USAGE = 'usage: npm run history -- --out FILE [--days N]';
const DAY_MS = 86_400_000;
/** How long the recorder may keep a state before it writes it. */
const COMMIT_MS = 10_000;
/** The meter's name in the file where several sensors make it. */
const COMPOSED = 'sensor.house_power';

type Row = { entity_id: string; state: string; time_ms: number; attributes: Readonly<Record<string, unknown>> };

function readArguments(argv: string[]): { out: string; days: number | undefined } {
  let values;
  try {
    values = parseArgs({ args: argv, options: { out: { type: 'string' }, days: { type: 'string' } } }).values;
  } catch (cause) {
    throw new ConfigurationError(`${messageOf(cause)}\n${USAGE}`);
  }
  const days = values.days === undefined ? undefined : Number(values.days);
  if (values.out === undefined) throw new ConfigurationError(`--out is needed.\n${USAGE}`);
  if (days !== undefined && !(days > 0 && days <= 400)) throw new ConfigurationError(`--days must be above 0 and up to 400.\n${USAGE}`);
  return { out: values.out, days };
}

/** As RFC 4180 wants it. */
const field = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
const line = ({ entity_id, state, time_ms, attributes }: Row): string =>
  `${[entity_id, state, toTimestamp(time_ms), JSON.stringify(attributes)].map(field).join(',')}\n`;

/** The parts of the backend that ask Home Assistant. */
function open(config: Config) {
  const token = config.home_assistant_token ?? config.supervisor_token;
  if (config.mode === 'demo' || token === undefined)
    throw new ConfigurationError('The history is that of Home Assistant: set HOME_ASSISTANT_URL and HOME_ASSISTANT_TOKEN.');
  const log = createLog({ level: 'warn', secrets: config.secrets, destination: process.stderr });
  const url = config.home_assistant_url ?? `${config.supervisor_url}/core`;
  const connection = createHomeAssistantConnection({ url, token, clock, log });
  const parts = { source: { kind: 'home_assistant', connection } as const, clock, log };
  // Of a house that is measured otherwise Home Assistant may know the power as well.
  const settings = config.meters.find(({ type }) => type === 'home_assistant') ?? { type: 'home_assistant', id: 'home_assistant' };
  const memory = createForgetfulMemory();
  const meter = createMeter({ ...parts, id: settings.id, settings, memory, pollIntervalS: config.poll_interval });
  return { connection, home: createHome({ ...parts, config }), meter };
}

/** Resolves when both are there; rejects where one cannot be. */
async function begin(home: Home, meter: Meter, signal: AbortSignal): Promise<void> {
  const wait = (source: Pick<Home, 'run'> | Pick<Meter, 'run'>) =>
    new Promise<undefined>((resolve, reject) => {
      const report = (status: string, message?: string) => {
        if (status === 'failed') reject(new ConfigurationError(message ?? 'Home Assistant cannot be read'));
        if (status === 'waiting') process.stderr.write(`${message ?? 'waiting'}\n`);
      };
      const silent = { onChange: () => undefined, onReadings: () => undefined };
      source.run({ ...silent, onBack: () => resolve(undefined), report, signal }).catch(reject);
    });
  await Promise.all([wait(home), wait(meter)]);
}

/** The sensor that the file names as the meter. */
function meterEntity(meter: Meter): string {
  const [only = COMPOSED, ...more] = meter.describe()?.entity_ids ?? [];
  return more.length === 0 ? only : COMPOSED;
}

/** What the meter told, in W whatever its own unit. */
async function meterRows(meter: Meter, start_ms: number, end_ms: number, signal: AbortSignal): Promise<Row[]> {
  const rows: Row[] = [];
  const entity_id = meterEntity(meter);
  for await (const { readings } of meter.history?.({ start_ms, end_ms, signal }) ?? []) {
    for (const { time_ms, total_power_w: watts } of readings)
      rows.push({ entity_id, state: watts === null ? 'unavailable' : String(watts), time_ms, attributes: { unit_of_measurement: 'W' } });
  }
  return rows;
}

async function save(config: Config, out: string, days: number): Promise<void> {
  const { connection, home, meter } = open(config);
  const stopping = new AbortController();
  const { signal } = stopping;
  try {
    await begin(home, meter, signal);
    const reader = createHistoryReader({ connection, clock, batch: 100, mostRows: 4000 });
    const end_ms = clock.now() - COMMIT_MS;
    const start_ms = Math.round(end_ms - days * DAY_MS);
    const entityIds = home.entities().map((entity) => entity.entity_id);
    const bar = createProgressBar(process.stderr, end_ms - start_ms);
    const file = createWriteStream(out);
    file.write('entity_id,state,last_changed,attributes\n');
    let [from, count] = [start_ms, 0];
    for await (const { initial, rows, until_ms } of reader.read({ entityIds, start_ms, end_ms, signal })) {
      const all = [...initial, ...rows, ...(await meterRows(meter, from, until_ms, signal))].sort((a, b) => a.time_ms - b.time_ms);
      for (const row of all) if (!file.write(line(row))) await once(file, 'drain');
      count += all.length;
      from = until_ms;
      bar.at(until_ms - start_ms);
    }
    bar.end();
    file.end();
    await finished(file);
    process.stdout.write(`${count} rows of ${entityIds.length} entities are in ${out}; its meter is ${meterEntity(meter)}.\n`);
  } finally {
    stopping.abort();
  }
}

try {
  const { out, days } = readArguments(process.argv.slice(2));
  const config = readConfig(process.env);
  await save(config, out, days ?? config.history_days);
} catch (error) {
  process.stderr.write(`${messageOf(error)}\n`);
  process.exitCode = isPermanent(error) ? 2 : 1;
}
