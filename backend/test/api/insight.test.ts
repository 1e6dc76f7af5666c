import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AnswerOf, EndpointName } from '../../contract/endpoints.ts';
import type { EngineDevice } from '../../correlation/types.ts';
import { aChange, aCircuitReading, aCorrelation, aReading, commitCorrelations, NOON, startBackend, type ABackend } from './a-backend.ts';
import { askFor } from './ask-for.ts';
import { waitFor } from '../wait-for.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

let backend: ABackend;
const get = <N extends EndpointName>(name: N, query?: string, path?: string): Promise<AnswerOf<N>> => askFor(backend, name, query, path);

beforeAll(async () => {
  backend = await startBackend();
});
afterAll(() => backend.close());

describe('GET /energy/unexplained', () => {
  const step = (time_ms: number, power_w: number) => ({ time_ms, end_ms: null, power_w, pattern_id: null });

  it('is empty where nothing is known', async () => {
    expect(await get('unexplained')).toEqual({ steps: [], patterns: [] });
  });

  it('tells a rise with its fall as one, and the pattern that it belongs to', async () => {
    const runs = Array.from({ length: 60 }, (_, i) => NOON - 2 * DAY_MS + i * 48 * MINUTE_MS);
    const fridge = runs.flatMap((start) => [step(start, 96), step(start + 18 * MINUTE_MS, -94)]);
    await backend.store.commit({
      correlations: [],
      steps: [...fridge, step(NOON - 20 * MINUTE_MS, 700)],
      meterHours: [],
      entityHours: [],
      facts: [],
    });
    await backend.clock.advance(10_000);
    const { steps, patterns } = await get('unexplained', '?hours=1');
    expect(patterns).toMatchObject([{ power_w: 96, duration_s: 1080, period_s: 2880, count: 60, guess: 'fridge', name: null }]);
    // 96 W · 18 min · 30 a day = 0.864 kWh, at 0.30.
    expect(patterns[0]!.energy_kwh_per_day).toBeCloseTo(0.864);
    expect(patterns[0]!.cost_per_day).toBeCloseTo(0.2592);
    expect(steps).toEqual([
      { start: '2026-11-24T11:12:00.000Z', end: '2026-11-24T11:30:00.000Z', power_w: 96, pattern_id: patterns[0]!.id },
      { start: '2026-11-24T11:40:00.000Z', end: null, power_w: 700, pattern_id: null },
    ]);
  });

  it('tells of more than a week only the patterns of its last seven days', async () => {
    const { steps, patterns } = await get('unexplained', '?hours=169');
    expect(steps).toEqual([]);
    expect(patterns).toHaveLength(1);
    expect((await get('unexplained', '?hours=168')).steps).toHaveLength(61);
  });
});

describe('GET /energy/meter', () => {
  it('tells what is known of the meter, and of the rest that it is not', async () => {
    expect(await get('meter')).toEqual({
      meter_id: 'house',
      kind: 'load',
      entity_ids: ['sensor.house'],
      reason: 'it is the only one',
      reasons: [{ code: 'own', values: {}, text: 'it is the only one' }],
      derived: false,
      cadence_s: 1,
      lag_s: null,
      lag_spread_s: null,
      averaging: null,
      resolution_w: null,
      noise_w: null,
      smallest_step_w: null,
      switches_needed: [],
      quality: [],
      verdict: 'reports about every 1 s',
    });
  });
});

