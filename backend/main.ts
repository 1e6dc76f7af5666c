/** The composition root: everything is wired here by hand, started in order and stopped in reverse. */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readIdentity, type Identity } from './access.ts';
import { createApp } from './api/app.ts';
import { listen } from './api/listen.ts';
import { isAborted, systemClock as clock } from './clock.ts';
import { readConfig, type Config } from './config.ts';
import { createCorrections } from './corrections.ts';
import { createCorrelator } from './correlator.ts';
import { enteredWatts } from './corrections/entered-watts.ts';
import { toldCircuits } from './corrections/told-places.ts';
import { AuthError, ConfigurationError, messageOf, UnavailableError } from './errors.ts';
import { createEvents } from './events.ts';
import { announceToSupervisor } from './home-assistant/announce-to-supervisor.ts';
import { createHouse } from './house.ts';
import { createJobs } from './jobs.ts';
import { createLiveView } from './live.ts';
import { createLog, type Log } from './log.ts';
import { describeOf } from './meter/meter.ts';
import { createPatterns } from './patterns.ts';
import { createRecorder } from './recorder.ts';
import { runRetention } from './retention.ts';
import { openSources } from './sources.ts';
import { createStatusBoard, type StatusBoard } from './status-board.ts';
import { createStore } from './store/create-store.ts';
import { createTariff } from './tariff.ts';
import { VERSION } from './version.ts';

const cardFolder = fileURLToPath(new URL('../dist/card', import.meta.url));
/** Supervisor's ingress proxy; believed only where a Supervisor stands behind this process. */
const INGRESS_PROXY = '172.30.32.2';
/** What the demo has behind it when it starts. */
const DEMO_DAYS = 7;

/** What the demo does otherwise: a store of its own, made anew; seven past days, read in one pass; no door to the network. */
const settingsOf = (config: Config) => {
  const { data_dir, history_days, bind_address } = config;
  return config.mode === 'demo'
    ? {
        directory: join(data_dir, 'demo'),
        anew: true,
        influxdb: undefined,
        historyDays: DEMO_DAYS,
        passes: 1 as const,
        address: '127.0.0.1',
      }
    : { directory: data_dir, anew: false, influxdb: config.influxdb, historyDays: history_days, passes: 2 as const, address: bind_address };
};

/** All parts, wired but not yet at work. */
async function build(config: Config, { instance_id, token }: Identity, log: Log, onChanged: () => void) {
  const { mode, home_id } = config;
  const { directory, anew, influxdb, historyDays, passes } = settingsOf(config);

  // The ground: what happens, how each part is doing, where everything is kept.
  const events = createEvents();
  const statusBoard = createStatusBoard({ clock, events });
  const store = await createStore({ directory, influxdb, home_id, mode, anew, clock, log });
  const corrections = await createCorrections({ store, events, clock, log });
  const patterns = await createPatterns({ store, corrections, clock });
  const jobs = createJobs({ store, folder: join(directory, 'export'), events, clock, log });
  const ground = { store, corrections, patterns, events, board: statusBoard, clock, log };

  // Where readings and state changes come from, and the way that they go.
  const { meters, home } = await openSources(config, { facts: store.facts, onChanged, clock, log });
  const recorder = createRecorder({ ...ground, meters, home, historyDays });
  const correlator = await createCorrelator({
    ...ground,
    recorder,
    meter_id: meters[0].id,
    minDeltaW: config.min_power_delta,
    windowS: config.correlation_window_seconds,
    processingIntervalS: config.processing_interval,
    historyDays,
    passes,
    tariff: createTariff({ home, clock, log }),
    kind: () => describeOf(meters[0]).kind,
    loads: () => house.known(),
  });
  const house = createHouse({
    ...ground,
    home,
    meter: meters[0],
    devices: () => correlator.devices(),
    places: () => correlator.places(),
    entered: () => enteredWatts(corrections.holding()),
    shareOf: (entityId) => correlator.shareOf(entityId),
    told: () => toldCircuits(corrections.holding()),
  });
  const live = createLiveView({ ...ground, meters, house, profile: () => correlator.profile(), timeZone: () => home.settings().time_zone });

  // What people see.
  const access = {
    token,
    instance_id,
    mode,
    trustedProxy: config.trusted_proxy ?? (config.supervisor_token === undefined ? null : INGRESS_PROXY),
  };
  const about = { version: VERSION, home_id, settings: config.described };
  const api = createApp({
    ...ground,
    jobs,
    live,
    house,
    correlator,
    recorder,
    home,
    meters,
    statusBoard,
    access,
    about,
    cardFolder,
  });
  return { ...ground, jobs, recorder, correlator, live, api };
}

