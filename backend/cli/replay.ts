/**
 * Replays a saved Home Assistant history through the engine: which state change moved the meter, and what each device draws.
 * `npm run -s replay -- HISTORY.csv --meter ENTITY --correlations FILE --devices FILE`
 */
import { createReadStream, createWriteStream } from 'node:fs';
import { stat, writeFile } from 'node:fs/promises';
import { once } from 'node:events';
import { parseArgs } from 'node:util';
import { parse } from 'csv-parse';
import { createEngine } from '../correlation/engine.ts';
import type { EngineAnswer } from '../correlation/types.ts';
import { ConfigurationError, isPermanent, messageOf } from '../errors.ts';
import { createEnergyOfEntities } from './energy-of-entities.ts';
import { scalingAttributesOf, type HistoryRow } from './history-row.ts';
import { createProgressBar } from './progress-bar.ts';

const USAGE = 'usage: npm run -s replay -- HISTORY.csv --meter ENTITY --correlations FILE --devices FILE';
/** Domains whose states are measurements, texts or people: nothing that is switched. */
const WITHOUT_SWITCHING = new Set([
  'sensor',
  'binary_sensor',
  'number',
  'input_number',
  'person',
  'device_tracker',
  'weather',
  'sun',
  'zone',
  'update',
]);
/** After the last row, events still wait for their meter, ms. */
const WAIT_AT_END = 900_000;
/** What is decided is written so often, in time of the history, ms. */
const STEP = 60_000;

type Arguments = { history: string; meter: string; correlations: string; devices: string };

function readArguments(argv: string[]): Arguments {
  const text = { type: 'string' } as const;
  let parsed;
  try {
    parsed = parseArgs({ args: argv, allowPositionals: true, options: { meter: text, correlations: text, devices: text } });
  } catch (cause) {
    throw new ConfigurationError(`${messageOf(cause)}\n${USAGE}`);
  }
  const [history, ...rest] = parsed.positionals;
  const { meter, correlations, devices } = parsed.values;
  if (history === undefined || rest.length > 0)
    throw new ConfigurationError(`Name one history file, not ${parsed.positionals.length}.\n${USAGE}`);
  if (meter === undefined || correlations === undefined || devices === undefined) {
    throw new ConfigurationError(`--meter, --correlations and --devices are all needed.\n${USAGE}`);
  }
  return { history, meter, correlations, devices };
}

async function sizeOf(file: string): Promise<number> {
  try {
    return (await stat(file)).size;
  } catch (cause) {
    throw new ConfigurationError(`The history file ${file} cannot be read: does it exist?`, { cause });
  }
}

/** The line of the correlations file; `time` as in the history. */
const lineOf = (answer: EngineAnswer): string => {
  const { time_ms, ...rest } = answer;
  return `${JSON.stringify({ time: new Date(time_ms).toISOString(), ...rest })}\n`;
};

/** Feeds rows to the engine. */
function createReplay(meter: string) {
  const engine = createEngine({});
  const energy = createEnergyOfEntities();
  const states = new Map<string, string>();
  let readings = 0;
  let clock = -Infinity;

  function take({ entity_id, state, attributes }: HistoryRow, time: number): void {
    if (entity_id === meter) {
      const power = state.trim() === '' ? NaN : Number(state);
      readings += 1;
      engine.reading({ time_ms: time, power_w: Number.isFinite(power) ? power : null });
      return;
    }
    const domain = entity_id.slice(0, entity_id.indexOf('.'));
    if (WITHOUT_SWITCHING.has(domain)) return;
    const scaling = scalingAttributesOf(attributes);
    const previous = states.get(entity_id);
    states.set(entity_id, state);
    energy.change(entity_id, state, scaling.brightness, time);
    if (previous !== undefined) engine.change({ time_ms: time, entity_id, domain, state, previous_state: previous, attributes: scaling });
  }

  return {
    /** Takes a row; returns what was decided meanwhile. */
    row(row: HistoryRow): EngineAnswer[] {
      const time = Date.parse(row.last_changed);
      if (Number.isNaN(time))
        throw new ConfigurationError(`The history has a row of ${row.entity_id} without a time: "${row.last_changed}".`);
      const decided = time - clock >= STEP ? engine.advance(time - 1).answers : [];
      if (time - clock >= STEP) clock = time;
      take(row, time);
      return decided;
    },
    end(): EngineAnswer[] {
      if (readings === 0) throw new ConfigurationError(`The history has no row of the meter ${meter}: name another with --meter.`);
      return engine.advance(clock + STEP + WAIT_AT_END).answers;
    },
    devices: () =>
      engine.devices().map(({ entity_id, on_power_w, switches, verdict }) => ({
        entity_id,
        on_power_w,
        samples: switches,
        verdict,
        energy_kwh: energy.kwh(entity_id, verdict === 'no_effect' ? 0 : on_power_w, clock + STEP),
      })),
  };
}

async function replay({ history, meter, correlations, devices }: Arguments): Promise<void> {
  const bar = createProgressBar(process.stderr, await sizeOf(history));
  const source = createReadStream(history);
  const rows = source.pipe(parse({ columns: true, relax_column_count: true, skip_empty_lines: true, bom: true }));
  const run = createReplay(meter);
  const out = createWriteStream(correlations);
  const write = async (answers: readonly EngineAnswer[]): Promise<void> => {
    const text = answers.map(lineOf).join('');
    if (text !== '' && !out.write(text)) await once(out, 'drain');
  };
  for await (const row of rows) {
    const decided = run.row(row as HistoryRow);
    if (decided.length === 0) continue;
    await write(decided);
    bar.at(source.bytesRead);
  }
  await write(run.end());
  out.end();
  await once(out, 'finish');
  await writeFile(devices, `${JSON.stringify({ devices: run.devices() }, null, 1)}\n`);
  bar.end();
}

try {
  await replay(readArguments(process.argv.slice(2)));
} catch (error) {
  process.stderr.write(`${messageOf(error)}\n`);
  process.exitCode = isPermanent(error) ? 2 : 1;
}
