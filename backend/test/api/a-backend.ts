/** The real app on a free port, over a real store, with a home that the test speaks for. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { createApp, type Api, type AppOptions } from '../../api/app.ts';
import { listen } from '../../api/listen.ts';
import type { StoredCorrelation } from '../../contract/correlation.ts';
import type { EntityName } from '../../contract/home-context.ts';
import type { CircuitReading, Reading } from '../../contract/reading.ts';
import type { StateChange } from '../../contract/state-change.ts';
import type { Correlator } from '../../correlator.ts';
import { usualShare } from '../../correlation/on-level.ts';
import type { EngineDevice, EngineHour, EnginePlace } from '../../correlation/types.ts';
import { createCorrections } from '../../corrections.ts';
import { toldCircuits } from '../../corrections/told-places.ts';
import { createEvents, type Events } from '../../events.ts';
import type { Home, HomeSettings } from '../../home/home.ts';
import { createHouse } from '../../house.ts';
import { createJobs } from '../../jobs.ts';
import { createLiveView } from '../../live.ts';
import type { Meter, MeterDescription } from '../../meter/meter.ts';
import { createPatterns } from '../../patterns.ts';
import type { Recorder } from '../../recorder.ts';
import { createStatusBoard, type StatusBoard } from '../../status-board.ts';
import { createStore } from '../../store/create-store.ts';
import type { Store } from '../../store/store.ts';
import { createHandClock, type HandClock } from './hand-clock.ts';

/** 2026-11-24T12:00:00Z */
export const NOON = Date.UTC(2026, 10, 24, 12);
export const TOKEN = 'a'.repeat(64);

const nothing = () => Promise.resolve();

/** What the home and its parts say; a test changes it as it likes. */
type Told = {
  settings: HomeSettings;
  entities: EntityName[];
  /** The device that an entity is part of. */
  devicesOf: Record<string, string>;
  admins: Set<string>;
  isAdmin: (userId: string) => Promise<boolean>;
  description: MeterDescription | null;
  devices: EngineDevice[];
  openHours: EngineHour[];
  places: EnginePlace[];
};

type AskInit = { method?: string; headers?: Record<string, string>; body?: string };

export type ABackend = {
  url: string;
  port: number;
  api: Api;
  store: Store;
  clock: HandClock;
  events: Events;
  board: StatusBoard;
  told: Told;
  /** All that the log has said. */
  logged: () => string;
  /** Asks as the bearer of the token, unless `headers` say otherwise. */
  ask: (path: string, init?: AskInit) => Promise<Response>;
  stopListening: () => Promise<void>;
  close: (storeIsOpen?: boolean) => Promise<void>;
};

const whatTheHomeSays = (): Told => {
  const admins = new Set<string>();
  return {
    settings: { name: 'Home', time_zone: 'Europe/Berlin', currency: 'EUR', price: 0.3, language: 'en' },
    entities: [{ entity_id: 'switch.kettle', name: 'Kettle', icon: null, area: 'Kitchen', device_class: null, state: 'off' }],
    devicesOf: {},
    admins,
    isAdmin: (userId) => Promise.resolve(admins.has(userId)),
    description: {
      kind: 'load',
      entity_ids: ['sensor.house'],
      reasons: [{ code: 'own', values: {}, text: 'it is the only one' }],
      derived: false,
      circuits: [{ circuit_id: 'c1', circuit_name: 'Kitchen', entity_id: 'sensor.kitchen', parent: null }],
    },
    devices: [],
    openHours: [],
    places: [],
  };
};

const homeOf = (told: Told): Home => ({
  run: nothing,
  history: async function* () {
    yield* await Promise.resolve([]);
  },
  heardMs: () => NOON,
  entities: () => told.entities,
  settings: () => told.settings,
  deviceOf: (entityId) => told.devicesOf[entityId] ?? null,
  prices: ({ start_ms }) => Promise.resolve([{ time_ms: start_ms, price: told.settings.price }]),
  isAdmin: (userId) => told.isAdmin(userId),
});

const meterOf = (told: Told): Meter => ({
  id: 'house',
  type: 'home_assistant',
  source: 'ha_integration',
  describe: () => told.description,
  heardMs: () => NOON,
  run: nothing,
});

const correlatorOf = (told: Told): Correlator => ({
  run: nothing,
  devices: () => told.devices,
  openHours: () => told.openHours,
  shareOf: () => usualShare,
  profile: () => ({ cadence_s: 1, lag_s: null, lag_spread_s: null, averaging: null, resolution_w: null, noise_w: null }),
  places: () => told.places,
  progress: () => null,
  cursorMs: () => NOON - 60_000,
  statistics: () => ({ total_events_processed: 40, correlations_found: 10, correlations_written: 9 }),
});

