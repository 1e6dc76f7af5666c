import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as v from 'valibot';
import { afterEach, describe, expect, it } from 'vitest';
import type { Clock } from '../clock.ts';
import { Current } from '../contract/current.ts';
import type { MeterKind } from '../contract/identity.ts';
import { createCorrections } from '../corrections.ts';
import { createEvents } from '../events.ts';
import type { EngineDevice, EnginePlace } from '../correlation/types.ts';
import { createHouse } from '../house.ts';
import type { NamedDraw } from '../insight/named-draws.ts';
import { createLiveView } from '../live.ts';
import { startOfDay } from '../local-day.ts';
import { createLog } from '../log.ts';
import type { MeterCircuit } from '../meter/meter.ts';
import { createStore } from '../store/create-store.ts';
import { aCorrelation } from './api/a-backend.ts';
import { change, createScriptedSources, reading } from './scripted-sources.ts';
import { waitFor } from './wait-for.ts';

/** 10:00 in Berlin. */
const T0 = Date.UTC(2026, 10, 24, 9);
const HOUR = 3_600_000;
const cleanups: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) await cleanup();
});

type Told = {
  devices: EngineDevice[];
  named: () => Promise<NamedDraw[]>;
  places: EnginePlace[];
  circuits: MeterCircuit[];
  kind: MeterKind;
};

async function openLive(cadence_s: number | null = null, directory = mkdtempSync(join(tmpdir(), 'live-'))) {
  const state = { now: T0 };
  const clock: Clock = { now: () => state.now, sleep: () => Promise.resolve() };
  const log = createLog({ level: 'silent', secrets: [] });
  const store = await createStore({ directory, home_id: 'home', mode: 'real', clock, log });
  cleanups.push(() => store.close());
  const events = createEvents();
  const corrections = await createCorrections({ store, events, clock, log });
  const zone = { name: 'Europe/Berlin' };
  const told: Told = { devices: [], named: () => Promise.resolve([]), places: [], circuits: [], kind: 'load' };
  const { meter: scripted, home } = createScriptedSources({ now: () => state.now });
  const meter = {
    ...scripted,
    describe: () => ({ kind: told.kind, entity_ids: [], reasons: [], derived: false, circuits: told.circuits }),
  };
  const profile = () => ({ cadence_s, lag_s: null, lag_spread_s: null, averaging: null, resolution_w: null, noise_w: null });
  const house = createHouse({ store, devices: () => told.devices, places: () => told.places, home, meter, events, clock, log });
  const live = createLiveView({
    meters: [meter],
    store,
    corrections,
    events,
    house,
    patterns: { namedNow: () => told.named() },
    profile,
    timeZone: () => zone.name,
    clock,
    log,
  });
  const say = (...readings: ReturnType<typeof reading>[]) => events.emit('reading', { readings, circuits: [] });
  return { directory, state, zone, told, store, events, live, say, current: () => v.parse(Current, live.current()) };
}

