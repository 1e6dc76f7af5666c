/** A meter and a home that do what a test says, and remember it, as Home Assistant's recorder does. */
import type { Reading } from '../contract/reading.ts';
import type { StateChange } from '../contract/state-change.ts';
import type { Home } from '../home/home.ts';
import type { Meter } from '../meter/meter.ts';

export const reading = (time_ms: number, total_power_w: number | null): Reading => ({
  time_ms,
  meter_id: 'house',
  meter_type: 'generic',
  meter_source: 'direct_api',
  total_power_w,
  daily_kwh: null,
  grid_w: null,
  solar_w: null,
  battery_w: null,
  phase_1_w: null,
  phase_2_w: null,
  phase_3_w: null,
});

export const change = (time_ms: number, entity_id: string, state_value: string, previous_state: string): StateChange => ({
  time_ms,
  entity_id,
  domain: entity_id.slice(0, entity_id.indexOf('.')),
  state_value,
  previous_state,
  attributes: {},
  weather_temp: null,
  context_id: null,
  context_parent_id: null,
  context_user_id: null,
  cause: { kind: 'device', name: null },
});

type Handlers<M extends Meter | Home> = Parameters<M['run']>[0];

/** Rows in time order; told live while connected, and from memory when asked for history. */
export function createScriptedSources(options: { now: () => number; historyFails?: () => boolean }) {
  const past = { readings: [] as Reading[], changes: [] as StateChange[] };
  let connected = false;
  let heard: number | null = null;
  let meterHandlers: Handlers<Meter> | undefined;
  let homeHandlers: Handlers<Home> | undefined;

  let start: () => void = () => undefined;
  const started = new Promise<void>((resolve) => (start = resolve));
  const follow = (handlers: { onBack: () => void; signal: AbortSignal }) => {
    if (meterHandlers && homeHandlers) start();
    if (connected) handlers.onBack();
    return untilAborted(handlers.signal);
  };

  const within = <R extends { time_ms: number }>(rows: R[], start_ms: number, end_ms: number) =>
    rows.filter(({ time_ms }) => time_ms > start_ms && time_ms <= end_ms);
  const untilAborted = (signal: AbortSignal) =>
    new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
  const heardMs = () => (connected ? (heard = options.now()) : heard);
  async function* slices<T>(
    range: { start_ms: number; end_ms: number },
    rowsOf: (start_ms: number, end_ms: number) => T,
  ): AsyncGenerator<T & { until_ms: number }> {
    await Promise.resolve();
    for (let at = range.start_ms; at < range.end_ms; at += 3_600_000) {
      if (options.historyFails?.() === true) throw new Error('history is busy');
      const until_ms = Math.min(at + 3_600_000, range.end_ms);
      yield { ...rowsOf(at, until_ms), until_ms };
    }
  }

  const meter: Meter = {
    id: 'house',
    type: 'generic',
    source: 'direct_api',
    describe: () => ({
      kind: 'load',
      entity_ids: [],
      reasons: [{ code: 'own', values: {}, text: 'as the test says' }],
      derived: false,
      circuits: [],
    }),
    heardMs,
    run(handlers) {
      meterHandlers = handlers;
      return follow(handlers);
    },
    history: (range) => slices(range, (start, end) => ({ readings: within(past.readings, start, end), circuits: [] })),
  };
  const home: Home = {
    run(handlers) {
      homeHandlers = handlers;
      return follow(handlers);
    },
    history: (range) => slices(range, (start, end) => ({ changes: within(past.changes, start, end) })),
    heardMs,
    entities: () => [],
    settings: () => ({ name: 'Test home', time_zone: 'Europe/Berlin', currency: 'EUR', price: 0.3, language: 'en' }),
    deviceOf: () => null,
    prices: ({ start_ms }) => Promise.resolve([{ time_ms: start_ms, price: 0.3 }]),
    isAdmin: () => Promise.resolve(false),
  };

  return {
    meter,
    home,
    past,
    /** Both are being followed. */
    started,
    connect: () => {
      connected = true;
      heard = options.now();
      meterHandlers?.onBack();
      homeHandlers?.onBack();
    },
    disconnect: () => {
      heard = options.now();
      connected = false;
    },
    /** Happens in the home; told at once only while connected. */
    happen: (rows: { readings?: Reading[]; changes?: StateChange[] }) => {
      past.readings.push(...(rows.readings ?? []));
      past.changes.push(...(rows.changes ?? []));
      if (!connected) return;
      if (rows.readings) meterHandlers?.onReadings({ readings: rows.readings, circuits: [] });
      for (const each of rows.changes ?? []) homeHandlers?.onChange(each);
    },
  };
}