const recorder: Recorder = {
  run: nothing,
  flush: nothing,
  completeUntilMs: () => NOON,
  refillFraction: () => 1,
  statistics: () => ({ readings_recorded: 1000, changes_recorded: 50 }),
};

/** `damaged`: the database file holds something else. */
type Choices = { damaged?: boolean; access?: Partial<AppOptions['access']>; cardFolder?: string; address?: string };

export async function startBackend({ damaged = false, access = {}, cardFolder, address = '127.0.0.1' }: Choices = {}): Promise<ABackend> {
  const directory = await mkdtemp(join(tmpdir(), 'wattribute-api-'));
  if (damaged) await writeFile(join(directory, 'wattribute.duckdb'), 'no database');
  const lines: string[] = [];
  const log = pino({ level: 'trace' }, { write: (line: string) => void lines.push(line) });
  const clock = createHandClock(NOON);
  const events = createEvents();
  const board = createStatusBoard({ clock, events });
  const store = await createStore({ directory, home_id: 'home', mode: 'real', clock, log });
  const corrections = await createCorrections({ store, events, clock, log });
  const patterns = await createPatterns({ store, corrections, clock });
  const jobs = createJobs({ store, folder: join(directory, 'export'), events, clock, log });
  const told = whatTheHomeSays();
  const meter = meterOf(told);
  const correlator = correlatorOf(told);
  const home = homeOf(told);
  const house = createHouse({
    ...{ store, devices: () => told.devices, places: () => told.places, home, meter, events, clock, log },
    told: () => toldCircuits(corrections.holding()),
  });
  const live = createLiveView({
    meters: [meter],
    house,
    store,
    corrections,
    patterns,
    events,
    profile: () => correlator.profile(),
    timeZone: () => told.settings.time_zone,
    clock,
    log,
  });
  const api = createApp({
    store,
    corrections,
    patterns,
    jobs,
    live,
    house,
    correlator,
    recorder,
    home,
    meters: [meter],
    events,
    statusBoard: board,
    clock,
    log,
    access: { token: TOKEN, mode: 'real', trustedProxy: null, instance_id: 'b3f0c1de-1111', ...access },
    about: { version: '1.2.3', home_id: 'home', settings: [{ name: 'home_assistant_token', value: '***', from: 'environment' }] },
    cardFolder: cardFolder ?? join(directory, 'no-card'),
  });
  const listener = await listen({ api, port: 0, address });
  const url = `http://127.0.0.1:${listener.port}`;
  return {
    url,
    port: listener.port,
    api,
    store,
    clock,
    events,
    board,
    told,
    logged: () => lines.join(''),
    ask: (path, init = {}) => fetch(url + path, { ...init, headers: { Authorization: `Bearer ${TOKEN}`, ...init.headers } }),
    stopListening: () => listener.stop(),
    async close(storeIsOpen = true) {
      await listener.stop();
      if (storeIsOpen) await store.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

export const aReading = (time_ms: number, total_power_w: number | null): Reading => ({
  time_ms,
  meter_id: 'house',
  meter_type: 'home_assistant',
  meter_source: 'ha_integration',
  total_power_w,
  daily_kwh: null,
  grid_w: null,
  solar_w: null,
  battery_w: null,
  phase_1_w: null,
  phase_2_w: null,
  phase_3_w: null,
});

export const aCircuitReading = (time_ms: number, power_w: number | null): CircuitReading => ({
  time_ms,
  meter_id: 'house',
  meter_type: 'home_assistant',
  circuit_id: 'c1',
  circuit_name: 'Kitchen',
  power_w,
  percentage: null,
});

export const aChange = (time_ms: number, state_value: string, previous_state: string, more: Partial<StateChange> = {}): StateChange => ({
  time_ms,
  entity_id: 'switch.kettle',
  domain: 'switch',
  state_value,
  previous_state,
  attributes: {},
  weather_temp: null,
  context_id: null,
  context_parent_id: null,
  context_user_id: null,
  cause: { kind: 'unknown', name: null },
  ...more,
});

export const aCorrelation = (time_ms: number, power_delta_w: number, more: Partial<StoredCorrelation> = {}): StoredCorrelation => ({
  time_ms,
  entity_id: 'switch.kettle',
  domain: 'switch',
  state: 'on',
  previous_state: 'off',
  previous_level: null,
  level: null,
  meter_id: 'house',
  power_before_w: 300,
  power_after_w: 300 + power_delta_w,
  power_delta_w,
  power_delta_pct: (100 * power_delta_w) / 300,
  interval_w: 5,
  confidence: 0.9,
  shared_with: [],
  source: 'live',
  cause: { kind: 'user', name: 'Ann' },
  ...more,
});

export const commitCorrelations = (store: Store, correlations: readonly StoredCorrelation[]): Promise<void> =>
  store.commit({ correlations, steps: [], meterHours: [], entityHours: [], facts: [] });
