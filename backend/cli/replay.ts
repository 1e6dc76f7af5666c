/**
 * Replays a saved Home Assistant history through the engine: which state change moved the meter, and what each device draws.
 * `npm run -s replay -- HISTORY.csv --meter ENTITY --correlations FILE --devices FILE [--history-days N]`
 */
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import type { EngineAnswer } from '../correlation/types.ts';
import { ConfigurationError, isPermanent, messageOf } from '../errors.ts';
import { createProgressBar } from './progress-bar.ts';
import { openHistory, type History } from './read-history.ts';
import { createReplay, type Learned } from './replay-rows.ts';

const USAGE = 'usage: npm run -s replay -- HISTORY.csv --meter ENTITY --correlations FILE --devices FILE [--history-days N]';

type Arguments = { history: string; meter: string; correlations: string; devices: string; historyDays: number };

function parseArguments(args: string[]) {
  const text = { type: 'string' } as const;
  try {
    return parseArgs({ args, allowPositionals: true, options: { meter: text, correlations: text, devices: text, 'history-days': text } });
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
  const historyDays = Number(values['history-days'] ?? 0);
  if (!(historyDays >= 0))
    throw new ConfigurationError(`--history-days takes a number of days, not ${String(values['history-days'])}.\n${USAGE}`);
  return { history, meter, correlations, devices, historyDays };
}

/** The line of an answer; `time` is the row's. */
function lineOf({ time_ms, ...answer }: EngineAnswer): string {
  return `${JSON.stringify({ time: new Date(time_ms).toISOString(), ...answer })}\n`;
}

type Progress = (rows: number) => void;

/** Replays a history and writes both files. */
async function replayHistory(history: History, { correlations, devices }: Arguments, learned: Learned | null, onProgress: Progress) {
  const replay = createReplay(learned);
  const out = createWriteStream(correlations);
  await once(out, 'open');
  const write = async (answers: readonly EngineAnswer[]): Promise<void> => {
    if (answers.length > 0 && !out.write(answers.map(lineOf).join(''))) await once(out, 'drain');
  };
  try {
    for await (const rows of history.rows()) {
      await write(rows.flatMap((row) => replay.row(row)));
      onProgress(rows.length);
    }
    await write(replay.end());
  } finally {
    out.end();
    await once(out, 'finish');
  }
  await writeFile(devices, `${JSON.stringify({ devices: replay.devices() }, null, 1)}\n`);
}

/** Learns from the first days alone, as the product does from the history that it finds at its first start. */
async function learnFirst(history: History, historyDays: number): Promise<Learned> {
  const replay = createReplay(null);
  let untilMs: number | null = null;
  for await (const rows of history.rows()) {
    untilMs ??= (rows[0]?.time_ms ?? 0) + historyDays * 86_400_000;
    for (const row of rows) {
      if (row.time_ms >= untilMs) return { state: replay.state(), untilMs };
      replay.row(row);
    }
  }
  return { state: replay.state(), untilMs: untilMs ?? 0 };
}

async function main(args: Arguments): Promise<void> {
  const history = await openHistory(args.history, args.meter);
  try {
    const bar = createProgressBar(process.stderr, history.count);
    const learned = args.historyDays > 0 ? await learnFirst(history, args.historyDays) : null;
    let done = 0;
    await replayHistory(history, args, learned, (rows) => bar.at((done += rows)));
    bar.end();
  } finally {
    await history.close();
  }
}

try {
  await main(readArguments(process.argv.slice(2)));
} catch (error) {
  process.stderr.write(`${messageOf(error)}\n`);
  process.exitCode = isPermanent(error) ? 2 : 1;
}
