/**
 * Fits the log odds that an entity of which nothing is known draws anything, on a meter that reports by minutes, to homes whose truth is known:
 * `ACCURACY_HOMES=FOLDER npm run calibrate:loads`. Prints each choice over all homes, how each home fares with what the others choose, and the
 * choice of all, which stands in slow-follower.ts.
 */
import { readdirSync } from 'node:fs';
import { evaluateWithLoad, type EvaluationRow } from './accuracy/run-evaluation.ts';
import { print } from './play/print.ts';

const METER = '300s';
const CHOICES = [0.5, 0.25, 0, -0.25, -0.5, -0.75];
/** More switches of nothing may not be given watts: the bar of 2 %, less a tenth for homes that are not among these. */
const MOST_BLAMED = 0.018;

/** What each choice came to in one home. */
type Tried = readonly { choice: number; row: EvaluationRow }[];
type Mean = { choice: number; f1: number; blamed: number };

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

const meansOf = (homes: readonly Tried[]): Mean[] =>
  CHOICES.map((choice) => {
    const rows = homes.flatMap((tried) => tried.filter((one) => one.choice === choice).map(({ row }) => row));
    return { choice, f1: mean(rows.map(({ f1 }) => f1)), blamed: mean(rows.map(({ blamed }) => blamed)) };
  });

/** The choice that finds most, of those that do not blame more than they may; of none, the one that blames least. */
function bestOf(homes: readonly Tried[]): number {
  const means = meansOf(homes);
  const allowed = means.filter(({ blamed }) => blamed <= MOST_BLAMED);
  const best = [...allowed].sort((a, b) => b.f1 - a.f1)[0] ?? [...means].sort((a, b) => a.blamed - b.blamed)[0];
  return best?.choice ?? NaN;
}

const figure = (value: number): string => value.toFixed(3);

async function tryAll(folder: string, home: string): Promise<Tried> {
  const tried: { choice: number; row: EvaluationRow }[] = [];
  for (const choice of CHOICES) tried.push({ choice, row: await evaluateWithLoad(folder, home, METER, choice) });
  return tried;
}

/** How each home fares with what the others choose. */
function printLeftOut(names: readonly string[], homes: readonly Tried[]): void {
  print('\n| home | the others choose | F1 | blamed |\n| --- | --- | --- | --- |\n');
  for (const [i, name] of names.entries()) {
    const choice = bestOf(homes.toSpliced(i, 1));
    const { f1 = NaN, blamed = NaN } = homes[i]?.find((one) => one.choice === choice)?.row ?? {};
    print(`| ${name} | ${choice} | ${figure(f1)} | ${figure(blamed)} |\n`);
  }
}

async function fit(folder: string): Promise<void> {
  const names = readdirSync(folder)
    .filter((name) => name.startsWith('home-'))
    .sort();
  const homes: Tried[] = [];
  for (const name of names) homes.push(await tryAll(folder, name));
  print('| log odds | F1 | blamed |\n| --- | --- | --- |\n');
  for (const { choice, f1, blamed } of meansOf(homes)) print(`| ${choice} | ${figure(f1)} | ${figure(blamed)} |\n`);
  printLeftOut(names, homes);
  print(`\nAll homes choose ${bestOf(homes)}.\n`);
}

const folder = process.env['ACCURACY_HOMES'] ?? '';
if (folder === '') {
  print('ACCURACY_HOMES is not set: it names a folder of homes whose truth is known, with the evaluation beside it.\n');
  process.exitCode = 2;
} else await fit(folder);