describe('GET /energy/devices', () => {
  beforeAll(async () => {
    backend.told.devices = [
      { entity_id: 'light.hall', on_power_w: 60, interval_w: 3, switches: 12, verdict: 'learned' },
      { entity_id: 'switch.new', on_power_w: null, interval_w: null, switches: 1, verdict: 'learning' },
    ];
    const hour = (time_ms: number, energy_kwh: number) => ({
      time_ms,
      entity_id: 'light.hall',
      energy_kwh,
      on_s: 3600,
      cost: null,
      provenance: 'learned',
    });
    backend.told.openHours = [{ time_ms: NOON, entity_id: 'light.hall', energy_kwh: 0.01, on_s: 600, house: null }];
    await backend.store.commit({
      correlations: [
        aCorrelation(NOON - DAY_MS, 60, { entity_id: 'light.hall', domain: 'light', previous_level: 0, level: 100 }),
        aCorrelation(NOON - HOUR_MS, -20, { entity_id: 'light.hall', domain: 'light', previous_level: 40, level: 0 }),
      ],
      steps: [],
      meterHours: [],
      // Midnight in Berlin is 23:00 in UTC.
      entityHours: [hour(NOON - 14 * HOUR_MS, 0.04), hour(NOON - 13 * HOUR_MS, 0.06), hour(NOON - 8 * DAY_MS, 5)],
      facts: [
        {
          kind: 'energy_total',
          key: 'light.hall',
          value: { energy_kwh: 5, cost: 1.3, told_kwh: 5.1, told_cost: 1.4, until_ms: NOON - 12 * HOUR_MS },
        },
      ],
    });
    await backend.store.series.append({
      circuits: [aCircuitReading(NOON - 30 * MINUTE_MS, 200), aCircuitReading(NOON - 15 * MINUTE_MS, 400)],
      changes: [
        aChange(NOON - 5 * HOUR_MS, 'on', 'off', { entity_id: 'light.hall', domain: 'light' }),
        aChange(NOON - 4.5 * HOUR_MS, 'off', 'on', { entity_id: 'light.hall', domain: 'light' }),
      ],
    });
    await backend.clock.advance(10_000);
  });

  it('tells the learned and the measured, with energy and cost since local midnight and of seven days', async () => {
    const { devices, currency, price } = await get('devices');
    expect([currency, price]).toEqual(['EUR', 0.3]);
    const [hall, fresh, kitchen] = devices;
    expect(hall).toMatchObject({ entity_id: 'light.hall', verdict: 'learned', on_power_w: 60, interval_w: 3, switches: 12 });
    // The open hour counts too.
    expect(hall!.energy_kwh).toEqual({ today: expect.closeTo(0.07) as number, week: expect.closeTo(0.11) as number });
    expect(hall!.cost!.week).toBeCloseTo(0.033);
    expect(hall).toMatchObject({ total_kwh: 5.1, total_cost: 1.4 });
    // Off, not known, and what its circuit shows.
    expect(devices.map(({ power_w }) => power_w)).toEqual([0, null, 400]);
    expect(fresh).toMatchObject({ entity_id: 'switch.new', verdict: 'learning', energy_kwh: null, cost: null });
    expect(kitchen).toMatchObject({ entity_id: 'sensor.kitchen', verdict: 'measured', standby_w: null });
    // That is looked for in the background.
    await waitFor(async () => {
      await backend.clock.advance(10_000);
      expect((await get('devices')).devices[2]).toMatchObject({ entity_id: 'sensor.kitchen', on_power_w: 300 });
    });
    // 200 W and 400 W, a quarter of an hour each, and ten seconds more.
    expect(kitchen!.energy_kwh!.today).toBeCloseTo(0.15, 2);
  });

  it('tells the history of one', async () => {
    const detail = await get('device', '', '/energy/devices/light.hall');
    expect(detail).toMatchObject({ entity_id: 'light.hall', verdict: 'learned', total_kwh: 5.1 });
    expect(detail.steps).toEqual([
      { timestamp: '2026-11-23T12:00:00.000Z', power_delta_w: 60, weight: 0.9 },
      { timestamp: '2026-11-24T11:00:00.000Z', power_delta_w: -20, weight: 0.9 },
    ]);
    expect(detail.energy_by_day!.slice(-2)).toEqual([
      { day: '2026-11-23', energy_kwh: 0.04 },
      { day: '2026-11-24', energy_kwh: expect.closeTo(0.07) as number },
    ]);
    // On from 8:00 to 8:30 in Berlin, of nine days known.
    expect(detail.minutes_by_hour![8]).toBeCloseTo(30 / 9);
    expect(detail.levels).toEqual([
      { level: 40, power_w: 20, interval_w: null, count: 1 },
      { level: 100, power_w: 60, interval_w: null, count: 1 },
    ]);
    const { steps, energy_by_day, levels } = await get('deviceImpact', '', '/energy/device-impact/light.hall');
    expect({ steps, energy_by_day, levels }).toEqual({ steps: detail.steps, energy_by_day: detail.energy_by_day, levels: detail.levels });
  });

  it('tells the impact of hours at the price of their time, and of a sensor by what it measured', async () => {
    const hour = (hours: number, entity_id: string, energy_kwh: number, cost: number | null, provenance: string) => ({
      ...{ time_ms: NOON - hours * HOUR_MS, entity_id, energy_kwh, on_s: 1800, cost, provenance },
    });
    const entityHours = [
      hour(20, 'switch.oven', 1, 0.5, 'learned'),
      // Of a time without a price.
      hour(10, 'switch.oven', 2, null, 'learned'),
      hour(3, 'sensor.kitchen', 0.1, 0.02, 'measured'),
    ];
    await backend.store.commit({ correlations: [], steps: [], meterHours: [], entityHours, facts: [] });
    backend.told.devices = [{ entity_id: 'switch.oven', on_power_w: 2400, interval_w: 9, switches: 9, verdict: 'learned' }];
    const oven = await get('deviceImpact', '?days=2', '/energy/device-impact/switch.oven');
    expect(oven).toMatchObject({ on_power_draw: 2400, verdict: 'learned', daily_energy_kwh: 1.5 });
    expect(oven.cost_estimate).toBeCloseTo((0.5 + 2 * 0.3) / 2);
    const kitchen = await get('deviceImpact', '?days=2', '/energy/device-impact/sensor.kitchen');
    expect(kitchen).toMatchObject({ verdict: 'measured', daily_energy_kwh: 0.05, cost_estimate: 0.01, on_hours: 0.5, usage_count: 0 });
    // The hour that is still open is in the last day of its history as in the list.
    const detail = await get('device', '', '/energy/devices/sensor.kitchen');
    const listed = (await get('devices')).devices.find(({ entity_id }) => entity_id === 'sensor.kitchen');
    expect(detail.energy_by_day!.at(-1)!.energy_kwh).toBeCloseTo(listed!.energy_kwh!.today);
    expect(listed!.energy_kwh!.today).toBeGreaterThan(0.1);
    // 0.1 kWh in half an hour.
    expect(kitchen.on_power_draw).toBeCloseTo(200);
    // Half an hour on at ten in the morning in Berlin, of one day.
    expect(kitchen.minutes_by_hour![10]).toBe(30);
  });

  it('tells what a change has taught as soon as the change is told', async () => {
    const kettle = (switches: number): EngineDevice[] => [
      { entity_id: 'switch.kettle', on_power_w: switches === 0 ? null : 2050, interval_w: null, switches, verdict: 'learning' },
    ];
    const seen = async () => (await get('devices')).devices.find(({ entity_id }) => entity_id === 'switch.kettle')?.switches;
    backend.told.devices = kettle(0);
    await backend.clock.advance(10_000);
    expect(await seen()).toBe(0);
    backend.told.devices = kettle(1);
    backend.events.emit('correlation', aCorrelation(NOON, 2050));
    expect(await seen()).toBe(1);
  });

  it('does not know a device of which nothing was learned', async () => {
    expect((await backend.ask('/api/v1/energy/devices/light.nowhere')).status).toBe(404);
  });
});

