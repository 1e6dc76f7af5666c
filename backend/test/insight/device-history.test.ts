import { describe, expect, it } from 'vitest';
import { energyOfPeriods } from '../../insight/energy-of-periods.ts';
import { localDays } from '../../insight/local-days.ts';
import { localTime } from '../../insight/local-time.ts';
import { usualShare } from '../../correlation/on-level.ts';
import { onStretches } from '../../insight/on-stretches.ts';
import { modeFinder } from '../../insight/mode-of-step.ts';
import { companionsOf, onPowerByWeek, powerByLevel, powerByMode } from '../../insight/power-of-steps.ts';
import { useByClock } from '../../insight/use-by-clock.ts';
import { useOfBins } from '../../insight/use-of-bins.ts';
import { describeDevice } from '../../insight/describe-device.ts';
import { aCorrelation } from '../api/a-backend.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const ms = (iso: string) => Date.parse(iso);
const told = (hour: number, state_value: string, brightness?: number) => ({
  time_ms: hour * HOUR_MS,
  state_value,
  attributes: brightness === undefined ? {} : { brightness },
});

describe('localTime', () => {
  it('is what the clock on the wall shows, also where it is half an hour off', () => {
    expect(localTime(ms('2026-11-24T23:30:00Z'), 'Europe/Berlin')).toEqual({ day: '2026-11-25', hour: 0 });
    expect(localTime(ms('2026-11-24T18:29:59Z'), 'Asia/Kolkata')).toEqual({ day: '2026-11-24', hour: 23 });
  });
});

describe('localDays', () => {
  it('begin at local midnight, also where a day has 23 hours', () => {
    const days = localDays(ms('2026-03-30T10:00:00Z'), 3, 'Europe/Berlin');
    expect(days.map((day) => new Date(day).toISOString())).toEqual([
      '2026-03-27T23:00:00.000Z',
      '2026-03-28T23:00:00.000Z',
      '2026-03-29T22:00:00.000Z',
    ]);
  });
});

describe('onStretches', () => {
  it('cuts what it was told to the range, and takes an unknown state for none', () => {
    const changes = [told(0, 'on'), told(2, 'off'), told(3, 'unavailable'), told(4, 'on', 51)];
    expect(onStretches(changes, { start_ms: HOUR_MS, end_ms: 6 * HOUR_MS }, usualShare)).toEqual([
      { start_ms: HOUR_MS, end_ms: 2 * HOUR_MS, share: 1 },
      // (51 / 255)^1.4 in R
      { start_ms: 4 * HOUR_MS, end_ms: 6 * HOUR_MS, share: expect.closeTo(0.10506, 4) as number },
    ]);
  });

  it('is empty where nothing was told', () => {
    expect(onStretches([], { start_ms: 0, end_ms: 5 }, usualShare)).toEqual([]);
  });
});

describe('useByClock', () => {
  it('counts hours at full power by day and minutes by hour', () => {
    const evening = { start_ms: ms('2026-11-24T22:30:00Z'), end_ms: ms('2026-11-25T00:10:00Z'), share: 0.5 };
    const { fullHoursByDay, minutesByHour } = useByClock([evening], 'UTC');
    expect([...fullHoursByDay.keys()]).toEqual(['2026-11-24', '2026-11-25']);
    expect(fullHoursByDay.get('2026-11-24')).toBeCloseTo(0.75);
    expect(fullHoursByDay.get('2026-11-25')).toBeCloseTo(0.5 / 6);
    expect([minutesByHour[22], minutesByHour[23], minutesByHour[0]]).toEqual([30, 60, 10]);
    expect(minutesByHour.reduce((sum, minutes) => sum + minutes, 0)).toBeCloseTo(100);
  });
});

describe('energyOfPeriods', () => {
  const periods = { todayMs: 100, weekMs: 10 };
  const use = (time_ms: number, energy_kwh: number | null, cost: number | null = null) => ({ time_ms, energy_kwh, cost });

  it('adds up today and the week, at the price of its time where that was kept', () => {
    expect(energyOfPeriods([use(5, 9), use(50, 2, 0.5), use(100, 1), use(150, null)], periods, 0.3)).toEqual({
      energy_kwh: { today: 1, week: 3 },
      cost: { today: 0.3, week: 0.8 },
    });
  });

  it('makes up no energy where nothing is known, and no cost without a price', () => {
    expect(energyOfPeriods([use(50, null), use(5, 1)], periods, 0.3)).toEqual({ energy_kwh: null, cost: null });
    expect(energyOfPeriods([use(50, 1)], periods, null)).toEqual({ energy_kwh: { today: 0, week: 1 }, cost: null });
  });
});

describe('useOfBins', () => {
  it('holds a mean until the next bin, an hour at most, and not beyond now; a gap uses nothing', () => {
    const bins = [
      { time_ms: 0, power_w: 1000 },
      { time_ms: 2 * HOUR_MS, power_w: null },
      { time_ms: 3 * HOUR_MS, power_w: 500 },
    ];
    expect(useOfBins(bins, HOUR_MS / 4, { start_ms: 0, end_ms: 3.5 * HOUR_MS }).map(({ energy_kwh }) => energy_kwh)).toEqual([
      1,
      null,
      0.25,
    ]);
  });
});

