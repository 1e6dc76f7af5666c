import { describe, expect, it } from 'vitest';
import type { CircuitReading, Reading } from '../../contract/reading.ts';
import type { Meter } from '../../meter/meter.ts';
import { createSimulatedMeter } from '../../meter/simulated.ts';
import { followPower } from '../../simulated-home/follow-power.ts';
import { simulateHome } from '../../simulated-home/simulate-home.ts';
import { collect } from '../collect.ts';
import { createManualClock } from '../manual-clock.ts';
import { meterContract } from '../meter-contract.ts';

const HOUR_MS = 3_600_000;
const noon = Date.parse('2026-11-24T12:00:02.345Z');
const home = simulateHome({ seed: 'test', time_zone: 'Europe/Berlin' });

const createMeter = (startMs = noon) => {
  const clock = createManualClock(startMs);
  return { clock, meter: createSimulatedMeter({ id: 'simulated', home, clock }) };
};

async function pastOf(meter: Meter, range: { start_ms: number; end_ms: number }) {
  const slices = await collect(meter.history?.({ ...range, signal: new AbortController().signal }));
  return { readings: slices.flatMap(({ readings }) => readings), circuits: slices.flatMap(({ circuits }) => circuits), slices };
}

meterContract('simulated', (fault) => {
  if (fault !== undefined) return Promise.resolve(null);
  const { clock, meter } = createMeter();
  return Promise.resolve({
    meter,
    live: () => clock.advance(31_000),
    past: { start_ms: noon - 8 * HOUR_MS, end_ms: noon - 7 },
    repeat: null,
    stumble: null,
    dispose: () => Promise.resolve(),
  });
});

