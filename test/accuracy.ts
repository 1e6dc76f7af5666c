/** The floor of the attribution: two homes whose truth is known, on three meters. Fails where it is worse than it was. */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** At least so good (F1, on-power, energy), at most so wrong (share of loadless entities' events that are given watts, error of the confidence). */
type Floor = { f1: number; on_power: number; energy: number; blamed: number; ece: number };
const FLOORS: Record<string, Floor> = {
  '1s': { f1: 0.9, on_power: 0.86, energy: 0.88, blamed: 0.02, ece: 0.03 },
  '10s': { f1: 0.84, on_power: 0.78, energy: 0.88, blamed: 0.02, ece: 0.03 },
  '60s_mean': { f1: 0.75, on_power: 0.73, energy: 0.88, blamed: 0.02, ece: 0.03 },
};
const ABSENT = 2;

const say = (text: string) => void process.stdout.write(`${text}\n`);
const replay = fileURLToPath(new URL('../backend/cli/replay.ts', import.meta.url));

/** The evaluation that lies beside the homes; it writes its table to `result`. */
async function evaluate(homes: string, result: string): Promise<void> {
  const files = ['{history}', '--meter', 'sensor.house_power', '--correlations', '{correlations}', '--devices', '{devices}'];
  const args = [
    join(dirname(homes), 'evaluate.mjs'),
    '--homes',
    homes,
    '--meters',
    Object.keys(FLOORS).join(','),
    '--only',
    '2',
    '--json',
    result,
  ];
  const child = spawn(process.execPath, [...args, '--', process.execPath, replay, ...files], { stdio: 'inherit' });
  const code = await new Promise<number | null>((resolve) => child.once('exit', resolve));
  if (code !== 0) throw new Error(`The evaluation ended with ${String(code)}.`);
}

const faultsOf = (meter: string, floor: Floor, measured: Floor): string[] => [
  ...(['f1', 'on_power', 'energy'] as const)
    .filter((name) => measured[name] < floor[name])
    .map((name) => `${meter}: ${name} is ${measured[name].toFixed(3)}, at least ${floor[name]} is wanted`),
  ...(['blamed', 'ece'] as const)
    .filter((name) => measured[name] > floor[name])
    .map((name) => `${meter}: ${name} is ${measured[name].toFixed(3)}, at most ${floor[name]} is wanted`),
];

const homes = process.env['ACCURACY_HOMES'] ?? '';
if (homes === '') {
  say('ACCURACY_HOMES is not set: it names a folder of homes whose truth is known, with the evaluation beside it.');
  process.exitCode = ABSENT;
} else {
  const result = join(mkdtempSync(join(tmpdir(), 'accuracy-')), 'table.json');
  await evaluate(homes, result);
  const table = JSON.parse(readFileSync(result, 'utf8')) as Record<string, Floor>;
  const faults = Object.entries(FLOORS).flatMap(([meter, floor]) =>
    faultsOf(meter, floor, table[meter] ?? { f1: 0, on_power: 0, energy: 0, blamed: 1, ece: 1 }),
  );
  faults.forEach(say);
  say(`${Object.keys(FLOORS).length * 5 - faults.length} passed, ${faults.length} failed`);
  if (faults.length > 0) process.exitCode = 1;
}
