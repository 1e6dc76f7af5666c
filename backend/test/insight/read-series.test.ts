import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createEvents } from '../../events.ts';
import { createHouse } from '../../house.ts';
import type { NamedDraw } from '../../insight/named-draws.ts';
import { readSeries } from '../../insight/read-series.ts';
import { createLog } from '../../log.ts';
import { createStore } from '../../store/create-store.ts';
import type { EntityHour, Store } from '../../store/store.ts';
import { createManualClock } from '../manual-clock.ts';
import { change, createScriptedSources, reading } from '../scripted-sources.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const NOW = Date.UTC(2026, 10, 24, 12);
const clock = createManualClock(NOW);
const log = createLog({ level: 'silent', secrets: [] });

let store: Store;
beforeAll(async () => {
  store = await createStore({ directory: mkdtempSync(join(tmpdir(), 'series-')), home_id: 'home', mode: 'real', clock, log });
  const kettle = (hour: number) => [
    change(NOW - hour * HOUR_MS, 'switch.kettle', 'on', 'off'),
    change(NOW - hour * HOUR_MS + 6 * MINUTE_MS, 'switch.kettle', 'off', 'on'),
  ];
  const isOn = (ms: number) => [30, 6, 2].some((hour) => ms >= NOW - hour * HOUR_MS && ms < NOW - hour * HOUR_MS + 6 * MINUTE_MS);
  const times = Array.from({ length: (3 * DAY_MS) / MINUTE_MS }, (_, i) => NOW - 3 * DAY_MS + i * MINUTE_MS);
  const hour = (hours: number, entity_id: string, energy_kwh: number, provenance = 'learned'): EntityHour => ({
    ...{ time_ms: NOW - hours * HOUR_MS, entity_id, energy_kwh, on_s: 360, cost: null, provenance },
  });
  await store.series.append({
    readings: times.map((ms) => reading(ms, (isOn(ms) ? 2150 : 150) + 80)),
    changes: [...kettle(30), ...kettle(6), ...kettle(2)],
    circuits: times.map((time_ms) => ({
      ...{ time_ms, meter_id: 'house', meter_type: 'generic' as const, circuit_id: 'c', circuit_name: 'Desk' },
      ...{ power_w: 80, percentage: null },
    })),
  });
  await store.commit({
    correlations: [],
    steps: [],
    meterHours: [],
    entityHours: [
      ...[30, 6, 2].map((hours) => hour(hours, 'switch.kettle', 0.19)),
      ...Array.from({ length: 71 }, (_, i) => hour(72 - i, 'sensor.desk', 0.08, 'measured')),
    ],
    facts: [],
  });
});
afterAll(() => store.close());

type Home = {
  kind?: 'load' | 'net';
  /** The circuit of the kettle. */ placed?: string;
  /** Draws of its own, which a user named it to be, W. */ namedW?: number;
};

async function seriesOf(hours: number, bin_ms: number, { kind = 'load', placed, namedW }: Home = {}) {
  const { meter: scripted, home } = createScriptedSources({ now: () => NOW });
  const circuits = [
    { circuit_id: 'room', circuit_name: 'Room', entity_id: null, parent: null },
    { circuit_id: 'c', circuit_name: 'Desk', entity_id: 'sensor.desk', parent: 'room' },
  ];
  const meter = { ...scripted, describe: () => ({ kind, entity_ids: [], reasons: [], derived: false, circuits }) };
  const devices = [{ entity_id: 'switch.kettle', on_power_w: 1900, interval_w: 9, switches: 9, verdict: 'learned' as const }];
  const house = createHouse({
    store,
    devices: () => devices,
    places: () => [],
    told: () => new Map(placed === undefined ? [] : [['switch.kettle', placed]]),
    home,
    meter,
    events: createEvents(),
    clock,
    log,
  });
  const { timeline, hourDays, alwaysOn } = house;
  const named = (power_w: number): NamedDraw => ({
    ...{ entity_id: 'switch.kettle', name: null, circuit_id: null, provenance: 'learned', within: false },
    stretches: [6, 2].map((hour) => ({ start_ms: NOW - hour * HOUR_MS, end_ms: NOW - hour * HOUR_MS + 6 * MINUTE_MS, power_w })),
  });
  const known = {
    store,
    timeline,
    hourDays,
    alwaysOn,
    known: house.known(),
    named: () => Promise.resolve(namedW === undefined ? [] : [named(namedW)]),
    meter_id: 'house',
    kind,
    isHouse: true,
    nowMs: NOW,
  };
  return readSeries({ start_ms: NOW - hours * HOUR_MS, end_ms: NOW, bin_ms }, known);
}
const at = (ms: number) => new Date(ms).toISOString();