describe('onPowerByWeek', () => {
  it('is the mean of the switches of a week, with its interval, and leaves the doubtful and the dimmed out', () => {
    const monday = ms('2026-11-16T08:00:00Z');
    const steps = [
      aCorrelation(monday, 2000),
      aCorrelation(monday + 6 * DAY_MS, -2020, { state: 'off', previous_state: 'on' }),
      aCorrelation(monday + DAY_MS, 500, { confidence: 0.3 }),
      aCorrelation(monday + DAY_MS, 500, { previous_level: 0, level: 40 }),
      aCorrelation(monday + 7 * DAY_MS, 2100),
    ];
    // mean 2010, sd 10, 1.96 * 10 / sqrt(2 - 1)
    expect(onPowerByWeek(steps, 'UTC')).toEqual([
      { week: '2026-11-16', power_w: 2010, interval_w: expect.closeTo(19.6) as number, count: 2 },
      { week: '2026-11-23', power_w: 2100, interval_w: null, count: 1 },
    ]);
  });
});

describe('powerByLevel', () => {
  it('is null for a device without levels', () => {
    expect(powerByLevel([aCorrelation(0, 60)])).toBeNull();
  });

  it('tells the watts of the levels that were switched on to or off from', () => {
    const to = (level: number, watts: number) => aCorrelation(level, watts, { previous_level: 0, level });
    const steps = [to(100, 60), to(38, 20), to(41, 22), aCorrelation(5, -62, { previous_level: 98, level: 0 })];
    const between = aCorrelation(6, 30, { previous_level: 40, level: 80 });
    expect(powerByLevel([...steps, between])).toEqual([
      // 1.96 * 1 / sqrt(2 - 1)
      { level: 40, power_w: expect.closeTo(21) as number, interval_w: expect.closeTo(1.96) as number, count: 2 },
      { level: 100, power_w: expect.closeTo(61) as number, interval_w: expect.closeTo(1.96) as number, count: 2 },
    ]);
  });
});

describe('powerByMode', () => {
  const said = (time_ms: number, state_value: string, hvac_action: string) => ({ time_ms, state_value, attributes: { hvac_action } });
  const changes = [
    said(0, 'heat_cool', 'idle'),
    said(1, 'heat_cool', 'heating'),
    said(2, 'heat_cool', 'idle'),
    said(3, 'heat_cool', 'cooling'),
    said(4, 'heat_cool', 'heating'),
    said(5, 'heat_cool', 'idle'),
  ];

  it('tells the watts of what it did after a switch on or before a switch off', () => {
    const steps = [aCorrelation(1, 800), aCorrelation(2, -820), aCorrelation(3, 1200), aCorrelation(4, -400), aCorrelation(5, -810)];
    expect(powerByMode(steps, modeFinder(changes))).toMatchObject([
      { mode: 'heating', power_w: expect.closeTo(810) as number, count: 3 },
      { mode: 'cooling', power_w: 1200, interval_w: null, count: 1 },
    ]);
  });

  it('is null for a device that does one thing, and for changes that nobody remembers', () => {
    expect(powerByMode([aCorrelation(1, 800), aCorrelation(2, -800)], modeFinder(changes))).toBeNull();
    expect(powerByMode([aCorrelation(1, 800), aCorrelation(3, 1200)], modeFinder([]))).toBeNull();
  });
});

describe('companionsOf', () => {
  it('counts who shared its steps, most often first', () => {
    const shared = (...shared_with: string[]) => aCorrelation(0, 60, { shared_with });
    expect(companionsOf([shared('light.a', 'light.b'), shared('light.b'), shared()])).toEqual([
      { entity_id: 'light.b', count: 2 },
      { entity_id: 'light.a', count: 1 },
    ]);
  });
});

describe('describeDevice', () => {
  const nothing = { energy_kwh: null, cost: null, total_kwh: null, total_cost: null };
  const learning = { entity_id: 'light.hall', on_power_w: 5, interval_w: 8, switches: 12, verdict: 'learning' } as const;

  it('says how many more switches this meter needs', () => {
    expect(describeDevice(learning, 4, nothing)).toMatchObject({ verdict: 'learning', switches_needed: 28 });
    expect(describeDevice({ ...learning, switches: 90 }, 4, nothing).switches_needed).toBe(1);
  });

  it('says of a load that no number of switches would show that it is too small', () => {
    expect(describeDevice(learning, 40, nothing)).toMatchObject({ verdict: 'too_small', switches_needed: null });
  });

  it('does not guess while the meter or the size is unknown, or all is learned', () => {
    expect(describeDevice(learning, null, nothing).switches_needed).toBeNull();
    expect(describeDevice({ ...learning, on_power_w: null }, 4, nothing).switches_needed).toBeNull();
    expect(describeDevice({ ...learning, verdict: 'learned' }, 4, nothing)).toMatchObject({ verdict: 'learned', switches_needed: null });
  });
});
