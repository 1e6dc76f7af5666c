/**
 * Prints how right the attribution is, on homes whose truth is known: all meters beside two naive baselines, by day from a cold start, and
 * with the first three days given as history. `ACCURACY_HOMES=FOLDER npm run bench:accuracy [METER …]`; the tables are Markdown.
 */
import { countByDay, f1Of, homeOf, readHomes, type DayCounts, type HomeTruth, type Said } from './accuracy/home-truth.ts';
import { evaluateBaseline, evaluateReplay } from './accuracy/run-evaluation.ts';
import { print } from './play/print.ts';

const METERS = ['1s', '5s', '10s', '10s_lag20', 'change', '30s', '60s', '60s_mean', '300s'];
/** Days that are read twice, once to learn from them, as at the first start of the product. */
const HISTORY_DAYS = 3;

const figure = (value: number): string => value.toFixed(3).replace(/^0/, '');
const line = (cells: readonly string[]): void => print(`| ${cells.join(' | ')} |\n`);
const heading = (cells: readonly string[]): void => {
  line(cells);
  line(cells.map(() => '---'));
};

function daysOf(homes: readonly HomeTruth[], all: readonly Said[]): DayCounts[] {
  const days: DayCounts[] = [];
  for (const said of all) {
    const home = homeOf(homes, said);
    if (home !== undefined) countByDay(home, said, days);
  }
  return days;
}

const folder = process.env['ACCURACY_HOMES'] ?? '';
const meters = process.argv.length > 2 ? process.argv.slice(2) : METERS;
if (folder === '') {
  print('ACCURACY_HOMES is not set: it names a folder of homes whose truth is known, with the evaluation beside it.\n');
  process.exitCode = 2;
} else {
  const homes = readHomes(folder);
  const byDay: string[][] = [];
  print(`${homes.length} homes, ${new Date().toISOString().slice(0, 10)}\n\n`);
  heading([
    'meter',
    'F1',
    'precision',
    'recall',
    'blamed',
    'ECE',
    'on-power',
    'energy',
    'as planned: F1, blamed',
    'nearest row: F1, blamed',
  ]);
  for (const meter of meters) {
    const [cold, known] = [
      await evaluateReplay(folder, meter),
      await evaluateReplay(folder, meter, ['--history-days', String(HISTORY_DAYS)]),
    ];
    const naive = [await evaluateBaseline(folder, meter, 'as_planned'), await evaluateBaseline(folder, meter, 'nearest')];
    const { f1, precision, recall, blamed, ece, on_power, energy } = cold.row;
    line([
      meter,
      ...[f1, precision, recall, blamed, ece, on_power, energy].map(figure),
      ...naive.map((row) => `${figure(row.f1)}, ${figure(row.blamed)}`),
    ]);
    const rows = [
      ['cold', cold.said],
      ['history', known.said],
    ] as const;
    for (const [name, said] of rows) byDay.push([meter, name, ...daysOf(homes, said).map((day) => figure(f1Of(day)))]);
  }
  print(`\nF1 by day, from a cold start and with the first ${HISTORY_DAYS} days as history:\n\n`);
  heading(['meter', 'start', ...Array.from({ length: 7 }, (_, day) => `day ${day + 1}`)]);
  byDay.forEach(line);
}
