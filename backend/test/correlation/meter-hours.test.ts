import { describe, expect, it } from 'vitest';
import { addToHour, emptyHour, type HourTotals } from '../../correlation/meter-hours.ts';
import type { EngineReading } from '../../correlation/types.ts';

const HOUR = 3_600_000;

const run = (readings: EngineReading[]) => {
  const closed: HourTotals[] = [];
  let state = Object.freeze(emptyHour);
  for (const reading of readings) {
    const added = addToHour(state, Object.freeze(reading));
    state = Object.freeze(added.state);
    closed.push(...added.closed);
  }
  return { state, closed };
};

/** A reading each minute from `from` to `to`. */
const minutes = (from: number, to: number, power: (minute: number) => number | null) =>
  Array.from({ length: to - from }, (_, i) => ({ time_ms: (from + i) * 60_000, power_w: power(from + i) }));

describe('addToHour', () => {
  it('gives 1 kWh for an hour at 1 kW', () => {
    const { closed } = run(minutes(0, 62, () => 1000));
    expect(closed).toEqual([{ time_ms: 0, mean_w: 1000, max_w: 1000, energy_kwh: 1 }]);
  });

  it('cuts a held value at the full hour', () => {
    const { closed, state } = run([
      { time_ms: HOUR - 60_000, power_w: 600 },
      { time_ms: HOUR + 60_000, power_w: 0 },
    ]);
    expect(closed).toEqual([{ time_ms: 0, mean_w: 600, max_w: 600, energy_kwh: 0.01 }]);
    expect(state).toMatchObject({ hour_ms: HOUR, watt_ms: 600 * 60_000 });
  });

  it('counts nothing in a gap, and holds a value for 15 minutes at the most', () => {
    const gap = run([...minutes(0, 30, () => 500), { time_ms: 30 * 60_000, power_w: null }, { time_ms: 2 * HOUR, power_w: 500 }]);
    expect(gap.closed).toEqual([{ time_ms: 0, mean_w: 500, max_w: 500, energy_kwh: 0.25 }]);
    const silent = run([
      { time_ms: 0, power_w: 400 },
      { time_ms: 2 * HOUR, power_w: 400 },
    ]);
    expect(silent.closed).toEqual([{ time_ms: 0, mean_w: 400, max_w: 400, energy_kwh: 0.1 }]);
  });

  it('passes over readings that come late or twice', () => {
    const once = run(minutes(0, 70, (minute) => minute));
    const doubled = run(
      minutes(0, 70, (minute) => minute).flatMap((reading) => [reading, reading, { ...reading, time_ms: reading.time_ms - 90_000 }]),
    );
    expect(doubled).toEqual(once);
  });
});
