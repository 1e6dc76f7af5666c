import { afterEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../clock.ts';
import { createHomeAssistantConnection } from '../../home-assistant/connection.ts';
import { createLog } from '../../log.ts';
import { createHomeAssistantMeter } from '../../meter/home-assistant.ts';
import { createRandom } from '../../simulated-home/random.ts';
import { startFakeHomeAssistant, type FakeHomeAssistant } from '../home-assistant/fake-home-assistant.ts';
import { until } from '../home-assistant/until.ts';
import { runMeter } from './run-meter.ts';

const log = createLog({ level: 'silent', secrets: [] });
const W = { device_class: 'power', state_class: 'measurement', unit_of_measurement: 'W' };
const NOW = Date.now();
const HOURS = 3;
/** Begins HOURS before now. */
const T = NOW - HOURS * 3_600_000;
const LATE_S = 2;

const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

const preferences = {
  energy_sources: [
    { type: 'grid', stat_energy_from: 'sensor.in', stat_energy_to: 'sensor.out', stat_rate: 'sensor.grid' },
    { type: 'solar', stat_energy_from: 'sensor.sun_energy', stat_rate: 'sensor.solar' },
  ],
  device_consumption: [],
};

async function start(prepare: (fake: FakeHomeAssistant) => void) {
  const fake = await startFakeHomeAssistant();
  stops.push(fake.stop);
  fake.preferences = preferences;
  prepare(fake);
  const connection = createHomeAssistantConnection({ url: fake.url, token: fake.token, clock: systemClock, log, pingIntervalMs: 20 });
  const meter = createHomeAssistantMeter({ id: 'house', connection, clock: systemClock, log, pollIntervalMs: 60_000, commitMs: 0 });
  const running = runMeter(meter);
  stops.push(running.stop);
  await until(() => running.heard.backs > 0);
  const past = async (start_ms: number, end_ms: number) => {
    const readings = [];
    for await (const slice of meter.history!({ start_ms, end_ms, signal: new AbortController().signal })) readings.push(...slice.readings);
    return readings;
  };
  return { fake, meter, past, ...running };
}

/** Clouds over a house of 500 W; its grid meter tells of each two seconds after the inverter. */
function withClouds(fake: FakeHomeAssistant) {
  const random = createRandom('clouds');
  fake.set('sun.sun', 'above_horizon', {}, T);
  for (let second = 0; second < HOURS * 3600 - 60; second += random.whole(20, 90)) {
    const solar = random.whole(200, 4000);
    fake.set('sensor.solar', String(solar), W, T + second * 1000);
    fake.set('sensor.grid', String(500 - solar), W, T + (second + LATE_S) * 1000);
  }
}

describe('a house that is added up', () => {
  it('shows no step where a cloud passes, though one sensor tells of it before the other', async () => {
    const { past, meter } = await start(withClouds);
    expect(meter.findings?.()).toMatchObject({ skew: 1, unit_change: 0 });
    const readings = await past(T + 60_000, NOW - 120_000);
    expect(readings.length).toBeGreaterThan(100);
    expect(new Set(readings.map(({ total_power_w }) => total_power_w))).toEqual(new Set([500]));
  });

  it('holds back the earlier sensor live as well, and a switch of the house at the grid not at all', async () => {
    const { fake, heard, meter } = await start(withClouds);
    await until(() => heard.readings.length > 0);
    const before = heard.readings.length;
    const at = Date.now();
    fake.set('sensor.solar', '1000', W, at);
    expect(meter.heardMs()).toBeLessThan(at + LATE_S * 1000);
    await new Promise((resolve) => setTimeout(resolve, LATE_S * 1000));
    fake.set('sensor.grid', '-500', W, at + LATE_S * 1000);
    await until(() => heard.readings.length > before);
    fake.set('sensor.grid', '1500', W, at + 5000);
    await until(() => heard.readings.length > before + 1);
    expect(heard.powers().slice(before)).toEqual([500, 2500]);
    expect(heard.readings[before]?.time_ms).toBe(at + LATE_S * 1000);
  });

  it('knows the load at night, when the inverter is off, and is a gap where it goes away by day', async () => {
    const { past, meter } = await start((fake) => {
      const at = (minute: number) => T + minute * 60_000;
      fake.set('sun.sun', 'above_horizon', {}, at(0));
      fake.set('sensor.grid', '-1500', W, at(0));
      fake.set('sensor.solar', '2000', W, at(0));
      fake.set('sensor.solar', 'unavailable', {}, at(10));
      fake.set('sensor.solar', '2000', W, at(20));
      fake.set('sensor.grid', '490', W, at(30));
      fake.set('sensor.solar', '10', W, at(30));
      fake.set('sensor.solar', 'unavailable', {}, at(40));
      fake.set('sun.sun', 'below_horizon', {}, at(50));
      fake.set('sensor.grid', '700', W, at(60));
      fake.set('sun.sun', 'above_horizon', {}, at(80));
      fake.set('sensor.solar', '5', W, at(90));
    });
    expect(meter.describe()?.reasons.map(({ code }) => code)).toContain('night');
    const readings = await past(T - 1000, NOW - 60_000);
    expect(readings.map(({ time_ms, total_power_w }) => [Math.round((time_ms - T) / 60_000), total_power_w])).toEqual([
      [0, 500],
      [10, null],
      [20, 500],
      [30, 500],
      [40, null],
      [50, 490],
      [60, 700],
      [80, null],
      [90, 705],
    ]);
  });

  it('does not take an inverter for off that went away while it produced, be it night by now', async () => {
    const { past } = await start((fake) => {
      fake.set('sun.sun', 'above_horizon', {}, T);
      fake.set('sensor.grid', '-1500', W, T);
      fake.set('sensor.solar', '2000', W, T);
      fake.set('sensor.solar', 'unavailable', {}, T + 60_000);
      fake.set('sun.sun', 'below_horizon', {}, T + 120_000);
      fake.set('sensor.grid', '600', W, T + 180_000);
    });
    expect((await past(T + 1000, NOW - 60_000)).map(({ total_power_w }) => total_power_w)).toEqual([null, null]);
  });

  it('remembers over a restart at night what the inverter said last', async () => {
    const { heard } = await start((fake) => {
      fake.set('sensor.grid', '300', W, T);
      fake.set('sensor.solar', '3', W, T);
      fake.set('sensor.solar', 'unavailable', {}, T + 60_000);
      fake.set('sun.sun', 'below_horizon', {}, T + 120_000);
    });
    await until(() => heard.readings.length > 0);
    expect(heard.readings[0]).toMatchObject({ total_power_w: 300, solar_w: 0 });
    expect(heard.reports.at(-1)?.[0]).toBe('ok');
  });
});
