/** A home for the tests: what the backend would answer, and a client that answers it. */
import type { Circuit } from '../../backend/contract/circuit.ts';
import type { Correlation } from '../../backend/contract/correlation.ts';
import type { Current, Live } from '../../backend/contract/current.ts';
import type { EndpointName } from '../../backend/contract/endpoints.ts';
import type { StreamEvent } from '../../backend/contract/stream-event.ts';
import type { Client, Connection } from '../client/client.ts';
import type { Pattern } from '../../backend/contract/unexplained.ts';
import { parseConfig } from '../config.ts';
import { nothingKnown, type HomeState, type PowerHistory } from '../controllers/home-state.ts';
import { createDirectHost } from '../host/direct-host.ts';
import type { Host } from '../host/host.ts';
import { createLocalize, localizeInEnglish } from '../localize.ts';
import german from '../translations/de.json';

export const MINUTE_MS = 60_000;
/** Tue 24 Nov 2026, 14:36 in Berlin. */
export const NOW = Date.parse('2026-11-24T13:36:00.000Z');
/** Real time: for what reads the clock itself. */
export const at = (minutesAgo: number, now = NOW): string => new Date(now - minutesAgo * MINUTE_MS).toISOString();

const entity = (entity_id: string, name: string, icon: string | null, area: string | null) => ({
  entity_id,
  name,
  icon,
  area,
  device_class: null,
  state: null,
});

const entities = [
  entity('switch.dryer', 'Tumble dryer', 'mdi:tumble-dryer', 'Utility room'),
  entity('light.lamp', 'Floor lamp', 'mdi:floor-lamp', 'Living room'),
  entity('light.dining', 'Dining table', null, 'Kitchen'),
  entity('light.kitchen', 'Kitchen lights', null, 'Kitchen'),
  entity('climate.pump', 'Heat pump', 'mdi:heat-pump', null),
];

const context = {
  home_id: 'home',
  name: 'Home',
  time_zone: 'Europe/Berlin',
  currency: 'EUR',
  price: null,
  language: 'en',
  mode: 'real',
  version: '0.1.0',
  admin: true,
} as const;

export const hostIn = (language: string): Host =>
  createDirectHost({
    context,
    entities,
    language,
    localize: language === 'de' ? createLocalize('de', german) : localizeInEnglish,
  });

export const correlation = (changes: Partial<Correlation> = {}, minutesAgo = 4, now = NOW): Correlation => {
  const entity_id = changes.entity_id ?? 'switch.dryer';
  return {
    id: `${now - minutesAgo * MINUTE_MS}.${entity_id}`,
    timestamp: at(minutesAgo, now),
    entity_id,
    domain: entity_id.split('.')[0] ?? '',
    state: 'on',
    previous_state: 'off',
    previous_level: null,
    level: null,
    meter_id: 'house',
    power_before_w: 553,
    power_after_w: 2483,
    power_delta_w: 1930,
    power_delta_pct: 349,
    interval_w: 38,
    confidence: 0.97,
    shared_with: [],
    source: 'live',
    cause: { kind: 'device', name: null },
    feedback: null,
    ...changes,
  };
};

export const circuit = (circuit_id: string, power_w: number | null, changes: Partial<Circuit> = {}): Circuit => ({
  timestamp: at(0),
  circuit_id,
  circuit_name: circuit_id,
  power_w,
  percentage: null,
  entity_id: null,
  parent: null,
  provenance: 'measured',
  ...changes,
});

export const current = (changes: Partial<Current> = {}, now = NOW): Current => ({
  timestamp: at(0, now),
  meter_id: 'house',
  meter_type: 'home_assistant',
  meter_source: 'ha_integration',
  kind: 'load',
  entity_ids: ['sensor.house_power'],
  reason: null,
  total_power_w: 2483,
  daily_kwh: 5.2,
  grid_w: 1843,
  solar_w: 640,
  battery_w: null,
  split: { measured_w: 222, learned_w: 1954, always_on_w: 212, unexplained_w: 95 },
  circuits: [
    circuit('Utility room', 2030),
    circuit('Tumble dryer', 1930, { parent: 'Utility room', provenance: 'learned' }),
    circuit('Office', 164, { entity_id: 'sensor.office_power' }),
  ],
  peak_power_w: 3000,
  peak_time: at(60, now),
  average_power_w: 700,
  cadence_s: 10,
  age_s: 0,
  stale: false,
  latest: correlation({}, 4, now),
  latest_unexplained: null,
  ...changes,
});

