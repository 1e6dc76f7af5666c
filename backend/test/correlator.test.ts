import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { StoredCorrelation } from '../contract/correlation.ts';
import type { MeterKind } from '../contract/identity.ts';
import { createCorrelator } from '../correlator.ts';
import { UnavailableError } from '../errors.ts';
import { createCorrections } from '../corrections.ts';
import { createEvents } from '../events.ts';
import { createLog } from '../log.ts';
import type { Recorder } from '../recorder.ts';
import { createStatusBoard } from '../status-board.ts';
import { createStore } from '../store/create-store.ts';
import type { Store } from '../store/store.ts';
import { createFastClock } from './fast-clock.ts';
import { anInfluxdb, openInfluxdb, sent } from './store/open-influxdb.ts';
import { change, reading } from './scripted-sources.ts';

const T0 = Date.UTC(2026, 10, 24, 12);
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** How long what the correlator does beside the test may take on a busy machine. */
const soon = { timeout: 60_000 };
const log = createLog({ level: 'silent', secrets: [] });
const cleanups: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

async function openStore(): Promise<Store> {
  const directory = mkdtempSync(join(tmpdir(), 'correlator-'));
  const store = await createStore({ directory, home_id: 'home', mode: 'real', clock: createFastClock(T0, 1), log });
  cleanups.push(() => store.close());
  return store;
}

/** A kettle of 2,000 W for 3 minutes every 20, and a switch that draws nothing; a meter that reports every 10 s, 2 s late. */
function kettleHome(start_ms: number, end_ms: number) {
  const isOn = (time_ms: number) => time_ms % (20 * MINUTE) < 3 * MINUTE;
  const readings = [];
  for (let at = start_ms; at < end_ms; at += 10_000) readings.push(reading(at, 200 + ((at / 10_000) % 3) + (isOn(at - 2000) ? 2000 : 0)));
  const changes = [];
  for (let at = Math.ceil(start_ms / (20 * MINUTE)) * 20 * MINUTE; at < end_ms; at += 20 * MINUTE) {
    changes.push(change(at, 'switch.kettle', 'on', 'off'), change(at + 3 * MINUTE, 'switch.kettle', 'off', 'on'));
    const idle = at + 10 * MINUTE;
    changes.push(
      (at / (20 * MINUTE)) % 2 === 0 ? change(idle, 'switch.guest_mode', 'on', 'off') : change(idle, 'switch.guest_mode', 'off', 'on'),
    );
  }
  return { readings, changes: changes.filter(({ time_ms }) => time_ms < end_ms) };
}

async function startCorrelator(store: Store, complete: { untilMs: number }, kind: MeterKind = 'load') {
  const clock = createFastClock(complete.untilMs, 100);
  const events = createEvents();
  const announced: StoredCorrelation[] = [];
  events.subscribe('correlation', (correlation) => announced.push(correlation));
  const recorder: Recorder = {
    run: () => Promise.resolve(),
    flush: () => Promise.resolve(),
    completeUntilMs: () => complete.untilMs,
    refillFraction: () => 1,
    statistics: () => ({ readings_recorded: 0, changes_recorded: 0 }),
  };
  const board = createStatusBoard({ clock, events });
  const corrections = await createCorrections({ store, events, clock, log });
  const correlator = await createCorrelator({
    ...{ store, corrections, recorder, events, board, clock, log, meter_id: 'house', minDeltaW: 10, windowS: undefined },
    ...{ processingIntervalS: 60, historyDays: 10, passes: 2, kind: () => kind },
    loads: () => ({ circuits: [], measured: [], placed: new Map() }),
    tariff: { meanPrice: () => Promise.resolve(0.3), priceNow: () => 0.3 },
  });
  const stopping = new AbortController();
  const running = correlator.run(stopping.signal);
  const stop = async () => {
    stopping.abort();
    await running;
  };
  cleanups.push(stop);
  return { correlator, corrections, announced, events, board, stop };
}

const allHours = (store: Store) => store.series.entityHours({ start_ms: 0, end_ms: T0 + 1000 * HOUR });
const everything = (store: Store) =>
  store.series.correlations({ start_ms: 0, end_ms: T0 + 1000 * HOUR, min_delta_w: 0, min_confidence: 0, order: 'time', limit: 10_000 });
