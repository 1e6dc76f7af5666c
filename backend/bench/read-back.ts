/** Prints how long people wait for an answer while a week of history is read back, against the same questions in the same process once it is. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { systemClock } from '../clock.ts';
import type { Health } from '../contract/status.ts';
import { ask } from './play/ask.ts';
import { figure } from './play/figure.ts';
import { fillHistory } from './play/fill-history.ts';
import { inFolder } from './play/in-folder.ts';
import { nodeFlags } from './play/node-flags.ts';
import { print } from './play/print.ts';
import { quantile } from './play/quantile.ts';

const DAYS = 7;
/** What an open dashboard asks, one question after the other, so often. */
const QUESTIONS = ['/energy/current', '/energy/correlations', '/energy/series', '/energy/devices'];
const EVERY_MS = 50;
/** So often when nothing else is done. */
const IDLE_ROUNDS = 400;

const isReadBack = async (port: number): Promise<boolean> => {
  const { progress } = JSON.parse((await ask(port, '/health')).toString()) as Health;
  return progress !== null;
};

/** The waits for each question, ms, until enough was asked. */
async function askUntil(port: number, isEnough: (rounds: number) => Promise<boolean> | boolean): Promise<Map<string, number[]>> {
  const waits = new Map(QUESTIONS.map((question) => [question, [] as number[]]));
  for (let round = 0; !(await isEnough(round)); round++) {
    for (const [question, own] of waits) {
      const start = performance.now();
      // Another range each time: none is answered from what is kept.
      await ask(
        port,
        question === '/energy/current' || question === '/energy/devices' ? question : `${question}?hours=${24 + (round % 100) / 100}`,
      );
      own.push(performance.now() - start);
      await systemClock.sleep(EVERY_MS);
    }
  }
  return waits;
}

const inWords = (waits: readonly number[]): string =>
  [0.5, 0.99, 1].map((share) => `${share === 1 ? 'max' : `p${100 * share}`} ${quantile(waits, share).toFixed(1)}`).join(', ');

await inFolder(async (folder) => {
  const directory = join(folder, 'history');
  await fillHistory(directory, DAYS);
  const server = fork(fileURLToPath(new URL('./play/serve.ts', import.meta.url)), [directory], { execArgv: nodeFlags() });
  const [{ port }] = (await once(server, 'message')) as [{ port: number }];
  while (!(await isReadBack(port))) await systemClock.sleep(EVERY_MS);
  const begin = performance.now();
  const busy = await askUntil(port, async () => !(await isReadBack(port)));
  const seconds = (performance.now() - begin) / 1000;
  const idle = await askUntil(port, (round) => round === IDLE_ROUNDS / QUESTIONS.length);
  for (const [question, waits] of busy) {
    const before = idle.get(question) ?? [];
    print(`  ${question}: ${inWords(waits)} ms; idle ${inWords(before)} ms\n`);
  }
  const [all, allIdle] = [busy, idle].map((waits) => [...waits.values()].flat()) as [number[], number[]];
  const ratio = (share: number): string => (quantile(all, share) / quantile(allIdle, share)).toFixed(1);
  print(
    figure(
      `answers while ${DAYS} days are read back (${seconds.toFixed(0)} s), against idle`,
      `p50 x ${ratio(0.5)}, p99 x ${ratio(0.99)}`,
      'p99 <= 20 ms',
    ),
  );
  server.disconnect();
  await once(server, 'exit');
});