describe('simulated meter', () => {
  it('reads the house and its circuits every 5 s while it runs', async () => {
    const { clock, meter } = createMeter();
    const readings: Reading[] = [];
    const circuits: CircuitReading[] = [];
    const stopping = new AbortController();
    const running = meter.run({
      onReadings: (said) => {
        readings.push(...said.readings);
        circuits.push(...said.circuits);
        expect(said.readings[0]?.time_ms).toBe(clock.now());
      },
      onBack: () => undefined,
      report: () => undefined,
      signal: stopping.signal,
    });
    await clock.advance(60_000);
    stopping.abort();
    await running;
    expect(readings.map(({ time_ms }) => time_ms)).toEqual(
      Array.from({ length: 12 }, (_, index) => Date.parse('2026-11-24T12:00:05Z') + 5000 * index),
    );
    expect(circuits).toHaveLength(12 * home.circuits.length);
  });

  it('tells the past as it was told live, across a cut at any time', async () => {
    const { meter } = createMeter();
    const whole = await pastOf(meter, { start_ms: noon - 9 * HOUR_MS, end_ms: noon });
    const first = await pastOf(meter, { start_ms: noon - 9 * HOUR_MS, end_ms: noon - 4.321 * HOUR_MS });
    const second = await pastOf(meter, { start_ms: noon - 4.321 * HOUR_MS, end_ms: noon });
    expect([...first.readings, ...second.readings]).toEqual(whole.readings);
    expect([...first.circuits, ...second.circuits]).toEqual(whole.circuits);
  });

  it('knows no future', async () => {
    const { meter } = createMeter();
    const { readings, slices } = await pastOf(meter, { start_ms: noon - HOUR_MS, end_ms: noon + HOUR_MS });
    expect(readings.at(-1)?.time_ms).toBe(Date.parse('2026-11-24T12:00:00Z'));
    expect(slices.at(-1)?.until_ms).toBe(noon);
  });

  it('shows the true power of 2 s ago, within 1 W and 0.3 %', async () => {
    const { meter } = createMeter();
    const { readings } = await pastOf(meter, { start_ms: noon - 24 * HOUR_MS, end_ms: noon });
    const power = followPower(home, noon - 25 * HOUR_MS);
    const off = readings.map(({ time_ms, total_power_w }) => {
      const truth = power(time_ms - 2000).house_w;
      return Math.abs((total_power_w ?? NaN) - truth) / Math.hypot(1, 0.003 * truth);
    });
    // A step within the spread of the lag is rare; half a watt of rounding counts too.
    expect(off.filter((sigmas) => sigmas < 5).length / off.length).toBeGreaterThan(0.995);
    const middle = off.toSorted((a, b) => a - b)[Math.floor(off.length / 2)] ?? NaN;
    expect(middle).toBeGreaterThan(0.5);
    expect(middle).toBeLessThan(0.9);
  });

  it('shows a kettle within 10 s of its switching, at about its 2 kW', async () => {
    const { meter } = createMeter();
    const start_ms = noon - 7 * 24 * HOUR_MS;
    const { readings } = await pastOf(meter, { start_ms, end_ms: noon });
    const events = home.events({ start_ms, end_ms: noon });
    const steps = events
      .filter(({ change }) => change.entity_id === 'switch.kettle')
      // Alone: nothing else of the home within 30 s.
      .filter(({ change }) => events.every((other) => other.change === change || Math.abs(other.change.time_ms - change.time_ms) > 30_000))
      .map(({ change, power_delta_w }) => {
        const index = readings.findIndex(({ time_ms }) => time_ms > change.time_ms + 10_000);
        const before = readings[index - 4]?.total_power_w ?? NaN;
        return { power_delta_w, shown: (readings[index]?.total_power_w ?? NaN) - before };
      });
    expect(steps.length).toBeGreaterThan(20);
    const right = steps.filter(({ power_delta_w, shown }) => Math.abs(shown - power_delta_w) < 60);
    expect(right.length / steps.length).toBeGreaterThan(0.85);
  });

  it('counts the energy of the day from local midnight on', async () => {
    const { meter } = createMeter();
    const midnight = Date.parse('2026-11-23T23:00:00Z');
    const { readings } = await pastOf(meter, { start_ms: midnight - 5000, end_ms: noon });
    expect(readings[0]).toMatchObject({ time_ms: midnight, daily_kwh: 0 });
    const kwh = readings.slice(1).map((reading) => reading.daily_kwh ?? NaN);
    expect(kwh.every((value, index) => index === 0 || value >= (kwh[index - 1] ?? Infinity))).toBe(true);
    const summed = readings.slice(1).reduce((sum, { total_power_w }) => sum + ((total_power_w ?? NaN) * 5) / 3_600_000, 0);
    expect(kwh.at(-1)).toBeCloseTo(summed, 1);
  });

  it('has circuits that hold their parts and fit into the house', async () => {
    const { meter } = createMeter();
    const { readings, circuits } = await pastOf(meter, { start_ms: noon - 24 * HOUR_MS, end_ms: noon });
    const house = new Map(readings.map(({ time_ms, total_power_w }) => [time_ms, total_power_w ?? NaN]));
    const parents = new Map(home.circuits.map(({ circuit_id, parent }) => [circuit_id, parent]));
    for (const [time, ofTime] of Map.groupBy(circuits, ({ time_ms }) => time_ms)) {
      const total = house.get(time) ?? NaN;
      const sum = (parent: string | null) =>
        ofTime.filter(({ circuit_id }) => parents.get(circuit_id) === parent).reduce((watts, { power_w }) => watts + (power_w ?? NaN), 0);
      const slack = 20 + 0.02 * total;
      expect(sum(null)).toBeLessThan(total + slack);
      for (const { circuit_id, power_w } of ofTime) expect(sum(circuit_id)).toBeLessThan((power_w ?? NaN) + slack);
    }
  });

  it('begins anew after the machine slept, and leaves what lies between to its history', async () => {
    let now = noon;
    const stopping = new AbortController();
    const told: string[] = [];
    let sleeps = 0;
    const clock = {
      now: () => now,
      sleep: () => {
        now += ++sleeps === 3 ? HOUR_MS : 1000;
        if (sleeps === 12) stopping.abort();
        return Promise.resolve();
      },
    };
    const meter = createSimulatedMeter({ id: 'simulated', home, clock });
    await meter.run({
      onReadings: ({ readings }) => void told.push(...readings.map(({ time_ms }) => new Date(time_ms).toISOString().slice(11, 19))),
      onBack: () => void told.push('back'),
      report: () => undefined,
      signal: stopping.signal,
    });
    expect(told).toEqual(['back', 'back', '13:00:05', '13:00:10']);
  });
});
