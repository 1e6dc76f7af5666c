/**
 * Makes the table of confidences from homes whose truth is known: `ACCURACY_HOMES=FOLDER npm run calibrate [-- --check]`. Prints how far the
 * confidence is off (ECE) in each home by the table of the others alone, and writes the table of all homes into the engine's data; with
 * `--check` it writes nothing.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { SHARE_RIGHT, type MeterKind } from '../correlation/confidence-shares.ts';
import { shareAt } from '../correlation/confidence-table.ts';
import { fitShares, replaceTables } from './accuracy/fit-shares.ts';
import { homeOf, judgeAnswers, readHomes, type HomeTruth, type Judged } from './accuracy/home-truth.ts';
import { evaluateReplay } from './accuracy/run-evaluation.ts';
import { print } from './play/print.ts';

/** The meters of the evaluation that each table is made from. */
const METERS: Record<MeterKind, readonly string[]> = {
  upTo2s: ['1s'],
  upTo15s: ['5s', '10s', '10s_lag20', 'change'],
  upTo45s: ['30s'],
  upTo150s: ['60s'],
  means: ['60s_mean'],
  slower: ['300s'],
};
const SHARES = fileURLToPath(new URL('../correlation/confidence-shares.ts', import.meta.url));
/** Answers below this confidence are not told. */
const TOLD = 0.5;

/** What was answered in each home on these meters. */
async function judgedOn(folder: string, homes: readonly HomeTruth[], meters: readonly string[]): Promise<Judged[][]> {
  const byHome = new Map<HomeTruth, Judged[]>(homes.map((home) => [home, []]));
  for (const meter of meters) {
    for (const said of (await evaluateReplay(folder, meter)).said) {
      const home = homeOf(homes, said);
      if (home !== undefined) byHome.get(home)?.push(...judgeAnswers(home, said));
    }
  }
  return [...byHome.values()];
}

/** Expected calibration error over ten bins (Naeini, Cooper, Hauskrecht, AAAI 2015): how far confidence is from the share of right answers. */
function calibrationError(rated: readonly { confidence: number; isRight: boolean }[]): number {
  const bins = Array.from({ length: 10 }, () => 0);
  const told = rated.filter(({ confidence }) => confidence >= TOLD);
  for (const { confidence, isRight } of told) {
    const bin = Math.min(9, Math.floor(confidence * 10));
    bins[bin] = (bins[bin] ?? 0) + confidence - (isRight ? 1 : 0);
  }
  return bins.reduce((sum, surplus) => sum + Math.abs(surplus), 0) / Math.max(1, told.length);
}

const rate = (judged: readonly Judged[], table: readonly number[]) =>
  judged.map(({ mass, isRight }) => ({ confidence: shareAt(table, mass), isRight }));

/** Each home by the table of the others. */
const leftOut = (homes: readonly Judged[][]) => homes.flatMap((home, i) => rate(home, fitShares(homes.toSpliced(i, 1).flat())));

const figure = (value: number): string => value.toFixed(3);

async function calibrate(folder: string, homes: readonly HomeTruth[]): Promise<Record<MeterKind, readonly number[]>> {
  const tables: Record<MeterKind, readonly number[]> = { ...SHARE_RIGHT };
  print('| meters | answers | ECE as it stands | ECE, homes left out | ECE, fitted |\n| --- | --- | --- | --- | --- |\n');
  for (const [kind, meters] of Object.entries(METERS) as [MeterKind, string[]][]) {
    const judged = await judgedOn(folder, homes, meters);
    tables[kind] = fitShares(judged.flat());
    const errors = [rate(judged.flat(), SHARE_RIGHT[kind]), leftOut(judged), rate(judged.flat(), tables[kind])].map(calibrationError);
    print(`| ${meters.join(', ')} | ${judged.flat().length} | ${errors.map(figure).join(' | ')} |\n`);
  }
  return tables;
}

const folder = process.env['ACCURACY_HOMES'] ?? '';
if (folder === '') {
  print('ACCURACY_HOMES is not set: it names a folder of homes whose truth is known, with the evaluation beside it.\n');
  process.exitCode = 2;
} else {
  const homes = readHomes(folder);
  const tables = await calibrate(folder, homes);
  const made = `${new Date().toISOString().slice(0, 10)} of ${homes.length} homes`;
  if (!process.argv.includes('--check')) await writeFile(SHARES, replaceTables(await readFile(SHARES, 'utf8'), tables, made));
}