/** All of the history is processed, and written. */
const caughtUp = (store: Store, untilMs: number) =>
  vi.waitFor(
    async () => expect(await store.facts.get('correlator', 'memory')).toMatchObject({ cursor_ms: untilMs, history_end_ms: null }),
    soon,
  );

describe('correlator', () => {
  it('hears circuits and phases too, and tells on which of them a device sits', async () => {
    const store = await openStore();
    const home = kettleHome(T0 - 12 * HOUR, T0);
    const isOn = (time_ms: number) => time_ms % (20 * MINUTE) < 3 * MINUTE;
    const circuits = home.readings.flatMap(({ time_ms }) => {
      const about = { time_ms: time_ms + 300, meter_id: 'house', meter_type: 'simulated' as const, percentage: null };
      const kitchenW = (isOn(time_ms - 3000) ? 1950 : 0) + ((time_ms / 10_000) % 2);
      return [
        { ...about, circuit_id: 'kitchen', circuit_name: 'Kitchen', power_w: kitchenW },
        { ...about, circuit_id: 'attic', circuit_name: 'Attic', power_w: 40 + ((time_ms / 10_000) % 2) },
      ];
    });
    const phased = home.readings.map((reading) => ({
      ...{ ...reading, phase_1_w: 100, phase_2_w: (reading.total_power_w ?? 0) - 150, phase_3_w: 50 },
    }));
    await store.series.append({ ...home, readings: phased, circuits });
    const { correlator } = await startCorrelator(store, { untilMs: T0 });
    await caughtUp(store, T0);
    const sure = correlator.places().filter(({ log_odds }) => log_odds > 6);
    expect(sure.map(({ entity_id, circuit_id }) => `${entity_id} ${circuit_id}`).sort()).toEqual([
      'switch.kettle kitchen',
      'switch.kettle phase_2',
    ]);
    expect(Math.min(...sure.map(({ count }) => count))).toBeGreaterThan(50);
  });

  it.each([
    ['net', 0.3],
    ['load', 0.2],
  ] as const)(
    'bounds an hour by the power of the house, not by that of the grid, of which the sun has covered a part: %s',
    async (kind, kwh) => {
      const store = await openStore();
      const home = kettleHome(T0 - 12 * HOUR, T0);
      const gridOf = (loadW: number | null) => (loadW === null ? null : loadW - 300);
      await store.series.append({ ...home, readings: home.readings.map((row) => ({ ...row, total_power_w: gridOf(row.total_power_w) })) });
      await startCorrelator(store, { untilMs: T0 }, kind);
      await caughtUp(store, T0);
      const kettle = (await allHours(store)).filter(({ entity_id }) => entity_id === 'switch.kettle').slice(1, -1);
      expect(kettle.length).toBeGreaterThan(8);
      // Three times three minutes of 2000 W; what is left over of them beside a base of 200 W and 300 W of sun is .2 kWh.
      for (const { energy_kwh } of kettle) expect(energy_kwh).toBeCloseTo(kwh, 1);
    },
  );

  it('learns from history, correlates it with what was learned, and blames no switch that draws nothing', async () => {
    const store = await openStore();
    await store.series.append(kettleHome(T0 - 24 * HOUR, T0));
    const { correlator, announced } = await startCorrelator(store, { untilMs: T0 });
    await caughtUp(store, T0);
    const found = await everything(store);
    const kettle = found.filter(({ entity_id, confidence }) => entity_id === 'switch.kettle' && confidence >= 0.5);
    expect(kettle.length).toBeGreaterThan(130);
    for (const { state, power_delta_w, source, power_before_w, power_after_w } of kettle) {
      expect(Math.abs(power_delta_w - (state === 'on' ? 2000 : -2000))).toBeLessThan(100);
      expect(power_after_w - power_before_w).toBeCloseTo(power_delta_w, 0);
      expect(source).toBe('history');
    }
    // Learned beforehand: the first day is as good as the second.
    expect(Math.min(...kettle.map(({ time_ms }) => time_ms))).toBeLessThan(T0 - 23 * HOUR);
    expect(found.filter(({ entity_id, confidence }) => entity_id === 'switch.guest_mode' && confidence >= 0.5)).toEqual([]);
    expect(announced).toEqual([]);
    expect(correlator.devices()).toContainEqual(expect.objectContaining({ entity_id: 'switch.kettle', verdict: 'learned' }));
    expect(correlator.statistics().total_events_processed).toBe(kettleHome(T0 - 24 * HOUR, T0).changes.length);
    await vi.waitFor(() => expect(correlator.progress()).toBeNull(), soon);
    const hours = await store.series.entityHours({ start_ms: 0, end_ms: T0, entity_id: 'switch.kettle' });
    expect(hours.length).toBeGreaterThanOrEqual(23);
    for (const { energy_kwh, on_s, provenance } of hours) {
      expect([on_s, provenance]).toEqual([540, 'learned']);
      expect(Math.abs(energy_kwh! - 0.3)).toBeLessThan(0.015);
    }
  });

  it('learns again from an InfluxDB server when the data folder was lost, and writes nothing twice', { timeout: 60_000 }, async () => {
    const server = await anInfluxdb();
    cleanups.push(() => server.stop());
    const open = async (takeover: boolean) => {
      const directory = mkdtempSync(join(tmpdir(), 'correlator-'));
      const store = await openInfluxdb(directory, server.influxdb, { takeover, clock: createFastClock(T0, 1) });
      cleanups.push(() => store.close());
      return store;
    };
    const before = await open(false);
    await before.series.append(kettleHome(T0 - 24 * HOUR, T0));
    const first = await startCorrelator(before, { untilMs: T0 });
    await caughtUp(before, T0);
    await first.stop();
    await sent(before);
    const found = await everything(before);
    await before.close();

    const after = await open(true);
    const { correlator } = await startCorrelator(after, { untilMs: T0 });
    await caughtUp(after, T0);
    expect(correlator.devices()).toContainEqual(expect.objectContaining({ entity_id: 'switch.kettle', verdict: 'learned' }));
    await sent(after);
    expect(await everything(after)).toEqual(found);
    expect((await after.series.entityHours({ start_ms: 0, end_ms: T0, entity_id: 'switch.kettle' })).length).toBeGreaterThanOrEqual(23);
  });

  it('knows after a restart what it learned, before it does anything else', async () => {
    const store = await openStore();
    await store.series.append(kettleHome(T0 - 12 * HOUR, T0));
    const first = await startCorrelator(store, { untilMs: T0 });
    await caughtUp(store, T0);
    await first.stop();
    const { correlator } = await startCorrelator(store, { untilMs: T0 });
    expect(correlator.devices()).toEqual(first.correlator.devices());
    expect(correlator.devices()).toContainEqual(expect.objectContaining({ entity_id: 'switch.kettle', verdict: 'learned' }));
    expect(correlator.cursorMs()).toBe(T0);
    expect(correlator.profile()).toMatchObject({ cadence_s: 10 });
  });

  it('announces a live correlation once it can be decided', async () => {
    const store = await openStore();
    await store.series.append(kettleHome(T0 - 12 * HOUR, T0));
    const complete = { untilMs: T0 };
    const { announced, events } = await startCorrelator(store, complete);
    await caughtUp(store, T0);
    const next = kettleHome(T0, T0 + 5 * MINUTE);
    await store.series.append(next);
    complete.untilMs = T0 + 5 * MINUTE;
    events.emit('change', next.changes[0]!);
    await vi.waitFor(() => expect(announced.length).toBe(2), soon);
    expect(announced.map(({ entity_id, state, source }) => [entity_id, state, source])).toEqual([
      ['switch.kettle', 'on', 'live'],
      ['switch.kettle', 'off', 'live'],
    ]);
    expect(announced[0]!.power_delta_w).toBeGreaterThan(1900);
  });

  it('writes the same whether or not it is stopped on the way', async () => {
    const rows = kettleHome(T0 - 30 * HOUR, T0);
    const straight = await openStore();
    await straight.series.append(rows);
    await startCorrelator(straight, { untilMs: T0 });
    await caughtUp(straight, T0);

    const stopped = await openStore();
    await stopped.series.append(rows);
    let commits = 0;
    for (let round = 0; round < 6; round++) {
      const failing: Store = {
        ...stopped,
        // Fails at every second write, as a full disk does, and is stopped after some.
        commit: (batch) => (++commits % 2 === 0 ? Promise.reject(new UnavailableError('The disk is full')) : stopped.commit(batch)),
      };
      const { stop } = await startCorrelator(failing, { untilMs: T0 });
      await new Promise((resolve) => setTimeout(resolve, 150));
      await stop().catch(() => undefined);
    }
    await startCorrelator(stopped, { untilMs: T0 });
    await caughtUp(stopped, T0);
    expect(await everything(stopped)).toEqual(await everything(straight));
    expect(await allHours(stopped)).toEqual(await allHours(straight));
    expect(await stopped.series.meterHours({ start_ms: 0, end_ms: T0, meter_id: 'house' })).toEqual(
      await straight.series.meterHours({ start_ms: 0, end_ms: T0, meter_id: 'house' }),
    );
  });

  it('that is stopped amid its second pass over history hands nothing over: it goes on there, with what was learned frozen', async () => {
    const store = await openStore();
    await store.series.append(kettleHome(T0 - 30 * HOUR, T0));
    const once = Promise.withResolvers<undefined>();
    const told: Store = { ...store, commit: (batch) => store.commit(batch).then(() => once.resolve(undefined)) };
    const { correlator, board, stop } = await startCorrelator(told, { untilMs: T0 });
    await once.promise;
    await stop();
    const memory = await store.facts.get('correlator', 'memory');
    expect(memory).toMatchObject({ history_end_ms: T0 });
    expect((memory as { cursor_ms: number }).cursor_ms).toBeLessThan(T0);
    expect(correlator.progress()).toMatchObject({ phase: 'correlating' });
    expect(board.parts()).toEqual([]);
    await startCorrelator(store, { untilMs: T0 });
    await caughtUp(store, T0);
    expect(new Set((await everything(store)).map(({ source }) => source))).toEqual(new Set(['history']));
  });

  it('uses what users correct at once, keeps it over a restart, and gives it up when it is taken back', async () => {
    const store = await openStore();
    await store.series.append(kettleHome(T0 - 30 * HOUR, T0));
    const first = await startCorrelator(store, { untilMs: T0 });
    await caughtUp(store, T0);
    const kettle = ({ correlator }: typeof first) => correlator.devices().find(({ entity_id }) => entity_id === 'switch.kettle');
    await vi.waitFor(() => expect(kettle(first)).toMatchObject({ verdict: 'learned' }), soon);
    const learned = kettle(first);
    const said = await first.corrections.add({ kind: 'group', entity_id: 'switch.kettle', members: ['light.hall'] }, 'ann');
    await vi.waitFor(() => expect(kettle(first)).toMatchObject({ verdict: 'no_effect', on_power_w: null }), soon);
    await first.stop();

    const again = await startCorrelator(store, { untilMs: T0 });
    await vi.waitFor(() => expect(kettle(again)).toMatchObject({ verdict: 'no_effect' }), soon);
    await again.corrections.takeBack(said.id);
    await vi.waitFor(() => expect(kettle(again)).toEqual(learned), soon);
    const wrong = (await everything(store)).filter(({ entity_id }) => entity_id === 'switch.kettle').slice(0, 8);
    for (const { time_ms } of wrong)
      await again.corrections.add({ kind: 'deny', correlation_id: `${time_ms}.switch.kettle`, entity_id: null }, 'ann');
    await vi.waitFor(() => expect(kettle(again)).toMatchObject({ verdict: 'no_effect' }), soon);
    for (const { id } of again.corrections.list().toReversed()) await again.corrections.takeBack(id);
    await vi.waitFor(() => expect(kettle(again)).toMatchObject({ verdict: 'learned', switches: learned!.switches }), soon);
    const forgotten = await again.corrections.add({ kind: 'forget', entity_id: 'switch.kettle' }, 'ann');
    await vi.waitFor(() => expect(kettle(again)).toMatchObject({ verdict: 'learning', switches: 0 }), soon);
    await again.stop();

    const last = await startCorrelator(store, { untilMs: T0 });
    await vi.waitFor(() => expect(kettle(last)).toMatchObject({ verdict: 'learning', switches: 0 }), soon);
    await last.corrections.takeBack(forgotten.id);
    await vi.waitFor(() => expect(kettle(last)).toMatchObject({ verdict: 'learned', switches: learned!.switches }), soon);
  });
});
