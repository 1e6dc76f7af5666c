/** All parts of the backend behind a played home, wired as the composition root does it. */
import { createApp, type Api } from '../../api/app.ts';
import type { Clock } from '../../clock.ts';
import { createCorrelator, type Correlator } from '../../correlator.ts';
import { createCorrections } from '../../corrections.ts';
import { createEvents } from '../../events.ts';
import { createJobs } from '../../jobs.ts';
import { createHouse } from '../../house.ts';
import { createLiveView, type LiveView } from '../../live.ts';
import { createLog } from '../../log.ts';
import { createPatterns } from '../../patterns.ts';
import { createRecorder, type Recorder } from '../../recorder.ts';
import { createStatusBoard } from '../../status-board.ts';
import { createStore } from '../../store/create-store.ts';
import type { Store } from '../../store/store.ts';
import { createTariff } from '../../tariff.ts';
import type { PlayedHome } from './played-home.ts';

export const BENCH_TOKEN = 'bench-token';

export type Backend = { store: Store; recorder: Recorder; correlator: Correlator; live: LiveView; api: Api };

/** Wired, but not yet at work. */
export async function buildBackend({
  directory,
  played,
  clock,
}: {
  directory: string;
  played: PlayedHome;
  clock: Clock;
}): Promise<Backend> {
  const log = createLog({ level: 'warn', secrets: [] });
  const events = createEvents();
  const statusBoard = createStatusBoard({ clock, events });
  const store = await createStore({ directory, home_id: 'home', mode: 'real', clock, log });
  const corrections = await createCorrections({ store, events, clock, log });
  const patterns = await createPatterns({ store, corrections, clock });
  const jobs = createJobs({ store, folder: `${directory}/export`, events, clock, log });
  const ground = { store, corrections, events, board: statusBoard, clock, log };
  const { meter, home } = played;
  const meters = [meter] as const;
  const historyDays = 0;
  const recorder = createRecorder({ ...ground, meters, home, historyDays });
  const correlator = await createCorrelator({
    ...{ ...ground, recorder, historyDays, meter_id: meter.id },
    ...{ minDeltaW: 10, windowS: undefined, processingIntervalS: 60, passes: 2 },
    ...{ tariff: createTariff({ home, clock, log }), kind: () => 'load', loads: () => house.known() },
  });
  const house = createHouse({ ...ground, home, meter, devices: () => correlator.devices(), places: () => correlator.places() });
  const live = createLiveView({
    ...ground,
    patterns,
    meters,
    house,
    profile: () => correlator.profile(),
    timeZone: () => home.settings().time_zone,
  });
  const access = { token: BENCH_TOKEN, instance_id: 'bench', mode: 'real', trustedProxy: null } as const;
  const about = { version: '0', home_id: 'home', settings: [] };
  const api = createApp({
    ...{
      store,
      corrections,
      patterns,
      jobs,
      live,
      house,
      correlator,
      recorder,
      home,
      meters,
      events,
      statusBoard,
      clock,
      log,
      access,
      about,
    },
    cardFolder: directory,
  });
  return { store, recorder, correlator, live, api };
}
