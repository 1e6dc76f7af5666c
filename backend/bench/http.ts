/** Prints how long 32 clients wait that ask once a second each, with 30 days of readings, 1,000,000 correlations, and a recorder that writes. */
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { systemClock } from '../clock.ts';
import { ask } from './play/ask.ts';
import { figure } from './play/figure.ts';
import { fillStore } from './play/fill-store.ts';
import { inFolder } from './play/in-folder.ts';
import { nodeFlags } from './play/node-flags.ts';
import { print } from './play/print.ts';
import { quantile } from './play/quantile.ts';
import type { Usage } from './play/serve.ts';
import { HOUR, SECOND } from './store/rows.ts';

const CLIENTS = 32;
const WARM_UP_ROUNDS = 4;
const ROUNDS = 20;

/** Client n asks question n modulo their number. */
const QUESTIONS: Record<string, string[]> = {
  '/energy/correlations': [
    '/energy/correlations?hours=24',
    '/energy/correlations?hours=168&limit=100',
    '/energy/correlations?hours=24&order=delta&limit=100',
    '/energy/correlations?hours=168&entity_id=light.room_7&limit=100',
  ],
  '/energy/series': [1, 24, 168, 720].map((hours) => `/energy/series?hours=${hours}`),
  '/energy/devices': ['/energy/devices', '/energy/devices/light.room_7', '/energy/device-impact/light.room_7?days=30', '/energy/meter'],
  '/energy/moment': [1, 30, 500].map((hours) => `/energy/moment?at=${new Date(Date.now() - hours * HOUR).toISOString()}`),
  '/energy/current': ['/energy/current'],
};

const usageOf = async (server: ChildProcess): Promise<Usage> => {
  server.send('usage');
  const [usage] = (await once(server, 'message')) as [Usage];
  return usage;
};

/** The waits of each question, ms. */
async function askAll(port: number, questions: readonly string[], rounds: number): Promise<Map<string, number[]>> {
  const waits = new Map(questions.map((question) => [question, [] as number[]]));
  const beAClient = async (number: number) => {
    const question = questions[number % questions.length] ?? '';
    await systemClock.sleep((number * SECOND) / CLIENTS);
    for (let round = 0; round < rounds; round++) {
      const start = performance.now();
      await ask(port, question);
      const waited = performance.now() - start;
      waits.get(question)?.push(waited);
      await systemClock.sleep(Math.max(0, SECOND - waited));
    }
  };
  await Promise.all(Array.from({ length: CLIENTS }, (_, number) => beAClient(number)));
  return waits;
}

const inWords = (waits: readonly number[]): string =>
  `p50 ${quantile(waits, 0.5).toFixed(1)} ms, p99 ${quantile(waits, 0.99).toFixed(1)} ms`;

async function measure(server: ChildProcess, port: number, [name, questions]: [string, string[]]): Promise<void> {
  for (const question of questions) {
    const start = performance.now();
    const { length } = await ask(port, question);
    print(`  ${question}: first ${(performance.now() - start).toFixed(0)} ms, ${(length / 1000).toFixed(0)} kB\n`);
  }
  await askAll(port, questions, WARM_UP_ROUNDS);
  const before = await usageOf(server);
  const waits = await askAll(port, questions, ROUNDS);
  const after = await usageOf(server);
  for (const [question, ofQuestion] of waits) print(`  ${question}: ${inWords(ofQuestion)}\n`);
  print(figure(`${name}, ${CLIENTS} clients once a second`, inWords([...waits.values()].flat()), 'p99 <= 20 ms'));
  print(`  CPU ${((after.cpuMs - before.cpuMs) / ROUNDS / 10).toFixed(0)} % of one core, RSS ${after.rssMb} MB\n`);
}

await inFolder(async (folder) => {
  const directory = join(folder, 'filled');
  await fillStore(directory);
  const server = fork(fileURLToPath(new URL('./play/serve.ts', import.meta.url)), [directory], { execArgv: nodeFlags() });
  const [{ port }] = (await once(server, 'message')) as [{ port: number }];
  for (const question of Object.entries(QUESTIONS)) await measure(server, port, question);
  server.disconnect();
  await once(server, 'exit');
});
