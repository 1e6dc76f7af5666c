import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addToHour, emptyHour } from '../correlation/meter-hours.ts';
import { addToDay, meanOf, newDay } from '../live/day-totals.ts';
import { createReadingMaker } from '../meter/reading-maker.ts';
import { emptyPlan } from '../meter/power-plan.ts';
import { readDailyEnergy } from '../meter/daily-energy.ts';
import { createHomeAssistantConnection } from '../home-assistant/connection.ts';
import { systemClock } from '../clock.ts';
import { createLog } from '../log.ts';

const HOUR = 3_600_000;

/** What a sensor may say, and the watts that it means; null: none. */
const said = fc.oneof(
  fc.integer({ min: -9000, max: 9000 }).map((watts) => ({ state: String(watts), unit: 'W', watts })),
  fc.integer({ min: -9000, max: 9000 }).map((watts) => ({ state: String(watts / 1000), unit: 'kW', watts })),
  fc
    .constantFrom(['unavailable', undefined], ['unknown', 'W'], ['', 'W'], ['NaN', 'kW'], ['7', 'kWh'], ['7', undefined], ['1e9', 'kW'])
    .map(([state, unit]) => ({ state: state, unit, watts: null })),
);
const sensors = ['sensor.grid', 'sensor.solar', 'sensor.battery'] as const;
const plus = (entity_id: string) => ({ entity_id, sign: 1 as const });

describe('a gap in what the sensors say', () => {
  it('is a gap of the house, and of nothing else: grid + solar + battery, whatever any of them says in whatever order', () => {
    const plan = { ...emptyPlan, grid: [plus('sensor.grid')], solar: [plus('sensor.solar')], battery: [plus('sensor.battery')] };
    const steps = fc.array(fc.tuple(fc.constantFrom(...sensors), said), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(steps, (all) => {
        const maker = createReadingMaker({ meterId: 'house', plan, circuits: [], dailyKwh: () => null });
        const now = new Map<string, number | null>();
        for (const [index, [entity_id, { state, unit, watts }]] of all.entries()) {
          maker.put({ entity_id, state, unit, time_ms: index * 1000 });
          now.set(entity_id, entity_id === 'sensor.solar' && watts !== null ? Math.max(0, watts) : watts);
          const [grid = null, solar = null, battery = null] = sensors.map((sensor) => now.get(sensor) ?? null);
          const reading = maker.reading()!;
          expect(reading).toMatchObject({ grid_w: grid, solar_w: solar, battery_w: battery });
          const house = grid === null || solar === null || battery === null ? null : grid + solar + battery;
          expect(reading.total_power_w).toBe(house);
          expect(maker.faults()).toHaveLength(sensors.filter((sensor) => (now.get(sensor) ?? null) === null).length);
        }
      }),
    );
  });
});

describe('a gap in the readings', () => {
  const readings = fc
    .array(fc.tuple(fc.integer({ min: 1, max: 40 * 60_000 }), fc.option(fc.integer({ min: 0, max: 9000 }), { freq: 3 })), { minLength: 2 })
    .map((steps) => {
      let time_ms = 0;
      return steps.map(([after_ms, power_w]) => ({ time_ms: (time_ms += after_ms), power_w }));
    });
  /** W · ms and ms in which the power was known: from a reading to the next, for 15 minutes at the most. */
  const known = (all: { time_ms: number; power_w: number | null }[]) =>
    all.slice(1).reduce(
      (sums, { time_ms }, index) => {
        const { time_ms: from, power_w } = all[index]!;
        const ms = power_w === null ? 0 : Math.min(time_ms - from, 15 * 60_000);
        return { watt_ms: sums.watt_ms + ms * (power_w ?? 0), ms: sums.ms + ms };
      },
      { watt_ms: 0, ms: 0 },
    );

  it('adds no energy to any hour', () => {
    fc.assert(
      fc.property(readings, (all) => {
        let state = emptyHour;
        let kwh = 0;
        for (const reading of all) {
          const added = addToHour(state, reading);
          state = added.state;
          for (const hour of added.closed) kwh += hour.energy_kwh;
        }
        expect(kwh + state.watt_ms / HOUR / 1000).toBeCloseTo(known(all).watt_ms / HOUR / 1000, 9);
      }),
    );
  });

  it('counts for nothing in the mean of the day', () => {
    fc.assert(
      fc.property(readings, (all) => {
        const day = all.reduce((soFar, { time_ms, power_w }) => addToDay(soFar, time_ms, power_w), newDay(0));
        const { watt_ms, ms } = known(all);
        expect(day.known_ms).toBe(ms);
        if (ms > 0) expect(meanOf(day)).toBeCloseTo(watt_ms / ms, 6);
        else expect(meanOf(day)).toBe(all.at(-1)!.power_w);
      }),
    );
  });
});

describe('the day of which the energy is asked', () => {
  const zones = ['UTC', 'Europe/Berlin', 'Australia/Lord_Howe', 'America/Havana', 'America/Santiago', 'Asia/Kathmandu', 'Pacific/Chatham'];
  const connection = createHomeAssistantConnection({
    ...{ url: 'http://127.0.0.1:9', token: 'none', clock: systemClock, log: createLog({ level: 'silent', secrets: [] }) },
  });

  it('holds its moment, is followed by the next without a hole, and lasts 23 to 25 hours where the clock is set', async () => {
    const times = fc.integer({ min: Date.parse('2020-01-01'), max: Date.parse('2036-01-01') });
    const dayAt = (timeMs: number, zone: string) => readDailyEnergy(connection, { plus: [], minus: [] }, zone, timeMs);
    await fc.assert(
      fc.asyncProperty(times, fc.constantFrom(...zones), async (timeMs, zone) => {
        const { start_ms, end_ms, kwh } = await dayAt(timeMs, zone);
        expect(kwh).toBeNull();
        expect(start_ms).toBeLessThanOrEqual(timeMs);
        expect(end_ms).toBeGreaterThan(timeMs);
        expect(end_ms - start_ms).toBeGreaterThanOrEqual(23 * HOUR);
        expect(end_ms - start_ms).toBeLessThanOrEqual(25 * HOUR);
        expect((await dayAt(end_ms, zone)).start_ms).toBe(end_ms);
        expect((await dayAt(end_ms - 1, zone)).start_ms).toBe(start_ms);
      }),
    );
    const lengths = await Promise.all(
      ['2026-03-29T12:00:00Z', '2026-10-25T12:00:00Z', '2026-06-01T12:00:00Z'].map((at) => dayAt(Date.parse(at), 'Europe/Berlin')),
    );
    expect(lengths.map(({ start_ms, end_ms }) => (end_ms - start_ms) / HOUR)).toEqual([23, 25, 24]);
  });
});