type ToSupervisor = { port: number; token: string; board: StatusBoard; log: Log; signal: AbortSignal };

/** Where a Supervisor runs this as an app. */
const announceWhereThereIsOne = ({ supervisor_url: url, supervisor_token: supervisorToken }: Config, { board, ...to }: ToSupervisor) =>
  supervisorToken === undefined
    ? undefined
    : announceToSupervisor({ url, supervisorToken, report: board.reporter('supervisor'), clock, ...to });

/** Until the signal aborts, or a meter measures another power than it did: then all is to be wired anew around it. */
async function runOnce(config: Config, identity: Identity, log: Log, stopping: AbortSignal): Promise<void> {
  const changed = new AbortController();
  const signal = AbortSignal.any([stopping, changed.signal]);
  const { store, events, board, jobs, recorder, correlator, live, api } = await build(config, identity, log, () => changed.abort());
  const fillLive = () =>
    live.seed().catch((error: unknown) => {
      if (!signal.aborted) log.warn(`The live view could not be filled from the store: ${messageOf(error)}`);
    });
  await fillLive();
  events.subscribe('progress', ({ phase }) => void (phase === 'done' && fillLive()));
  const listener = await listen({ api, port: config.service_port, address: settingsOf(config).address });
  process.stdout.write(welcome(config, listener.port, identity));

  await Promise.all([
    recorder.run(signal),
    config.energy_correlation_enabled ? correlator.run(signal) : undefined,
    announceWhereThereIsOne(config, { port: listener.port, token: identity.token, board, log, signal }),
    runRetention({
      ...{ store, rawDays: config.retention_raw_days, days: config.retention_days },
      ...{ report: board.reporter('retention'), clock, log, signal },
    }),
  ]);
  log.info(stopping.aborted ? 'Stopping.' : 'Beginning again with the changed meter.');
  await listener.stop();
  await jobs.close();
  await store.close();
}

async function run(config: Config, identity: Identity, log: Log): Promise<void> {
  const stopping = new AbortController();
  for (const name of ['SIGTERM', 'SIGINT'] as const) process.once(name, () => stopping.abort());
  while (!isAborted(stopping.signal)) await runOnce(config, identity, log, stopping.signal);
}

/** The token is shown once, at the first start, and not at all where the Supervisor hands it on. */
const welcome = (config: Config, port: number, { token, tokenFile, isNew }: Identity): string => {
  const url = `http://${config.mode === 'demo' || config.bind_address === '::' ? '127.0.0.1' : config.bind_address}:${port}/`;
  if (config.mode === 'demo') return `\n  Wattribute shows a simulated home: ${url}\n\n`;
  const asked = `The page and the integration ask for the token in ${tokenFile}`;
  const shown = isNew && config.supervisor_token === undefined ? `${asked}; it is shown here this once:\n  ${token}` : asked;
  return `\n  Wattribute records your home: ${url}\n  ${shown}\n\n`;
};

/** What must be mended by a person, or passes, is said in words, without the stack. */
function wordsOf(error: unknown): string {
  if (error instanceof ConfigurationError) return error.message;
  if (error instanceof AuthError) return `Wattribute cannot start. ${error.message}`;
  if (error instanceof UnavailableError) return `Wattribute cannot start. ${error.message} Start it again when it can be reached.`;
  return `Wattribute cannot start: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`;
}

function fail(error: unknown): void {
  process.stderr.write(`${wordsOf(error)}\n`);
  process.exitCode = 1;
  // A source that was opened already would keep the process alive.
  setTimeout(() => process.exit(1), 1000).unref();
}

try {
  const config = readConfig(process.env);
  const identity = readIdentity(config.data_dir);
  const log = createLog({ level: config.log_level, secrets: [...config.secrets, identity.token] });
  await run(config, identity, log);
} catch (error) {
  fail(error);
}
