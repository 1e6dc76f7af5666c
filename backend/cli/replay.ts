/**
 * Replays a saved Home Assistant history through the engine: which state change moved the meter, and what each device draws.
 * `npm run -s replay -- HISTORY.csv --meter ENTITY --correlations FILE --devices FILE`
 */
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import type { EngineAnswer } from '../correlation/types.ts';
import { ConfigurationError, isPermanent, messageOf } from '../errors.ts';
import { createProgressBar } from './progress-bar.ts';
import { readHistory, readHistorySorted, sizeOfHistory, type TimedRow } from './read-history.ts';
import { createReplay } from './replay-rows.ts';

const USAGE = 'usage: npm run -s replay -- HISTORY.csv --meter ENTITY --correlations FILE --devices FILE';

type Arguments = { history: string; meter: string; correlations: string; devices: string };

function parseArguments(args: string[]) {
  const text = { type: 'string' } as const;
  try {
    return parseArgs({ args, allowPositionals: true, options: { meter: text, correlations: text, devices: text } });
  } catch (cause) {
    throw new ConfigurationError(`${messageOf(cause)}\n${USAGE}`);
  }
}

function readArguments(args: string[]): Arguments {
  const { positionals, values } = parseArguments(args);
  const { meter, correlations, devices } = values;
  const [history] = positionals;
  if (history === undefined || positionals.length > 1) {
    throw new ConfigurationError(`Name one history file, not ${positionals.length}.\n${USAGE}`);
  }
  if (meter === undefined || correlations === undefined || devices === undefined) {
    throw new ConfigurationError(`--meter, --correlations and --devices are all needed.\n${USAGE}`);
  }
  return { history, meter, correlations, devices };
}

/** The line of an answer; `time` is the row's. */
function lineOf({ time_ms, ...answer }: EngineAnswer): string {
  return `${JSON.stringify({ time: new Date(time_ms).toISOString(), ...answer })}\n`;
}

/** Replays rows and writes both files; false, with nothing to rely on in them, when a row stands before an earlier one. */
async function replayRows(rows: AsyncIterable<TimedRow>, { meter, correlations, devices }: Arguments): Promise<boolean> {
  const replay = createReplay(meter);
  const out = createWriteStream(correlations);
  await once(out, 'open');
  const write = async (answers: readonly EngineAnswer[]): Promise<void> => {
    if (answers.length > 0 && !out.write(answers.map(lineOf).join(''))) await once(out, 'drain');
  };
  try {
    for await (const row of rows) {
      if (!replay.isInOrder(row)) return false;
      const decided = replay.row(row);
      if (decided.length > 0) await write(decided);
    }
    await write(replay.end());
  } finally {
    out.end();
    await once(out, 'finish');
  }
  await writeFile(devices, `${JSON.stringify({ devices: replay.devices() }, null, 1)}\n`);
  return true;
}

async function main(args: Arguments): Promise<void> {
  const bar = createProgressBar(process.stderr, await sizeOfHistory(args.history));
  const onProgress = (bytes: number): void => bar.at(bytes);
  const isDone = await replayRows(readHistory(args.history, onProgress), args);
  if (!isDone) await replayRows(readHistorySorted(args.history, onProgress), args);
  bar.end();
}

try {
  await main(readArguments(process.argv.slice(2)));
} catch (error) {
  process.stderr.write(`${messageOf(error)}\n`);
  process.exitCode = isPermanent(error) ? 2 : 1;
}