describe('GET /energy/moment', () => {
  const sumOf = (parts: { power_w: number }[]) => parts.reduce((sum, { power_w }) => sum + power_w, 0);
  const START = NOON - 10 * HOUR_MS;

  beforeAll(async () => {
    backend.told.devices = [
      { entity_id: 'switch.kettle', on_power_w: 2000, interval_w: 20, switches: 9, verdict: 'learned' },
      { entity_id: 'light.always', on_power_w: 30, interval_w: 2, switches: 9, verdict: 'learned' },
    ];
    const quiet = Array.from({ length: 60 }, (_, i) => aReading(START + i * MINUTE_MS, 130));
    await backend.store.series.append({
      readings: [
        ...quiet,
        aReading(START + HOUR_MS, 130),
        aReading(START + HOUR_MS + 1000, 1500),
        aReading(START + HOUR_MS + 2000, 2180),
        aReading(START + 2 * HOUR_MS, null),
      ],
      changes: [
        aChange(NOON - 40 * HOUR_MS, 'on', 'off', { entity_id: 'light.always', domain: 'light' }),
        aChange(START + HOUR_MS, 'on', 'off'),
      ],
    });
    // The first reading lies amid the step.
    await commitCorrelations(backend.store, [{ ...aCorrelation(START + HOUR_MS, 2050), power_before_w: 130, power_after_w: 2180 }]);
    await backend.clock.advance(10_000);
  });
  const at = (ms: number) => get('moment', `?at=${new Date(ms).toISOString()}`);

  it('adds up to the level after the change, with what was on before it', async () => {
    const moment = await at(START + HOUR_MS);
    expect(moment).toMatchObject({ power_w: 2180, correlation: { entity_id: 'switch.kettle', power_delta_w: 2050 } });
    expect(moment.parts).toEqual([
      { entity_id: 'switch.kettle', name: null, kind: 'learned', power_w: 2000, interval_w: 20 },
      { entity_id: 'light.always', name: null, kind: 'learned', power_w: 30, interval_w: 2 },
      // The quietest 5 % is 130 W, of which the lamp is 30.
      { entity_id: null, name: null, kind: 'always_on', power_w: 100, interval_w: null },
      { entity_id: null, name: null, kind: 'unexplained', power_w: 50, interval_w: null },
    ]);
    expect(moment.reasons.map(({ text }) => text)).toEqual([
      'The step fits what this device did 9 times: 2,000 W ± 20.',
      'Nothing else changed within 120 seconds.',
    ]);
  });

  it('has no change where none was near', async () => {
    const moment = await at(START + 30 * MINUTE_MS);
    expect(moment).toMatchObject({ power_w: 130, correlation: null, reasons: [] });
    expect(sumOf(moment.parts)).toBeCloseTo(130);
  });

  it('knows no power and no parts in a gap', async () => {
    expect(await at(START + 2 * HOUR_MS + MINUTE_MS)).toMatchObject({ power_w: null, parts: [] });
    expect(await at(START + 4 * HOUR_MS)).toMatchObject({ power_w: null, parts: [] });
  });

  it('explains the mean of a span, with what was on for a part of it', async () => {
    const span = { start: START + 30 * MINUTE_MS, end: START + 60 * MINUTE_MS };
    const [start, end] = [span.start, span.end].map((ms) => new Date(ms).toISOString());
    const moment = await get('moment', `?start=${start}&end=${end}`);
    expect(moment).toMatchObject({ timestamp: start, end, power_w: 130, correlation: null, reasons: [] });
    expect(moment.parts).toMatchObject([
      { entity_id: 'light.always', power_w: 30 },
      { kind: 'always_on', power_w: 100 },
      { kind: 'unexplained', power_w: 0 },
    ]);
  });

  it('refuses what is no time, and what is neither a moment nor a span', async () => {
    const time = new Date(START).toISOString();
    for (const query of ['?at=yesterday', '', `?at=${time}&end=${time}`, `?start=${time}`, `?start=${time}&end=${time}`])
      expect((await backend.ask(`/api/v1/energy/moment${query}`)).status).toBe(400);
  });
});
