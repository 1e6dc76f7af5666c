/** The evaluation that lies beside the homes, run over our replay or over one of its naive baselines. */
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as v from 'valibot';
import type { Said } from './home-truth.ts';

const Row = v.object({
  f1: v.number(),
  precision: v.number(),
  recall: v.number(),
  blamed: v.number(),
  ece: v.number(),
  on_power: v.number(),
  energy: v.number(),
});
export type EvaluationRow = v.InferOutput<typeof Row>;

const SaidLine = v.object({ time: v.string(), entity_id: v.string(), power_delta_w: v.number(), mass: v.number(), confidence: v.number() });

function readSaid(file: string): Said {
  const lines = readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => v.parse(SaidLine, JSON.parse(line)));
  return new Map(lines.map(({ time, entity_id, ...said }) => [`${entity_id} ${Date.parse(time)}`, said]));
}

async function evaluate(homes: string, meter: string, args: readonly string[], folder: string): Promise<EvaluationRow> {
  const result = join(folder, 'table.json');
  const all = [join(dirname(homes), 'evaluate.mjs'), '--homes', homes, '--meters', meter, '--json', result, ...args];
  const child = spawn(process.execPath, all, { stdio: ['ignore', 'ignore', 'inherit'] });
  const code = await new Promise<number | null>((resolve) => child.once('exit', resolve));
  if (code !== 0) throw new Error(`The evaluation ended with ${String(code)}.`);
  return v.parse(v.record(v.string(), Row), JSON.parse(readFileSync(result, 'utf8')))[meter] as EvaluationRow;
}

async function inFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'accuracy-'));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** One meter of one home, with these log odds that an unknown entity is a load. */
export const evaluateWithLoad = (homes: string, home: string, meter: string, firstLoad: number): Promise<EvaluationRow> =>
  inFolder(async (folder) => {
    // The evaluation takes all homes of a folder, and lies beside that.
    const alone = join(folder, 'homes');
    mkdirSync(alone);
    symlinkSync(resolve(homes, home), join(alone, home));
    symlinkSync(resolve(homes, '..', 'evaluate.mjs'), join(folder, 'evaluate.mjs'));
    const replay = fileURLToPath(new URL('./replay-with-load.ts', import.meta.url));
    return evaluate(alone, meter, ['--', process.execPath, replay, String(firstLoad), '{history}', '{correlations}', '{devices}'], folder);
  });

/** A naive baseline of the evaluation. */
export const evaluateBaseline = (homes: string, meter: string, baseline: 'as_planned' | 'nearest'): Promise<EvaluationRow> =>
  inFolder((folder) => evaluate(homes, meter, ['--baseline', baseline], folder));

/** Our replay; with what it said in each home. `options` are handed to it. */
export const evaluateReplay = (
  homes: string,
  meter: string,
  options: readonly string[] = [],
): Promise<{ row: EvaluationRow; said: Said[] }> =>
  inFolder(async (folder) => {
    const keep = fileURLToPath(new URL('./replay-and-keep.ts', import.meta.url));
    const files = [folder, '{history}', '{correlations}', '{devices}'];
    const row = await evaluate(homes, meter, ['--', process.execPath, keep, ...files, ...options], folder);
    const runs = readdirSync(folder).filter((name) => name.startsWith('run-'));
    return { row, said: runs.map((run) => readSaid(join(folder, run, 'correlations.ndjson'))) };
  });