describe('live view', () => {
  it('knows nothing and says so before the first reading', async () => {
    const { current, live } = await openLive();
    expect(current()).toMatchObject({ total_power_w: null, age_s: null, stale: true, peak_power_w: null, average_power_w: null });
    expect(live.current('garage')).toBeUndefined();
  });

  it('tells the highest and the mean power since local midnight, with what the store has of today', async () => {
    const { store, live, say, state, current } = await openLive();
    const midnight = Date.UTC(2026, 10, 23, 23);
    await store.series.append({
      readings: [
        reading(midnight - HOUR, 9000),
        ...Array.from({ length: 37 }, (_, i) => reading(midnight + i * 600_000, i === 6 ? 3000 : 100)),
      ],
    });
    await live.seed();
    expect(current()).toMatchObject({ peak_power_w: 3000, peak_time: '2026-11-24T00:00:00.000Z' });
    expect(current().average_power_w).toBeCloseTo((35 * 100 + 3000) / 36, 5);
    state.now = T0 + 15 * HOUR;
    say(reading(state.now, 150));
    expect(current()).toMatchObject({ peak_power_w: 150, total_power_w: 150 });
  });

  it.each(['America/St_Johns', 'Asia/Kathmandu', 'Australia/Lord_Howe', 'Pacific/Apia'])(
    'counts today anew once the home says that it lies in %s',
    async (name) => {
      const { store, live, say, zone, state, current } = await openLive();
      const midnight = startOfDay(T0, name);
      await store.series.append({
        readings: [reading(midnight - 1000, 9000), reading(midnight, 3000), ...[3, 2, 1].map((h) => reading(T0 - h * 60_000, 100 * h))],
      });
      await live.seed();
      zone.name = name;
      state.now = T0 + 1000;
      say(reading(T0, 150));
      await waitFor(() => expect(current().peak_time).toBe(new Date(midnight).toISOString()));
      expect(current()).toMatchObject({ peak_power_w: 3000, total_power_w: 150 });
    },
  );

  it('is stale when the meter is silent for longer than three of its intervals, and at once when it says that it does not know', async () => {
    const { say, state, current } = await openLive(60);
    say(reading(T0, 500));
    state.now = T0 + 170_000;
    expect(current().stale).toBe(false);
    state.now = T0 + 190_000;
    expect(current()).toMatchObject({ stale: true, age_s: 190, total_power_w: 500 });
    say(reading(state.now, 510));
    expect(current().stale).toBe(false);
    say(reading(state.now + 1, null));
    expect(current()).toMatchObject({ stale: true, total_power_w: null });
  });

  it('counts what cannot be true over restarts, and never writes over what it does not know yet', async () => {
    const first = await openLive();
    await first.live.seed();
    const falseZero = (at: number) => [reading(at, 200), reading(at + 1000, 0), reading(at + 2000, 205)];
    first.say(...falseZero(T0));
    const found = { kind: 'false_zero', count: 1, last: '2026-11-24T09:00:02.000Z' };
    expect(first.live.quality()).toEqual([{ meter_id: 'house', findings: [found] }]);
    await waitFor(async () => expect((await first.store.facts.list('data_quality')).get('house')).toEqual([found]));
    await cleanups.pop()!();

    const second = await openLive(null, first.directory);
    second.say(...falseZero(T0 + 60_000));
    await second.live.seed();
    second.say(reading(T0 + 70_000, 210));
    const again = { kind: 'false_zero', count: 2, last: '2026-11-24T09:01:02.000Z' };
    expect(second.live.quality()[0]!.findings).toEqual([again]);
    await waitFor(async () => expect((await second.store.facts.list('data_quality')).get('house')).toEqual([again]));
  });

  it('goes on with the newest reading when the clock is set back an hour', async () => {
    const { say, state, current } = await openLive();
    say(reading(T0, 500), reading(T0 + 10_000, 500));
    state.now = T0 - HOUR;
    say(reading(state.now, 700));
    expect(current()).toMatchObject({ total_power_w: 700, age_s: 0, stale: false });
    expect(current().average_power_w).toBeCloseTo(500, 5);
  });
});

