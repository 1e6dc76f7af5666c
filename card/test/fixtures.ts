/** A home for the tests: what the backend would answer, and a client that answers it. */
import type { Correction } from '../../backend/contract/correction.ts';
import type { Device, DeviceDetail } from '../../backend/contract/device.ts';
import type { MeterProfile } from '../../backend/contract/meter-profile.ts';
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
import { createLocalize } from '../localize.ts';
import { originals, translations } from './translations.ts';

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

const localizeIn = (language: string) => {
  const translated = translations[language];
  return translated === undefined ? createLocalize('en', originals) : createLocalize(language, translated);
};

export const hostIn = (language: string): Host =>
  createDirectHost({
    context,
    entities,
    language,
    localize: localizeIn(language),
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
  devices: ready({ devices: [device()], currency: 'EUR', price: 0.3 }),
  meter: ready(meter()),
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
    devices: { devices: [device()], currency: 'EUR', price: 0.3 },
    meter: meter(),
    ...answers,
  };
  const calls: { name: EndpointName; call: unknown }[] = [];
  const client: Client = {
    async request(name, ...[call]) {
      asked.push(name);
      calls.push({ name, call });
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
    /** What was asked with it, too. */
    calls,
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

export const device = (changes: Partial<Device> = {}): Device => ({
  entity_id: 'switch.dryer',
  verdict: 'learned',
  on_power_w: 1930,
  interval_w: 38,
  switches: 24,
  switches_needed: null,
  standby_w: 2,
  energy_kwh: { today: 0.16, week: 9.4 },
  cost: { today: 0.05, week: 2.82 },
  total_kwh: 61.3,
  total_cost: 18.4,
  drift: null,
  group: null,
  entered_w: null,
  correction_id: null,
  circuit: null,
  phase: null,
  ...changes,
});

/** The dryer with its history. */
export const deviceDetail = (changes: Partial<DeviceDetail> = {}): DeviceDetail => ({
  ...device(),
  steps: [1900, -1910, 1930, -1935, 1950, 2130].map((power_delta_w, i) => ({
    timestamp: at(600 - i),
    power_delta_w,
    weight: i === 5 ? 0.3 : 0.9,
  })),
  energy_by_day: [1.6, 0, 2.1, 0.16].map((energy_kwh, i) => ({ day: `2026-11-${21 + i}`, energy_kwh })),
  minutes_by_hour: Array.from({ length: 24 }, (_, hour) => (hour === 15 ? 21 : 0)),
  on_power_by_week: [1925, 1930].map((power_w, i) => ({ week: `2026-11-${16 + 7 * i}`, power_w, interval_w: 40, count: 12 })),
  levels: null,
  modes: null,
  seen_with: [{ entity_id: 'light.lamp', count: 3 }],
  ...changes,
});

export const meter = (changes: Partial<MeterProfile> = {}): MeterProfile => ({
  meter_id: 'house',
  kind: 'load',
  entity_ids: ['sensor.house_power'],
  reason: null,
  reasons: [],
  derived: false,
  cadence_s: 10,
  lag_s: 3,
  lag_spread_s: 1,
  averaging: false,
  resolution_w: 1,
  noise_w: 4,
  smallest_step_w: 15,
  switches_needed: [],
  quality: [],
  verdict: null,
  ...changes,
});

/** As the backend answers to one. */
export const correction = (changes: Partial<Correction> = {}): Correction => ({
  id: 'c1',
  kind: 'confirm',
  entity_id: null,
  correlation_id: null,
  power_w: null,
  members: null,
  pattern_id: null,
  name: null,
  area_id: null,
  circuit_id: null,
  created_by: 'Anna',
  created_at: at(0),
  ...changes,
});
