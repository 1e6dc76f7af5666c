import { describe, expect, it } from 'vitest';
import { newBaseModel } from '../../correlation/draw-model.ts';
import {
  closeHours,
  createEntityHours,
  followHouse,
  followLevel,
  openInputs,
  tellHours,
  type HourView,
} from '../../correlation/entity-hours.ts';
import { addToCells } from '../../correlation/meter-cells.ts';
import { secondsOn, settingOfSeen, shareOf } from '../../correlation/on-level.ts';

const OFF = { state: 'off', activity: 'off', brightness: null, percentage: null };
const ON = { ...OFF, state: 'on', activity: 'on' };

/** Nothing is learned yet but what the switches showed; null: not known. */
const knowing = (powerOf: (id: string) => number | null): HourView => ({
  powerOf(id) {
    const powerW = powerOf(id);
    return powerW === null ? null : { powerW, sdW: powerW === 0 ? 0 : 2 };
  },
  shareOf: () => shareOf(undefined),
  timing: { tauS: 0, isPoint: false },
  draws: { entities: {}, base: newBaseModel() },
  kind: 'load',
});

describe('the level of an entity', () => {
  it('is 0 while nothing runs, 1 when full on, less when dimmed', () => {
    expect(settingOfSeen(OFF)).toBe(0);
    expect(settingOfSeen({ ...OFF, state: 'heat', activity: 'idle' })).toBe(0);
    expect(settingOfSeen(ON)).toBe(1);
    expect(settingOfSeen({ ...ON, brightness: 51 })).toBeCloseTo(0.2, 12);
    expect(settingOfSeen({ ...ON, percentage: 50 })).toBe(0.5);
    expect(shareOf(undefined)(0.5)).toBeCloseTo(0.5 ** 1.4, 12);
  });

  it('is added up between two times', () => {
    const on = {
      setting: 1,
      moves: [
        { t: 10, setting: 0.5 },
        { t: 20, setting: 0 },
        { t: 90, setting: 1 },
      ],
    };
    const linear = (setting: number) => setting;
    expect(secondsOn(on, 0, 100, linear)).toEqual({ onS: 30, fullS: 25 });
    expect(secondsOn(on, 5, 15, linear)).toEqual({ onS: 10, fullS: 7.5 });
    expect(secondsOn(on, 30, 40, linear)).toEqual({ onS: 0, fullS: 0 });
    expect(secondsOn(on, 200, 260, linear)).toEqual({ onS: 60, fullS: 60 });
  });
});

describe('the hours of entities', () => {
  it('are time on times power where the meter shows nothing, cut at the hour; of what nothing is known of, only the time', () => {
    const hours = createEntityHours();
    followLevel(hours, 'switch.b', 1800, ON, false);
    followLevel(hours, 'switch.a', 3600 + 900, OFF, true);
    followLevel(hours, 'switch.c', 3600 + 1000, ON, false);
    followLevel(hours, 'switch.c', 3600 + 1060, OFF, true);
    const view = knowing((id) => (id === 'switch.c' ? null : id === 'switch.b' ? 0 : 1000));
    expect(closeHours(hours, 3599, view, true).rows).toEqual([]);
    expect(closeHours(hours, 3600, view, true).rows).toEqual([
      { time_ms: 0, entity_id: 'switch.b', energy_kwh: 0, on_s: 1800, house: null },
    ]);
    expect(tellHours(openInputs(hours, 3600 + 1800, view), view, null)).toEqual([
      { time_ms: 3_600_000, entity_id: 'switch.a', energy_kwh: 0.25, on_s: 900, house: null },
      { time_ms: 3_600_000, entity_id: 'switch.b', energy_kwh: 0, on_s: 1800, house: null },
      { time_ms: 3_600_000, entity_id: 'switch.c', energy_kwh: null, on_s: 60, house: null },
    ]);
    expect(closeHours(hours, 7200, view, true).rows).toHaveLength(3);
    expect(closeHours(hours, 10_800, view, true).rows).toEqual([
      { time_ms: 7_200_000, entity_id: 'switch.b', energy_kwh: 0, on_s: 3600, house: null },
    ]);
  });

  /** Each minute of so many hours, a house of 100 W and what the entity draws at that minute of its run. */
  const play = (minutesOn: (minute: number) => boolean, drawAt: (minute: number) => number, powerW: number, hoursLong: number) => {
    const hours = createEntityHours();
    const view = knowing(() => powerW);
    const rows = [];
    let usedKwh = 0;
    for (let minute = 0, ran = 0; minute <= hoursLong * 60 + 1; minute++) {
      const t = minute * 60;
      const [was, is] = [minute > 0 && minutesOn(minute - 1), minutesOn(minute)];
      if (is !== was) followLevel(hours, 'switch.a', t, is ? ON : OFF, was);
      ran = is ? ran + 1 : 0;
      const drawW = is ? drawAt(ran) : 0;
      if (minute < hoursLong * 60) usedKwh += drawW / 60_000;
      addToCells(hours.meter, t, 100 + drawW + (minute % 3), 10);
      followHouse(hours, t, 100 + drawW + (minute % 3));
      rows.push(...closeHours(hours, t, view, true).rows);
    }
    return { rows, usedKwh, hours };
  };
  const sum = (rows: readonly { energy_kwh: number | null }[]) => rows.reduce((total, { energy_kwh }) => total + (energy_kwh ?? 0), 0);

  it('follow a lamp', () => {
    const { rows, usedKwh } = play(
      (minute) => minute % 50 > 20,
      () => 60,
      60,
      24,
    );
    expect(Math.abs(sum(rows) / usedKwh - 1)).toBeLessThan(0.05);
  });

  it('follow a washing machine, which begins with 12 W and heats with 2,000 W in the middle of its run', () => {
    const heating = (ran: number) => (ran > 10 && ran < 25 ? 2000 : 150);
    const { rows, usedKwh } = play((minute) => minute % 180 > 100, heating, 12, 24);
    expect(Math.abs(sum(rows) / usedKwh - 1)).toBeLessThan(0.15);
  });

  it('leave to the base what moves while nothing is on', () => {
    const { rows } = play(
      () => false,
      () => 0,
      60,
      5,
    );
    expect(rows).toEqual([]);
  });

  it('never come to more than the house used', () => {
    const hours = createEntityHours();
    for (const id of ['switch.a', 'switch.b']) followLevel(hours, id, 0, ON, false);
    for (let t = 0; t <= 7200; t += 60) followHouse(hours, t, 500);
    const { rows } = closeHours(
      hours,
      3600,
      knowing((id) => (id === 'switch.a' ? 900 : 100)),
      true,
    );
    expect(rows.map(({ energy_kwh }) => energy_kwh)).toEqual([0.45, 0.05]);
  });

  it('are not bounded by a meter that shows what is left of the sun', () => {
    const hours = createEntityHours();
    followLevel(hours, 'switch.a', 0, ON, false);
    for (let t = 0; t <= 7200; t += 60) followHouse(hours, t, -500);
    expect(
      closeHours(
        hours,
        3600,
        knowing(() => 900),
        true,
      ).rows[0]!.energy_kwh,
    ).toBe(0.9);
  });
});
