import { afterEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../clock.ts';
import type { CircuitReading, Reading } from '../../contract/reading.ts';
import { createHomeAssistantConnection } from '../../home-assistant/connection.ts';
import { startOfDay } from '../../local-day.ts';
import { createLog } from '../../log.ts';
import { createHomeAssistantMeter, type HomeAssistantMeterOptions } from '../../meter/home-assistant.ts';
import { startFakeHomeAssistant, type FakeHomeAssistant } from '../home-assistant/fake-home-assistant.ts';
import { until } from '../home-assistant/until.ts';
import { meterContract } from '../meter-contract.ts';
import { watchMeter } from './watch-meter.ts';

const log = createLog({ level: 'silent', secrets: [] });
/** Yesterday. */
const T = Math.floor(Date.now() / 1000) * 1000 - 86_400_000;
const W = { device_class: 'power', state_class: 'measurement', unit_of_measurement: 'W' };
const KW = { ...W, unit_of_measurement: 'kW' };
const grid = { type: 'grid', stat_energy_from: 'sensor.grid_in', stat_energy_to: null, cost_adjustment_day: 0 };
const prefer = (...energy_sources: object[]) => ({ energy_sources, device_consumption: [] as object[] });

const stops: (() => unknown)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

function createMeter(fake: FakeHomeAssistant, options: Partial<HomeAssistantMeterOptions> = {}) {
  const connection = createHomeAssistantConnection({
    ...{ url: fake.url, token: fake.token, clock: systemClock, log },
    ...{ pingIntervalMs: 20, answerTimeoutMs: 500, startingPollMs: 10 },
  });
  const timing = { pollIntervalMs: 60_000, refreshMs: 60_000, searchMs: 20, commitMs: 0 };
  return createHomeAssistantMeter({ id: 'home_assistant', connection, clock: systemClock, log, ...timing, ...options });
}

async function start(prepare: (fake: FakeHomeAssistant) => void, options: Partial<HomeAssistantMeterOptions> = {}) {
  const fake = await startFakeHomeAssistant();
  stops.push(fake.stop);
  prepare(fake);
  const meter = createMeter(fake, options);
  const seen = {
    readings: [] as Reading[],
    circuits: [] as CircuitReading[],
    back: 0,
    reports: [] as [string, string | undefined][],
    error: undefined as unknown,
  };
  const stop = new AbortController();
  const running = meter
    .run({
      signal: stop.signal,
      onReadings: ({ readings, circuits }) => {
        seen.readings.push(...readings);
        seen.circuits.push(...circuits);
      },
      onBack: () => (seen.back += 1),
      report: (status, message) => seen.reports.push([status, message]),
    })
    .catch((error: unknown) => (seen.error = error));
  stops.push(async () => {
    stop.abort();
    await running;
  });
  const past = async (start_ms: number, end_ms: number) => {
    const readings: Reading[] = [];
    const circuits: CircuitReading[] = [];
    for await (const slice of meter.history!({ start_ms, end_ms, signal: stop.signal })) {
      readings.push(...slice.readings);
      circuits.push(...slice.circuits);
    }
    return { readings, circuits };
  };
  const powers = () => seen.readings.map((reading) => reading.total_power_w);
  const failed = () => until(() => seen.reports.find(([status]) => status === 'failed')?.[1]);
  return { fake, meter, seen, past, powers, failed };
}

meterContract('home_assistant', async (fault) => {
  const fake = await startFakeHomeAssistant();
  fake.preferences = {
    energy_sources: [{ ...grid, stat_rate: 'sensor.power' }],
    device_consumption: [
      { stat_consumption: 'sensor.a_energy', stat_rate: 'sensor.a', included_in_stat: 'sensor.b_energy' },
      { stat_consumption: 'sensor.b_energy', stat_rate: 'sensor.b', included_in_stat: 'sensor.a_energy' },
    ],
  };
  const stamps: number[] = [];
  const tell = (state: string, at: number) => {
    stamps.push(Math.floor(at));
    fake.set('sensor.power', state, W, at);
  };
  tell('100', T);
  for (let i = 0; i < 500; i++) tell(String(200 + i), T + 10_000 + i * 1000.3);
  fake.set('sensor.a', '5', W, T + 20_000);
  fake.set('sensor.b', 'unavailable', {}, T + 20_500);
  const { meter, seen } = watchMeter(createMeter(fake));
  // The meter is created with the token that was right until now.
  if (fault !== undefined) fake.token = 'another';
  const said: (number | null)[] = [699];
  return {
    meter,
    past: { start_ms: T, end_ms: T + 3_600_000 * 3 },
    said: () => said,
    stamps: () => stamps,
    live: async (isRunning) => {
      // The state that the meter is found with becomes a reading of its own.
      if (isRunning) await until(() => seen.readings > 0);
      const enough = seen.readings + 4;
      for (const state of ['1', 'unavailable', '-3.5', '2']) {
        const at = Math.max(Date.now(), (stamps.at(-1) ?? 0) + 1);
        tell(state, at);
        said.push(state === 'unavailable' ? null : Number(state));
        fake.set('sensor.a', state, W, at);
      }
      if (isRunning) await until(() => seen.readings >= enough);
    },
    // Home Assistant tells each state once, in the order in which they came.
    repeat: null,
    stumble: async () => {
      const { backs } = seen;
      await fake.stop();
      await until(() => seen.statuses.at(-1) === 'waiting');
      await fake.start();
      await until(() => seen.backs > backs, 30_000);
    },
    dispose: fake.stop,
  };
});

describe('the meter in Home Assistant', () => {
  it('takes its power from the Energy preferences and says so', async () => {
    const { fake, meter, seen, powers } = await start((fake) => {
      fake.preferences = prefer({ ...grid, stat_rate: 'sensor.p' });
      fake.set('sensor.p', '0.5', KW, T);
    });
    await until(() => seen.readings.length === 1);
    expect(seen.readings[0]).toEqual({
      ...{ time_ms: T, meter_id: 'home_assistant', meter_type: 'home_assistant', meter_source: 'ha_integration' },
      ...{ total_power_w: 500, daily_kwh: null, grid_w: 500, solar_w: null, battery_w: null },
      ...{ phase_1_w: null, phase_2_w: null, phase_3_w: null },
    });
    expect(meter.describe()).toEqual({
      kind: 'load',
      entity_ids: ['sensor.p'],
      reasons: [
        { code: 'grid', values: { entity_ids: ['sensor.p'] }, text: 'The Energy dashboard takes the power of the grid from sensor.p.' },
      ],
      derived: false,
      circuits: [],
    });
    fake.set('sensor.p', '1.25', KW, T + 1000.7);
    fake.set('sensor.p', '-250', W, T + 2000);
    await until(() => seen.readings.length === 3);
    expect(powers()).toEqual([500, 1250, -250]);
    expect(seen.readings.map((reading) => reading.time_ms)).toEqual([T, T + 1000, T + 2000]);
    expect(seen.reports.at(-1)).toEqual(['ok', undefined]);
  });

  it('makes one reading of what changes together: load = grid + solar + battery', async () => {
    const { fake, meter, seen } = await start((fake) => {
      fake.preferences = prefer(
        { ...grid, stat_rate: 'sensor.net', power_config: { stat_rate_from: 'sensor.import', stat_rate_to: 'sensor.export' } },
        { type: 'solar', stat_energy_from: 'sensor.sun_energy', stat_rate: 'sensor.sun' },
        {
          type: 'battery',
          stat_energy_from: 'sensor.d',
          stat_energy_to: 'sensor.c',
          power_config: { stat_rate_inverted: 'sensor.battery' },
        },
      );
      fake.set('sensor.net', '0', W, T);
      for (const id of ['import', 'export', 'sun', 'battery']) fake.set(`sensor.${id}`, '0', W, T);
    });
    await until(() => seen.readings.length === 1);
    fake.set('sensor.import', '0', W, T + 1000);
    fake.set('sensor.export', '700', W, T + 1010);
    fake.set('sensor.sun', '2', KW, T + 1020);
    fake.set('sensor.battery', '300', W, T + 1030);
    await until(() => seen.readings.length === 2);
    expect(seen.readings[1]).toMatchObject({ time_ms: T + 1030, total_power_w: 1000, grid_w: -700, solar_w: 2000, battery_w: -300 });
    fake.set('sensor.sun', '-4', W, T + 5000);
    await until(() => seen.readings.length === 3);
    expect(seen.readings[2]).toMatchObject({ solar_w: 0, total_power_w: -1000 });
    expect(meter.describe()?.entity_ids).toEqual(['sensor.import', 'sensor.export', 'sensor.sun', 'sensor.battery']);
    expect(meter.heardMs()).not.toBeNull();
  });

  it('is a net meter where the power of solar or of a battery is not known', async () => {
    const { meter, seen, powers } = await start((fake) => {
      fake.preferences = prefer({ ...grid, stat_rate: 'sensor.p' }, { type: 'solar', stat_energy_from: 'sensor.sun_energy' });
      fake.set('sensor.p', '-900', W, T);
    });
    await until(() => seen.readings.length === 1);
    expect(meter.describe()).toMatchObject({
      kind: 'net',
      reasons: expect.arrayContaining([expect.objectContaining({ code: 'grid_alone' })]) as unknown[],
    });
    expect(powers()).toEqual([-900]);
  });

  it('makes a gap of all that is no power, and never 0; a change of unit is told', async () => {
    const { fake, meter, seen, powers } = await start((fake) => {
      fake.preferences = prefer({ ...grid, stat_rate: 'sensor.p' });
      fake.set('sensor.p', '100', W, T);
    });
    await until(() => seen.readings.length === 1);
    const states: [string, object][] = [
      ['unavailable', { device_class: 'power' }],
      ['unknown', W],
      ['NaN', W],
      ['Infinity', W],
      ['', W],
      ['3', { ...W, unit_of_measurement: 'kWh' }],
      ['4', {}],
      ['1', { ...W, unit_of_measurement: 'TW' }],
      ['200', W],
    ];
    states.forEach(([state, attributes], i) => fake.set('sensor.p', state, attributes as Record<string, unknown>, T + 1000 * (i + 1)));
    await until(() => seen.readings.length === 10);
    expect(powers()).toEqual([100, null, null, null, null, null, null, null, null, 200]);
    // W to kWh and on to TW, and back to W.
    expect(meter.findings?.()).toMatchObject({ unit_change: 3 });
    const told = seen.reports.map(([status, message]) => `${status} ${message ?? ''}`).join('\n');
    expect(told).toMatch(/degraded .*sensor.p: it is "unavailable"/);
    expect(told).toMatch(/degraded .*sensor.p: its unit is kWh, which is no power/);
    expect(told).toMatch(/degraded .*sensor.p: it has no unit of measurement/);
    expect(seen.reports.at(-1)?.[0]).toBe('ok');
  });

  it('knows no sum while one of its sensors is away, and a gap when one is removed', async () => {
    const { fake, seen, powers } = await start(
      (fake) => {
        for (const id of ['a', 'b', 'c']) fake.set(`sensor.${id}`, '100', W, T);
      },
      { configuration: { phases: ['sensor.a', 'sensor.b', 'sensor.c'] } },
    );
    await until(() => seen.readings.length === 1);
    expect(seen.readings[0]).toMatchObject({ total_power_w: 300, phase_1_w: 100, phase_3_w: 100 });
    fake.set('sensor.b', 'unavailable', {}, T + 1000);
    await until(() => seen.readings.length === 2);
    fake.set('sensor.b', '50', W, T + 2000);
    await until(() => seen.readings.length === 3);
    fake.remove('sensor.c');
    await until(() => seen.readings.length === 4);
    expect(powers()).toEqual([300, null, 250, null]);
    expect(seen.readings[1]).toMatchObject({ phase_1_w: 100, phase_2_w: null });
  });

  it('reads circuits with names and parents, and their shares', async () => {
    const { fake, meter, seen } = await start((fake) => {
      fake.preferences = {
        energy_sources: [{ ...grid, stat_rate: 'sensor.p' }],
        device_consumption: [
          { stat_consumption: 'sensor.up_energy', name: 'Upstairs', stat_rate: 'sensor.up' },
          { stat_consumption: 'sensor.mid_energy', name: 'No power', included_in_stat: 'sensor.up_energy' },
          { stat_consumption: 'sensor.oven_energy', included_in_stat: 'sensor.mid_energy' },
          { stat_consumption: 'sensor.x_energy', stat_rate: 'sensor.x', included_in_stat: 'sensor.y_energy' },
          { stat_consumption: 'sensor.y_energy', included_in_stat: 'sensor.x_energy' },
          { stat_consumption: 'sensor.main_energy', stat_rate: 'sensor.p' },
          { stat_consumption: 'ext:energy', stat_rate: 'ext:power' },
        ],
      };
      fake.entities = [
        { ei: 'sensor.oven_energy', pl: 'p', di: 'oven' },
        { ei: 'sensor.oven_power', pl: 'p', di: 'oven' },
        { ei: 'sensor.oven_power_max', pl: 'p', di: 'oven' },
      ];
      fake.set('sensor.p', '1000', W, T);
      fake.set('sensor.up', '250', W, T);
      fake.set('sensor.x', 'unavailable', {}, T);
      fake.set('sensor.oven_power', '0.1', { ...KW, friendly_name: 'Oven power' }, T);
      fake.set('sensor.oven_power_max', '3', KW, T);
    });
    await until(() => seen.circuits.length === 3);
    expect(meter.describe()?.circuits).toEqual([
      { circuit_id: 'sensor.up', circuit_name: 'Upstairs', entity_id: 'sensor.up', parent: null },
      { circuit_id: 'sensor.oven_power', circuit_name: 'Oven power', entity_id: 'sensor.oven_power', parent: 'sensor.up' },
      { circuit_id: 'sensor.x', circuit_name: 'sensor.x', entity_id: 'sensor.x', parent: null },
    ]);
    fake.set('sensor.oven_power', '0.5', KW, T + 1000);
    await until(() => seen.circuits.length === 4);
    expect(seen.circuits.at(-1)).toEqual({
      ...{ time_ms: T + 1000, meter_id: 'home_assistant', meter_type: 'home_assistant' },
      ...{ circuit_id: 'sensor.oven_power', circuit_name: 'Oven power', power_w: 500, percentage: 50 },
    });
    fake.set('sensor.p', 'unavailable', {}, T + 2000);
    fake.set('sensor.up', '300', W, T + 2001);
    await until(() => seen.circuits.length === 5);
    expect(seen.circuits.at(-1)).toMatchObject({ power_w: 300, percentage: null });
  });

  it('takes circuits as the user names them, without circles', async () => {
    const circuits = [
      { name: 'A', entity: 'sensor.a', parent: 'B' },
      { name: 'B', entity: 'sensor.b', parent: 'sensor.a' },
      { name: 'C', entity: 'sensor.c', parent: 'A' },
      { name: 'D', entity: 'sensor.d', parent: 'nobody' },
    ];
    const { meter, seen } = await start((fake) => fake.set('sensor.p', '1', W, T), { configuration: { entity: 'sensor.p', circuits } });
    await until(() => seen.readings.length === 1);
    expect(meter.describe()?.circuits.map(({ circuit_id, parent }) => [circuit_id, parent])).toEqual([
      ['sensor.a', null],
      ['sensor.b', null],
      ['sensor.c', 'sensor.a'],
      ['sensor.d', null],
    ]);
  });

  it('counts the energy of the local day from the statistics', async () => {
    const zone = 'Asia/Kolkata';
    const { seen } = await start((fake) => {
      const midnight = startOfDay(Date.now(), zone);
      fake.config.time_zone = zone;
      fake.preferences = prefer(
        { ...grid, stat_energy_to: 'sensor.grid_out', stat_rate: 'sensor.p' },
        { type: 'solar', stat_energy_from: 'ext:sun', stat_rate: 'sensor.sun' },
      );
      const rows = (...changes: number[]) => changes.map((change, i) => ({ start: midnight + (i - 1) * 300_000, change }));
      fake.statistics = {
        'sensor.grid_in': { '5minute': rows(99, 1, 2), hour: [{ start: midnight + 1_800_000, change: 50 }] },
        'sensor.grid_out': { '5minute': rows(99, 0.5) },
        'ext:sun': { hour: [{ start: midnight + 1_800_000, change: 4 }] },
      };
      fake.set('sensor.p', '1', W, midnight + 1000);
      fake.set('sensor.sun', '2', W, midnight + 2000);
    });
    await until(() => seen.readings.length > 0);
    expect(seen.readings[0]).toMatchObject({ total_power_w: 3, daily_kwh: 6.5 });
  });

  it('does not know the energy of a day of which it has no statistics', async () => {
    const { fake, seen } = await start((fake) => {
      fake.preferences = prefer({ ...grid, stat_rate: 'sensor.p' });
      fake.statistics = { 'sensor.grid_in': { '5minute': [{ start: Date.now() + 1, change: 1 }] } };
      fake.set('sensor.p', '1', W, T);
    });
    await until(() => seen.readings.length === 1);
    expect(seen.readings[0]?.daily_kwh).toBeNull();
    fake.set('sensor.p', '2', W);
    await until(() => seen.readings.length === 2);
    expect(seen.readings[1]?.daily_kwh).toBe(1);
  });

  it('asks a steady meter, whose equal readings make no events', async () => {
    const { fake, seen } = await start(
      (fake) => {
        fake.preferences = prefer({ ...grid, stat_rate: 'sensor.p' });
        fake.set('sensor.p', '77', W, T);
      },
      { pollIntervalMs: 30 },
    );
    await until(() => seen.readings.length === 1);
    fake.reported['sensor.p'] = T + 60_000.4;
    await until(() => seen.readings.length === 2);
    expect(seen.readings[1]).toMatchObject({ time_ms: T + 60_000, total_power_w: 77 });
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(seen.readings).toHaveLength(2);
  });

  it('comes back after a break, and reads the missing stretch from history', async () => {
    const { fake, seen, past, meter } = await start((fake) => {
      fake.preferences = prefer({ ...grid, stat_rate: 'sensor.p' });
      fake.set('sensor.p', '10', W, T);
    });
    await until(() => seen.readings.length === 1);
    await fake.stop();
    await until(() => seen.reports.at(-1)?.[0] === 'waiting');
    fake.set('sensor.p', '20', W, T + 1000);
    fake.set('sensor.p', 'unavailable', {}, T + 2000);
    fake.set('sensor.p', '0.03', KW, T + 3000);
    await fake.start();
    await until(() => seen.back === 2);
    const { readings } = await past(T, T + 10_000);
    expect(readings.map((reading) => [reading.time_ms - T, reading.total_power_w])).toEqual([
      [1000, 20],
      [2000, null],
      [3000, 30],
    ]);
    await until(() => seen.readings.at(-1)?.total_power_w === 30);
    expect(meter.heardMs()).toBeGreaterThan(Date.now() - 60_000);
  });

  it('follows a change of the Energy preferences', async () => {
    const { fake, meter, seen } = await start(
      (fake) => {
        fake.preferences = prefer({ ...grid, stat_rate: 'sensor.p' });
        fake.set('sensor.p', '1', W, T);
        fake.set('sensor.q', '2', W, T + 1000);
      },
      { refreshMs: 30 },
    );
    await until(() => seen.readings.length === 1);
    fake.preferences = prefer({ ...grid, stat_rate: 'sensor.q' });
    await until(() => seen.readings.at(-1)?.total_power_w === 2);
    expect(meter.describe()?.entity_ids).toEqual(['sensor.q']);
    fake.set('sensor.p', '3', W, T + 2000);
    fake.set('sensor.q', '4', W, T + 3000);
    await until(() => seen.readings.at(-1)?.total_power_w === 4);
    expect(seen.readings.some((reading) => reading.total_power_w === 3)).toBe(false);
  });
});

describe('a meter that only counts', () => {
  const KWH = { device_class: 'energy', state_class: 'total_increasing', unit_of_measurement: 'kWh' };
  const counted = { ...grid, stat_energy_from: 'sensor.in', stat_energy_to: 'sensor.out' };

  it('has its power derived from the counters, a mean that says so', async () => {
    const { fake, meter, seen, powers } = await start((fake) => {
      fake.preferences = prefer(counted);
      fake.set('sensor.in', '100.000', KWH, T);
      fake.set('sensor.out', '7.000', KWH, T - 5000);
    });
    await until(() => meter.describe());
    expect(meter.describe()).toMatchObject({ kind: 'load', derived: true, entity_ids: ['sensor.in', 'sensor.out'] });
    expect(meter.describe()?.reasons).toMatchObject([{ code: 'counters', values: { entity_ids: ['sensor.in', 'sensor.out'] } }]);
    await until(() => seen.back === 1);
    fake.set('sensor.in', '100.010', KWH, T + 30_000);
    fake.set('sensor.in', '100.040', KWH, T + 72_000);
    await until(() => seen.readings.length === 1);
    fake.set('sensor.out', '7.100', KWH, T + 172_000);
    await until(() => seen.readings.length === 2);
    fake.set('sensor.in', '0.001', KWH, T + 200_000);
    await until(() => seen.readings.length === 3);
    expect(powers()).toEqual([2000, -3600, null]);
    expect(seen.readings[0]).toMatchObject({ time_ms: T + 72_000, grid_w: 2000, solar_w: null });
  });

  it('is asked for no power by the way of polling, and tells its past alike', async () => {
    const { past, seen } = await start(
      (fake) => {
        fake.preferences = prefer({ ...counted, stat_energy_to: null }, { type: 'solar', stat_energy_from: 'sensor.sun' });
        for (let i = 0; i < 10; i++) fake.set('sensor.in', (100 + i / 10).toFixed(3), KWH, T + i * 100_000);
      },
      { pollIntervalMs: 20 },
    );
    await until(() => seen.back === 1);
    const { readings } = await past(T + 50_000, T + 1_000_000);
    expect(readings.map(({ time_ms, total_power_w }) => [(time_ms - T) / 1000, total_power_w])).toEqual(
      [200, 300, 400, 500, 600, 700, 800, 900].map((seconds) => [seconds, 3600]),
    );
    expect(seen.readings).toEqual([]);
  });

  it('is the grid alone where there is solar, and none where statistics come from outside', async () => {
    const { meter } = await start((fake) => {
      fake.preferences = prefer(counted, { type: 'solar', stat_energy_from: 'sensor.sun' });
      for (const id of ['in', 'out', 'sun']) fake.set(`sensor.${id}`, '1.000', KWH, T);
    });
    await until(() => meter.describe());
    expect(meter.describe()).toMatchObject({
      kind: 'net',
      reasons: expect.arrayContaining([expect.objectContaining({ code: 'grid_alone' })]) as unknown[],
    });
    const outside = await start((fake) => (fake.preferences = prefer({ ...grid, stat_energy_from: 'tibber:energy' })));
    expect(await outside.failed()).toMatch(/nothing in Home Assistant tells/);
  });
});

describe('a meter that cannot be read', () => {
  it('names an entity that does not exist, with what there is, and finds it when it comes', async () => {
    const { fake, failed, seen } = await start((fake) => fake.set('sensor.house_power', '5', W, T), {
      configuration: { entity: 'sensor.hose_power' },
    });
    const message = await failed();
    expect(message).toMatch(/the configuration names sensor.hose_power, but Home Assistant has no such entity.*sensor.house_power/);
    fake.set('sensor.hose_power', '6', W, T);
    await until(() => seen.readings.at(-1)?.total_power_w === 6);
  });

  it('refuses an energy and a number without a unit', async () => {
    const energy = await start((fake) => fake.set('sensor.e', '5', { unit_of_measurement: 'kWh' }, T), {
      configuration: { entity: 'sensor.e' },
    });
    expect(await energy.failed()).toMatch(/sensor.e, but it is in kWh, which is no power; a sensor in W or kW is wanted/);
    const bare = await start((fake) => fake.set('sensor.n', '5', {}, T), { configuration: { grid: 'sensor.n' } });
    expect(await bare.failed()).toMatch(/sensor.n, but it has no unit of measurement/);
    expect([...energy.seen.readings, ...bare.seen.readings]).toEqual([]);
  });

  it('waits for one that is away, and does not guess', async () => {
    const { fake, seen, powers } = await start((fake) => fake.set('sensor.p', 'unavailable', {}, T), {
      configuration: { entity: 'sensor.p' },
    });
    await until(() => seen.readings.length === 1);
    fake.set('sensor.p', '8', W, T + 1000);
    await until(() => seen.readings.length === 2);
    expect(powers()).toEqual([null, 8]);
  });

  it('lists what may be meant where nothing tells', async () => {
    const { failed, meter } = await start((fake) => {
      fake.set('sensor.tv_power', '5', W, T);
      fake.set('sensor.house_power', '5', W, T);
      fake.set('sensor.energy', '5', { device_class: 'energy', unit_of_measurement: 'kWh' }, T);
    });
    expect(await failed()).toMatch(/Energy dashboard.*METER_ENTITY.*: sensor.house_power, sensor.tv_power\./);
    expect(meter.describe()).toBeNull();
    expect(meter.heardMs()).toBeNull();
  });

  it('wants the grid where solar is named', async () => {
    const { failed } = await start(() => undefined, { configuration: { solar: 'sensor.sun' } });
    expect(await failed()).toMatch(/grid_entity is not; set it/);
  });
});

describe('the history of the meter', () => {
  it('converts by the unit that each time had', async () => {
    const { past, seen } = await start((fake) => {
      fake.preferences = prefer({ ...grid, stat_rate: 'sensor.p' });
      fake.set('sensor.p', '1', KW, T - 1000);
      fake.set('sensor.p', '2', KW, T + 1000);
      fake.set('sensor.p', '300', W, T + 2000);
      fake.set('sensor.p', '9', { ...W, unit_of_measurement: 'kWh' }, T + 3000);
      fake.set('sensor.p', 'unavailable', {}, T + 4000);
      fake.set('sensor.p', '400', W, T + 5000);
    });
    await until(() => seen.back === 1);
    const { readings } = await past(T, T + 10_000);
    expect(readings.map((reading) => reading.total_power_w)).toEqual([2000, 300, null, null, 400]);
    expect(readings.every((reading) => reading.daily_kwh === null)).toBe(true);
  });

  it('puts together what changed together, over grid and solar, with circuits', async () => {
    const { past, seen } = await start((fake) => {
      fake.preferences = {
        ...prefer({ ...grid, stat_rate: 'sensor.p' }, { type: 'solar', stat_energy_from: 'sensor.sun_energy', stat_rate: 'sensor.sun' }),
        device_consumption: [{ stat_consumption: 'sensor.c_energy', stat_rate: 'sensor.c', name: 'C' }],
      };
      fake.set('sensor.p', '100', W, T - 1000);
      fake.set('sensor.sun', '50', W, T - 1000);
      fake.set('sensor.c', '10', W, T - 1000);
      fake.set('sensor.p', '200', W, T + 1000);
      fake.set('sensor.sun', '60', W, T + 1200);
      fake.set('sensor.c', '26', W, T + 1250);
      fake.set('sensor.p', '300', W, T + 2000);
      fake.set('sensor.sun', 'unavailable', {}, T + 2500);
    });
    await until(() => seen.back === 1);
    const { readings, circuits } = await past(T, T + 10_000);
    expect(readings.map((reading) => [reading.time_ms - T, reading.total_power_w])).toEqual([
      [1200, 260],
      [2000, 360],
      [2500, null],
    ]);
    expect(circuits.map((circuit) => [circuit.time_ms - T, circuit.power_w])).toEqual([[1250, 26]]);
  });

  it('reads a fast meter in slices that one message can hold', async () => {
    const { past, seen, fake } = await start((fake) => {
      fake.preferences = prefer({ ...grid, stat_rate: 'sensor.p' });
      for (let i = 0; i < 30_000; i++) fake.set('sensor.p', String(i), W, T + i * 1000);
    });
    await until(() => seen.back === 1);
    const { readings } = await past(T, T + 30_000_000);
    expect(readings).toHaveLength(29_999);
    const lengths = fake.asked
      .filter((message) => message.type === 'history/history_during_period')
      .map((message) => Date.parse(String(message['end_time'])) - Date.parse(String(message['start_time'])));
    expect(lengths.length).toBeGreaterThan(1);
  });
});
