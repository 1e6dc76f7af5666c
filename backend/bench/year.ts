/** Prints what a chart of a year takes: the wait for it, the first time and again, and the memory that it leaves behind. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { listen } from '../api/listen.ts';
import { systemClock } from '../clock.ts';
import { createLog } from '../log.ts';
import { createStore } from '../store/create-store.ts';
import { ask } from './play/ask.ts';
import { buildBackend } from './play/build-backend.ts';
import { figure } from './play/figure.ts';
import { inFolder } from './play/in-folder.ts';
import { hoursOf } from './play/learned-home.ts';
import { nodeFlags } from './play/node-flags.ts';
import { createPlayedHome } from './play/played-home.ts';
import { print } from './play/print.ts';
import { rssMb } from './play/rss-mb.ts';
import { DAY, HOUR, readingAt, SECOND } from './store/rows.ts';

const DAYS = 400;

/** A reading a minute, and each hour of forty lights and twenty circuits. */
async function fillYear(directory: string): Promise<void> {
  const log = createLog({ level: 'warn', secrets: [] });
  const store = await createStore({ directory, home_id: 'home', mode: 'real', clock: systemClock, log });
  const end = Math.floor(Date.now() / HOUR) * HOUR;
  for (let day = end - DAYS * DAY; day < end; day += DAY) {
    await store.series.append({ readings: Array.from({ length: 1440 }, (_, minute) => readingAt(day + minute * 60 * SECOND)) });
    const entityHours = Array.from({ length: 24 }, (_, hour) => hoursOf(day + hour * HOUR)).flat();
    await store.commit({ correlations: [], steps: [], meterHours: [], facts: [], entityHours });
  }
  await store.close();
}

async function chartYear(folder: string): Promise<void> {
  const directory = join(folder, 'year');
  await fillYear(directory);
  const played = createPlayedHome(Math.floor(Date.now() / SECOND) * SECOND);
  const { store, api, live } = await buildBackend({ directory, played, clock: systemClock });
  await live.seed();
  const listener = await listen({ api, port: 0, address: '127.0.0.1' });
  await ask(listener.port, '/energy/series?hours=24');
  const [before, waits] = [rssMb(), [] as number[]];
  // Another range each time: none is answered from what is kept of the answer before.
  for (let time = 0; time < 5; time++) {
    const start = performance.now();
    await ask(listener.port, `/energy/series?hours=${DAYS * 24 - time}`);
    waits.push(performance.now() - start);
  }
  const [first = NaN, ...again] = waits.map((ms) => (ms / 1000).toFixed(2));
  print(figure(`a chart of ${DAYS} days with sixty devices, the first time and again`, `${first} s, ${again.join(' ')} s`, '<= 1 s'));
  print(figure('RSS before and after', `${before} and ${rssMb()} MB`, '<= 200 MB'));
  await listener.stop();
  await store.close();
}

// In a process with the flags of the product, whatever this one was started with.
const [, , given] = process.argv;
if (process.env['BENCH_CHILD'] === '1') await inFolder(chartYear);
else {
  const args = [...nodeFlags(), fileURLToPath(import.meta.url), ...(given === undefined ? [] : [given])];
  process.exitCode = spawnSync(process.execPath, args, { stdio: 'inherit', env: { ...process.env, BENCH_CHILD: '1' } }).status ?? 1;
}
