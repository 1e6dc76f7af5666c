/** Prints the memory of a week: readings every second and 20 circuits through recorder, store, live view and correlator, as fast as they go. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildBackend } from './play/build-backend.ts';
import { figure } from './play/figure.ts';
import { inFolder } from './play/in-folder.ts';
import { createLockstepClock } from './play/lockstep-clock.ts';
import { nodeFlags } from './play/node-flags.ts';
import { createPlayedHome } from './play/played-home.ts';
import { print } from './play/print.ts';
import { rssMb } from './play/rss-mb.ts';
import { DAY, END, SECOND } from './store/rows.ts';

const DAYS = 7;
/** So much of the meter is written at once, and after so much all look at the clock: at the pace of a real home the week would take an hour. */
const FLUSH_MS = 60 * SECOND;
const LEAP_MS = 300 * SECOND;
/** Who sleeps: the recorder's flush, the correlator, the announcer and the heartbeat of the stream. */
const LOOPS = 4;

async function playWeek(folder: string): Promise<void> {
  const clock = createLockstepClock(END - DAYS * DAY);
  const played = createPlayedHome(clock.now());
  const { store, recorder, correlator, live, api } = await buildBackend({ directory: join(folder, 'week'), played, clock });
  const stopping = new AbortController();
  await live.seed();
  const running = Promise.all([recorder.run(stopping.signal), correlator.run(stopping.signal)]);
  await clock.advance(0, LOOPS);
  const rss = [rssMb()];
  while (clock.now() < END) {
    for (let time = clock.now() + FLUSH_MS; time <= clock.now() + LEAP_MS; time += FLUSH_MS) {
      played.tell(time);
      await recorder.flush();
    }
    await clock.advance(LEAP_MS, LOOPS);
    if (clock.now() % DAY === 0) rss.push(rssMb());
  }
  const { correlations_found } = correlator.statistics();
  const { size_mb } = await store.stats();
  api.close();
  stopping.abort();
  await running;
  await store.close();
  print(figure('a week of 1 s readings and 20 circuits, RSS by day', `${rss.join(' ')} MB`, '<= 200 MB and flat'));
  print(`  the file has ${size_mb?.toFixed(0) ?? '?'} MB, ${correlations_found} correlations were found\n`);
}

// In a process with the flags of the product, whatever this one was started with.
const [, , given] = process.argv;
if (process.env['BENCH_CHILD'] === '1') await inFolder(playWeek);
else {
  const args = [...nodeFlags(), fileURLToPath(import.meta.url), ...(given === undefined ? [] : [given])];
  // As in the image.
  const env = { ...process.env, BENCH_CHILD: '1', MALLOC_ARENA_MAX: '2' };
  process.exitCode = spawnSync(process.execPath, args, { stdio: 'inherit', env }).status ?? 1;
}
