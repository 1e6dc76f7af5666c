/** Prints how fast rows go through recorder and store, against the bare appender of DuckDB with the same rows and transactions. */
import { systemClock } from '../clock.ts';
import { createEvents } from '../events.ts';
import { createLog } from '../log.ts';
import { createRecorder } from '../recorder.ts';
import { createStatusBoard } from '../status-board.ts';
import { createStore } from '../store/create-store.ts';
import type { Store } from '../store/store.ts';
import { inFolder } from './play/in-folder.ts';
import { createPlayedHome } from './play/played-home.ts';
import { print } from './play/print.ts';
import { benchIngest } from './store/ingest.ts';
import { END } from './store/rows.ts';

/** A store whose `append` hands each second of rows to a recorder, as a meter does, and lets that write them. */
async function openBehindRecorder(directory: string): Promise<Store> {
  const log = createLog({ level: 'warn', secrets: [] });
  const events = createEvents();
  const board = createStatusBoard({ clock: systemClock, events });
  const store = await createStore({ directory, home_id: 'home', mode: 'real', clock: systemClock, log });
  const played = createPlayedHome(END);
  const { meter, home } = played;
  const recorder = createRecorder({ meters: [meter], home, store, events, board, historyDays: 0, clock: systemClock, log });
  const stopping = new AbortController();
  const running = recorder.run(stopping.signal);
  await systemClock.sleep(100);
  return {
    ...store,
    series: {
      ...store.series,
      async append({ readings = [], circuits = [] }) {
        const apiece = circuits.length / readings.length;
        for (const [second, reading] of readings.entries())
          played.say({ readings: [reading], circuits: circuits.slice(second * apiece, (second + 1) * apiece) });
        await recorder.flush();
      },
    },
    async close() {
      stopping.abort();
      await running;
      await store.close();
    },
  };
}

/** Seconds of rows that are written at once, and of how many days: what the recorder does, and what reading back history does. */
const BATCHES = [
  [10, 0.05],
  [100, 0.2],
  [1000, 0.5],
] as const;

await inFolder(async (folder) => {
  for (const [seconds, days] of BATCHES)
    print(`recorder and store (goal ratio >= 0.5), ${await benchIngest({ folder, seconds, days, open: openBehindRecorder })}\n`);
});
