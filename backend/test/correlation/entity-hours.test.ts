import { describe, expect, it } from 'vitest';
import { closeHours, createEntityHours, followHouse, followLevel, openHours } from '../../correlation/entity-hours.ts';
import { levelOf, secondsOn } from '../../correlation/on-level.ts';

const OFF = { state: 'off', activity: 'off', brightness: null, percentage: null };
const ON = { ...OFF, state: 'on', activity: 'on' };

describe('the level of an entity', () => {
  it('is 0 while nothing runs, 1 when full on, less when dimmed', () => {
    expect(levelOf(OFF)).toBe(0);
    expect(levelOf({ ...OFF, state: 'heat', activity: 'idle' })).toBe(0);
    expect(levelOf(ON)).toBe(1);
    expect(levelOf({ ...ON, brightness: 128 })).toBeCloseTo((128 / 255) ** 1.4, 12);
    expect(levelOf({ ...ON, percentage: 50 })).toBeCloseTo(0.5 ** 1.4, 12);
  });

  it('is added up between two times', () => {
    const on = {
      level: 1,
      moves: [
        { t: 10, level: 0.5 },
        { t: 20, level: 0 },
        { t: 90, level: 1 },
      ],
    };
    expect(secondsOn(on, 0, 100)).toEqual({ onS: 30, fullS: 25 });
    expect(secondsOn(on, 5, 15)).toEqual({ onS: 10, fullS: 7.5 });
    expect(secondsOn(on, 30, 40)).toEqual({ onS: 0, fullS: 0 });
    expect(secondsOn(on, 200, 260)).toEqual({ onS: 60, fullS: 60 });
  });
});

describe('the hours of entities', () => {
  it('are time on times power, cut at the hour; one of which nothing is known says so', () => {
    const hours = createEntityHours();
    followLevel(hours, 'switch.b', 1800, ON, false);
    followLevel(hours, 'switch.a', 3600 + 900, OFF, true);
    followLevel(hours, 'switch.c', 3600 + 1000, ON, false);
    followLevel(hours, 'switch.c', 3600 + 1060, OFF, true);
    const powerOf = (id: string) => (id === 'switch.c' ? null : id === 'switch.b' ? -5 : 1000);
    expect(closeHours(hours, 3599, powerOf)).toEqual([]);
    expect(closeHours(hours, 3600, powerOf)).toEqual([{ time_ms: 0, entity_id: 'switch.b', energy_kwh: 0, on_s: 1800 }]);
    const open = openHours(hours, 3600 + 1800, powerOf);
    expect(open).toEqual([
      { time_ms: 3_600_000, entity_id: 'switch.a', energy_kwh: 0.25, on_s: 900 },
      { time_ms: 3_600_000, entity_id: 'switch.b', energy_kwh: 0, on_s: 1800 },
      { time_ms: 3_600_000, entity_id: 'switch.c', energy_kwh: null, on_s: 60 },
    ]);
    expect(closeHours(hours, 7200, powerOf)).toHaveLength(3);
    expect(closeHours(hours, 10_800, powerOf)).toEqual([{ time_ms: 7_200_000, entity_id: 'switch.b', energy_kwh: 0, on_s: 3600 }]);
  });

  it('never come to more than the house used', () => {
    const hours = createEntityHours();
    for (const id of ['switch.a', 'switch.b']) followLevel(hours, id, 0, ON, false);
    for (let t = 0; t <= 7200; t += 60) followHouse(hours, t, 500);
    const closed = closeHours(hours, 3600, (id) => (id === 'switch.a' ? 900 : 100));
    expect(closed.map(({ energy_kwh }) => energy_kwh)).toEqual([0.45, 0.05]);
  });

  it('are not bounded by a meter that shows what is left of the sun', () => {
    const hours = createEntityHours();
    followLevel(hours, 'switch.a', 0, ON, false);
    for (let t = 0; t <= 7200; t += 60) followHouse(hours, t, -500);
    expect(closeHours(hours, 3600, () => 900)[0]!.energy_kwh).toBe(0.9);
  });
});