/** What the stream tells with each reading. */
export const live = (changes: Partial<Live> = {}): Live => {
  const { timestamp, meter_id, total_power_w, daily_kwh, grid_w, solar_w, battery_w, split, circuits } = current();
  return { timestamp, meter_id, total_power_w, daily_kwh, grid_w, solar_w, battery_w, split, circuits, ...changes };
};

const ready = <T>(value: T) => ({ status: 'ready', value }) as const;

/** Six hours of a quiet house, and the dryer since four minutes; an hour ago the meter was silent for half an hour. */
export const history = (now = NOW): PowerHistory => {
  const bin = (minutesAgo: number, power_w: number | null) => ({
    time_ms: now - minutesAgo * MINUTE_MS,
    power_w,
    max_w: power_w,
    explained_w: null,
  });
  return {
    bin_ms: MINUTE_MS,
    always_on_w: null,
    usage: null,
    bins: [bin(360, 493), bin(90, null), bin(60, 493), bin(25, 553), bin(4, 2483)],
  };
};

export const homeWith = (changes: Partial<HomeState> = {}, now = NOW): HomeState => ({
  ...nothingKnown,
  connection: { status: 'connected' },
  answeredMs: now,
  current: ready(current({}, now)),
  lastHour: ready([
    { time_ms: now - 60 * MINUTE_MS, power_w: 553 },
    { time_ms: now - 4 * MINUTE_MS, power_w: 2483 },
  ]),
  correlations: ready([
    correlation({}, 4, now),
    correlation({ entity_id: 'light.lamp', power_delta_w: 60, level: 100, previous_level: 40, previous_state: 'on' }, 25, now),
  ]),
  history: ready(history(now)),
  unexplained: ready({ steps: [], patterns: [] }),
  ...changes,
});

export const currentIs = (changes: Partial<Current>): Partial<HomeState> => ({ current: ready(current(changes)) });
export const configWith = (options: object = {}) => parseConfig({ type: 'custom:wattribute-card', ...options });

type Answers = Partial<Record<EndpointName, unknown>>;

/** Answers what it is given; what is an Error is thrown. Nothing given: the home above, at the real time. */
export function fakeClient(answers: Answers = {}) {
  const followers = new Set<{ onEvent: (event: StreamEvent) => void; onConnection: (connection: Connection) => void }>();
  const asked: string[] = [];
  const all: Answers = {
    health: { status: 'ok', protocol: 1 },
    current: current({}, Date.now()),
    series: {
      bin_s: 60,
      always_on_w: null,
      usage: null,
      readings: [{ timestamp: at(30, Date.now()), power_w: 553, min_w: 553, max_w: 553, explained_w: null }],
    },
    correlations: [correlation({}, 4, Date.now())],
    unexplained: { steps: [], patterns: [] },
    ...answers,
  };
  const client: Client = {
    async request(name) {
      asked.push(name);
      await Promise.resolve();
      const answer = all[name];
      if (answer instanceof Error) throw answer;
      return answer as never;
    },
    subscribe(onEvent, onConnection) {
      const follower = { onEvent, onConnection };
      followers.add(follower);
      return () => void followers.delete(follower);
    },
  };
  return {
    client,
    asked,
    answers: all,
    followers: () => followers.size,
    send: (event: StreamEvent) => followers.forEach(({ onEvent }) => onEvent(event)),
    connect: (connection: Connection = { status: 'connected' }) => followers.forEach(({ onConnection }) => onConnection(connection)),
  };
}

/** A fridge that nobody has named. */
export const pattern: Pattern = {
  id: 'fridge',
  name: null,
  area_id: null,
  hidden: false,
  correction_id: null,
  power_w: 95,
  duration_s: 1080,
  period_s: 3000,
  count: 201,
  guess: 'fridge',
  energy_kwh_per_day: 0.82,
  cost_per_day: null,
};
