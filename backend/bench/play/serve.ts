/** The backend on a filled store, with a meter that tells every second; a process that its parent speaks with. */
import { listen } from '../../api/listen.ts';
import { systemClock } from '../../clock.ts';
import { SECOND } from '../store/rows.ts';
import { buildBackend } from './build-backend.ts';
import { createPlayedHome } from './played-home.ts';
import { rssMb } from './rss-mb.ts';

/** What it answers to any message. */
export type Usage = { cpuMs: number; rssMb: number };

const [, , directory = ''] = process.argv;
const played = createPlayedHome(Math.floor(Date.now() / SECOND) * SECOND);
const { store, recorder, correlator, live, api } = await buildBackend({ directory, played, clock: systemClock });
const stopping = new AbortController();
await live.seed();
const listener = await listen({ api, port: 0, address: '127.0.0.1' });
const running = Promise.all([recorder.run(stopping.signal), correlator.run(stopping.signal)]);
const telling = setInterval(() => played.tell(Math.floor(Date.now() / SECOND) * SECOND), SECOND);

process.on('message', () => {
  const { user, system } = process.cpuUsage();
  process.send?.({ cpuMs: (user + system) / 1000, rssMb: rssMb() } satisfies Usage);
});
process.once('disconnect', () => {
  clearInterval(telling);
  stopping.abort();
  void listener
    .stop()
    .then(() => running)
    .then(() => store.close());
});
process.send?.({ port: listener.port });