describe('readSeries', () => {
  it('explains each bin by what is measured and what was on, never more than the meter leaves above what is always on', async () => {
    const { readings, always_on_w, usage } = await seriesOf(6, MINUTE_MS);
    // The desk never stops, and is told as measured: of the 230 W below which the house does not fall, 150 are left.
    expect([always_on_w, usage]).toEqual([150, null]);
    expect(readings.slice(0, 8).map(({ power_w, explained_w }) => [power_w, explained_w])).toEqual([
      ...Array.from({ length: 6 }, () => [2230, 1980]),
      [230, 80],
      [230, 80],
    ]);
    for (const { power_w, explained_w } of readings) expect(explained_w! + 150).toBeLessThanOrEqual(power_w!);
  });

  it('explains what sits on a circuit that has others below it by itself, and what sits on one that counts by that', async () => {
    const explained = async (placed: string) =>
      (await seriesOf(6, MINUTE_MS, { placed })).readings.slice(0, 7).map((bin) => bin.explained_w);
    expect(await explained('room')).toEqual([...Array.from({ length: 6 }, () => 1980), 80]);
    expect(await explained('c')).toEqual(Array.from({ length: 7 }, () => 80));
  });

  it('explains what was named and sits on a circuit by that circuit, of hours where the circuit has hours', async () => {
    const explained = async (bin_ms: number, placed: string) =>
      (await seriesOf(6, bin_ms, { placed, namedW: 1000 })).readings.slice(0, 2).map((bin) => bin.explained_w);
    expect(await explained(MINUTE_MS, 'room')).toEqual([1080, 1080]);
    expect(await explained(MINUTE_MS, 'c')).toEqual([80, 80]);
    expect(await explained(HOUR_MS, 'room')).toEqual([180, 80].map((watts) => expect.closeTo(watts) as number));
    expect(await explained(HOUR_MS, 'c')).toEqual([80, 80].map((watts) => expect.closeTo(watts) as number));
  });

  it('tells from a day on who used most, and when, by the closed hours and what came since', async () => {
    const { usage } = await seriesOf(24, 10 * MINUTE_MS);
    expect(usage!.map(({ entity_id, provenance }) => [entity_id, provenance])).toEqual([
      ['sensor.desk', 'measured'],
      ['switch.kettle', 'learned'],
    ]);
    // 23 closed hours, and the last one from its circuit.
    expect(usage![0]!.energy_kwh).toBeCloseTo(24 * 0.08);
    expect(usage![0]!.on).toEqual([[at(NOW - DAY_MS), at(NOW)]]);
    expect(usage![1]!.energy_kwh).toBeCloseTo(0.38);
    expect(usage![1]!.on).toEqual([
      [at(NOW - 6 * HOUR_MS), at(NOW - 6 * HOUR_MS + 6 * MINUTE_MS)],
      [at(NOW - 2 * HOUR_MS), at(NOW - 2 * HOUR_MS + 6 * MINUTE_MS)],
    ]);
  });

  it('explains bins of hours by the closed hours, and says nothing of the open one', async () => {
    const { readings, usage } = await seriesOf(72, HOUR_MS);
    const explained = new Map(readings.map(({ timestamp, explained_w }) => [timestamp, explained_w]));
    expect(explained.get(at(NOW - 30 * HOUR_MS))).toBeCloseTo(80 + 190);
    expect(explained.get(at(NOW - 29 * HOUR_MS))).toBeCloseTo(80);
    expect(explained.get(at(NOW - HOUR_MS))).toBeNull();
    expect(usage!.find(({ entity_id }) => entity_id === 'switch.kettle')!.energy_kwh).toBeCloseTo(0.57);
  });

  it('explains nothing of a net power', async () => {
    const { readings, always_on_w, usage } = await seriesOf(24, HOUR_MS / 2, { kind: 'net' });
    expect([always_on_w, usage, new Set(readings.map(({ explained_w }) => explained_w))]).toEqual([null, null, new Set([null])]);
  });
});