describe('the split of the power now', () => {
  const learned = (entity_id: string, on_power_w: number): EngineDevice => ({
    ...{ entity_id, on_power_w, interval_w: 2, switches: 9, verdict: 'learned' },
  });
  const circuit = (circuit_id: string, parent: string | null = null) => ({ circuit_id, circuit_name: circuit_id, entity_id: null, parent });
  const told = (circuit_id: string, power_w: number | null) => ({
    ...{ time_ms: T0, meter_id: 'house', meter_type: 'generic' as const, circuit_id, circuit_name: circuit_id, power_w, percentage: null },
  });

  it('follows the states of devices and the circuits, and adds up to the power', async () => {
    const { store, told: known, events, live, say, state, current } = await openLive();
    known.devices = [learned('switch.kettle', 2000), learned('light.hall', 40)];
    known.circuits = [circuit('fuse_box'), circuit('desk', 'fuse_box')];
    await store.series.append({
      readings: Array.from({ length: 12 * 24 }, (_, i) => reading(T0 - i * 300_000, 150)),
      changes: [change(T0 - HOUR, 'light.hall', 'on', 'off')],
    });
    await live.seed();
    say(reading(T0, 300));
    // What is divided further is not counted again.
    events.emit('reading', { readings: [], circuits: [told('fuse_box', 90), told('desk', 80)] });
    expect(current().split).toEqual({ measured_w: 80, learned_w: 40, always_on_w: 150, unexplained_w: 30 });
    events.emit('change', change(T0, 'switch.kettle', 'on', 'off'));
    say(reading(T0 + 1000, 2300));
    expect(live.live()!.split).toEqual({ measured_w: 80, learned_w: 2040, always_on_w: 150, unexplained_w: 30 });
    events.emit('change', change(T0, 'switch.kettle', 'off', 'on'));
    state.now = T0 + 2000;
    say(reading(T0 + 2000, 100));
    expect(live.live()!.split).toEqual({ measured_w: 80, learned_w: 0, always_on_w: 20, unexplained_w: 0 });
  });

  it('takes of named loads what was asked for last, whichever answer comes first', async () => {
    const { told: known, events, live, say } = await openLive();
    await live.seed();
    const run = { start_ms: T0 - HOUR, end_ms: T0 + HOUR, power_w: 500 };
    const dryer: NamedDraw = {
      ...{ entity_id: 'pattern.p1', name: 'Dryer', circuit_id: null, provenance: 'learned', within: false, stretches: [run] },
    };
    const first = Promise.withResolvers<NamedDraw[]>();
    const second = Promise.withResolvers<NamedDraw[]>();
    const answers = [first.promise, second.promise];
    known.named = () => answers.shift()!;
    const step = { time_ms: T0, end_ms: null, power_w: 500, pattern_id: 'p1' };
    events.emit('unexplained', step);
    events.emit('unexplained', { ...step, power_w: -500 });
    second.resolve([]);
    await second.promise;
    first.resolve([dryer]);
    await first.promise;
    say(reading(T0, 700));
    expect(live.live()!.split).toMatchObject({ learned_w: 0, unexplained_w: 700 });
  });

  it('counts a device as learned from the change on that taught it', async () => {
    const { told: known, events, live, say } = await openLive();
    await live.seed();
    events.emit('change', change(T0, 'switch.kettle', 'on', 'off'));
    say(reading(T0, 2100));
    expect(live.live()!.split).toMatchObject({ learned_w: 0 });
    known.devices = [learned('switch.kettle', 2000)];
    events.emit('correlation', aCorrelation(T0, 2000));
    expect(live.live()!.split).toMatchObject({ learned_w: 2000 });
  });

  it('tells which learned devices a circuit sees, and counts them once', async () => {
    const { told: known, events, say, current } = await openLive();
    known.devices = [learned('switch.kettle', 2000)];
    known.circuits = [circuit('kitchen')];
    known.places = [{ entity_id: 'switch.kettle', circuit_id: 'kitchen', count: 6, seen: 6, log_odds: 9 }];
    events.emit('change', change(T0, 'switch.kettle', 'on', 'off'));
    events.emit('reading', { readings: [reading(T0, 2200)], circuits: [told('kitchen', 2030)] });
    say(reading(T0 + 1000, 2200));
    expect(current().circuits).toMatchObject([
      { circuit_id: 'kitchen', power_w: 2030, provenance: 'measured' },
      {
        circuit_id: 'switch.kettle',
        entity_id: 'switch.kettle',
        power_w: 2000,
        percentage: 90.9,
        parent: 'kitchen',
        provenance: 'learned',
      },
    ]);
    expect(current().split).toMatchObject({ measured_w: 30, learned_w: 2000, unexplained_w: 170 });
  });

  it('is not known in a gap, while the house feeds in, and of a net power', async () => {
    const { told: known, say, current } = await openLive();
    say(reading(T0, null));
    expect(current().split).toBeNull();
    say(reading(T0 + 1000, -200));
    expect(current().split).toBeNull();
    known.kind = 'net';
    say(reading(T0 + 2000, 200));
    expect(current().split).toBeNull();
  });
});
