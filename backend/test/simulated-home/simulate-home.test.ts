import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { circuits, pathOf } from '../../simulated-home/circuits.ts';
import { followPower } from '../../simulated-home/follow-power.ts';
import { homeDayOf } from '../../simulated-home/home-day.ts';
import type { HomeEvent } from '../../simulated-home/plan-day.ts';
import { simulateHome } from '../../simulated-home/simulate-home.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const end_ms = Date.parse('2026-11-24T12:00:00Z');
const start_ms = end_ms - 7 * DAY_MS;
const create = (seed = 'test') => simulateHome({ seed, time_zone: 'Europe/Berlin' });
const week = create().events({ start_ms, end_ms });

const hourOf = (timeMs: number) =>
  Number(new Intl.DateTimeFormat('en', { timeZone: 'Europe/Berlin', hour: 'numeric', hourCycle: 'h23' }).format(timeMs));
const of = (entityId: string, state?: string) =>
  week.filter(({ change }) => change.entity_id === entityId && (state === undefined || change.state_value === state));
const watts = (events: readonly HomeEvent[]) => events.map(({ power_delta_w }) => Math.round(power_delta_w));

describe('simulated home', () => {
  it('is the same every time for a seed, and another one for another seed', () => {
    expect(create().events({ start_ms, end_ms })).toEqual(week);
    expect(create('other').events({ start_ms, end_ms })).not.toEqual(week);
  });

  it('tells a stretch the same whether asked for at once, in parts, or from the end', () => {
    const home = create();
    const middle = start_ms + 3.3 * DAY_MS;
    const second = home.events({ start_ms: middle, end_ms });
    expect([...home.events({ start_ms, end_ms: middle }), ...second]).toEqual(week);
  });

  it('draws at any time what it draws when followed up to there', () => {
    const home = create();
    const followed = followPower(home, start_ms);
    for (let time = start_ms; time < end_ms; time += 7.77 * HOUR_MS) {
      const at = followed(time);
      const direct = followPower(home, time)(time);
      expect(direct.house_w).toBeCloseTo(at.house_w, 6);
      expect(direct.daily_kwh).toBeCloseTo(at.daily_kwh, 6);
      for (const [index, power] of direct.circuits_w.entries()) expect(power).toBeCloseTo(at.circuits_w[index] ?? NaN, 6);
    }
  });

  it('changes its power by what each event is said to do', () => {
    const home = create();
    // Alone within 40 s: neither another event nor a load that nobody tells of.
    const lonely = week.filter(({ change }, index) => {
      const gaps = [week[index - 1], week[index + 1]].map((other) => Math.abs((other?.change.time_ms ?? Infinity) - change.time_ms));
      return Math.min(...gaps) > 40_000;
    });
    const power = followPower(home, start_ms);
    const right = lonely.filter(({ change, power_delta_w }) => {
      const before = power(change.time_ms - 2000).house_w;
      return Math.abs(power(change.time_ms + 12_500).house_w - before - power_delta_w) < 0.01;
    });
    expect(lonely.length).toBeGreaterThan(1000);
    expect(right.length / lonely.length).toBeGreaterThan(0.85);
  });

  it('chains the states of each entity, one after the other', () => {
    for (const events of Map.groupBy(week, ({ change }) => change.entity_id).values()) {
      const changes = events.map(({ change }) => change);
      for (const [index, { previous_state, time_ms }] of changes.entries()) {
        const before = changes[index - 1];
        if (before === undefined) continue;
        expect(previous_state).toBe(before.state_value);
        expect(time_ms).toBeGreaterThan(before.time_ms);
      }
    }
  });

  it('draws 190 W at the least and a few kW at the most, and some 10 kWh a day', () => {
    const power = followPower(create(), start_ms);
    const house = Array.from({ length: (7 * DAY_MS) / 60_000 }, (_, minute) => power(start_ms + minute * 60_000).house_w);
    expect(Math.min(...house)).toBeGreaterThan(190);
    expect(Math.max(...house)).toBeGreaterThan(3000);
    expect(Math.max(...house)).toBeLessThan(9000);
    const perDay = house.reduce((sum, watt) => sum + watt, 0) / 60 / 1000 / 7;
    expect(perDay).toBeGreaterThan(7);
    expect(perDay).toBeLessThan(25);
  });

  it('has devices of their usual powers', () => {
    expect(new Set(watts(of('switch.kettle', 'on')))).toEqual(new Set([2050]));
    expect(new Set(watts(of('switch.kettle', 'off')))).toEqual(new Set([-2050]));
    expect(of('switch.kettle').length).toBeGreaterThan(40);
    expect(new Set(watts(week.filter(({ change }) => change.attributes.hvac_action === 'heating')))).toEqual(new Set([780]));
    expect(new Set(watts(of('switch.tumble_dryer', 'on')))).toEqual(new Set([1930]));
    expect(new Set(watts([...of('cover.living_room', 'opening'), ...of('cover.living_room', 'closing')]))).toEqual(new Set([160]));
  });

  it('has three switches that change no power', () => {
    for (const name of ['guest_mode', 'kids_wifi', 'motion_alerts']) {
      const events = of(`switch.${name}`);
      expect(events.length).toBeGreaterThan(2);
      expect(watts(events).every((power) => power === 0)).toBe(true);
    }
  });

  it('has lights whose watts grow with brightness^1.4', () => {
    const home = create();
    const power = (percent: number) => 60 * (Math.round(2.55 * percent) / 255) ** 1.4;
    const steps = of('light.floor_lamp').filter(({ change }) => change.previous_state === 'on' && change.state_value === 'on');
    expect(steps.length).toBeGreaterThan(5);
    for (const { change, power_delta_w } of steps) {
      const before = home
        .events({ start_ms: change.time_ms - DAY_MS, end_ms: change.time_ms - 1 })
        .findLast((event) => event.change.entity_id === 'light.floor_lamp');
      const percentOf = (brightness: number | undefined) => (100 * (brightness ?? NaN)) / 255;
      const expected = power(percentOf(change.attributes.brightness)) - power(percentOf(before?.change.attributes.brightness));
      expect(power_delta_w).toBeCloseTo(expected, 6);
    }
  });

  it('has automations that switch three devices within a tenth of a second, in one context', () => {
    for (const name of ['Evening lights', 'Good night']) {
      const runs = [...Map.groupBy(week, ({ change }) => change.context_id).values()].filter(
        ([first]) => first?.change.cause.name === name,
      );
      const three = runs.filter((run) => run.length >= 3);
      expect(three.length).toBeGreaterThan(3);
      for (const run of three) expect((run.at(-1)?.change.time_ms ?? NaN) - (run[0]?.change.time_ms ?? NaN)).toBeLessThan(120);
    }
  });

  it('tells people, automations, hands at the device and devices themselves apart', () => {
    expect(new Set(week.map(({ change }) => change.cause.kind))).toEqual(new Set(['user', 'automation', 'device', 'itself']));
    for (const { change } of week) {
      expect(change.context_user_id !== null).toBe(change.cause.kind === 'user');
      expect(change.context_parent_id !== null).toBe(change.cause.kind === 'automation');
      expect(change.cause.name !== null).toBe(change.cause.kind === 'user' || change.cause.kind === 'automation');
    }
    const people = new Set(week.filter(({ change }) => change.cause.kind === 'user').map(({ change }) => change.cause.name));
    expect(people).toEqual(new Set(['Anna', 'Ben']));
  });

  it('is alive at any time of day, by day more than by night, and lives otherwise at the weekend', () => {
    const moving = week.filter(({ power_delta_w }) => Math.abs(power_delta_w) > 5);
    const perHour = Map.groupBy(moving, ({ change }) => hourOf(change.time_ms));
    for (let hour = 0; hour < 24; hour++) expect((perHour.get(hour)?.length ?? 0) / 7).toBeGreaterThan(hour >= 7 ? 9 : 2);
    // The longest silence falls into the night.
    const silences = moving.slice(1).map(({ change }, index) => change.time_ms - (moving[index]?.change.time_ms ?? NaN));
    expect(Math.max(...silences)).toBeLessThan(60 * 60_000);
    const firstKettle = (date: string) =>
      hourOf(
        of('switch.kettle', 'on').find(({ change }) => new Date(change.time_ms).toISOString().startsWith(date))?.change.time_ms ?? NaN,
      );
    expect(firstKettle('2026-11-23')).toBeLessThan(8);
    expect(firstKettle('2026-11-22')).toBeGreaterThanOrEqual(8);
  });

  it('has loads that no entity tells of: a fridge, about every 50 minutes', () => {
    const { steps } = create().dayAt(end_ms);
    const starts = steps.filter(({ delta_w }) => delta_w === 112);
    expect(starts.length).toBeGreaterThan(25);
    expect(starts.length).toBeLessThan(32);
  });

  it('leaves nothing over at the end of a day', () => {
    const home = create();
    for (let time = start_ms; time < end_ms; time += DAY_MS) {
      const { steps, day } = home.dayAt(time);
      const sums = [0, ...circuits.map(() => 0)];
      for (const { delta_w, circuits: on, time_ms } of steps) {
        expect(time_ms >= day.start_ms && time_ms <= day.end_ms).toBe(true);
        for (const place of [0, ...on.map((index) => index + 1)]) sums[place] = (sums[place] ?? NaN) + delta_w;
      }
      for (const sum of sums) expect(sum).toBeCloseTo(0, 6);
    }
  });

  it('has circuits whose parents stand before them', () => {
    for (const [index, { circuit_id, parent }] of circuits.entries()) {
      const path = pathOf(circuit_id);
      expect(path[0]).toBe(index);
      expect(path).toHaveLength(parent === null ? 1 : 2);
      expect(Math.max(...path)).toBe(index);
    }
    expect(pathOf(null)).toEqual([]);
  });
});

describe('home day', () => {
  const zones = [
    'Europe/Berlin',
    'America/New_York',
    'Australia/Lord_Howe',
    'Asia/Kathmandu',
    'Africa/Cairo',
    'America/Santiago',
    'Pacific/Kiritimati',
    'UTC',
  ];

  it('follows upon the day before without a hole, in every time zone and when clocks are set', () => {
    fc.assert(
      fc.property(fc.constantFrom(...zones), fc.integer({ min: Date.parse('2015-01-01'), max: Date.parse('2037-01-01') }), (zone, time) => {
        const day = homeDayOf(time, zone);
        expect(day.start_ms <= time && time < day.end_ms).toBe(true);
        const next = homeDayOf(day.end_ms, zone);
        expect(next.start_ms).toBe(day.end_ms);
        expect(next.number).toBe(day.number + 1);
        expect(homeDayOf(day.end_ms - 1, zone).number).toBe(day.number);
        expect([23, 23.5, 24, 24.5, 25]).toContain((day.end_ms - day.start_ms) / HOUR_MS);
      }),
      { numRuns: 300 },
    );
  });

  it('begins at four in the morning, by the clock on the wall', () => {
    expect(homeDayOf(Date.parse('2026-11-24T12:00:00Z'), 'Europe/Berlin').start_ms).toBe(Date.parse('2026-11-24T03:00:00Z'));
    // Clocks are set to summer time in the night of this day, at its 22nd hour: it lasts 23 hours.
    const shorter = homeDayOf(Date.parse('2026-03-28T12:00:00Z'), 'Europe/Berlin');
    expect([shorter.start_ms, shorter.end_ms]).toEqual([Date.parse('2026-03-28T03:00:00Z'), Date.parse('2026-03-29T02:00:00Z')]);
    expect(new Date(shorter.at(18.5)).toISOString()).toBe('2026-03-28T17:30:00.000Z');
  });

  it('knows the weekend', () => {
    const weekends = [24, 25, 26, 27, 28, 29].map((day) => homeDayOf(Date.parse(`2026-11-${day}T12:00:00Z`), 'UTC').weekend);
    expect(weekends).toEqual([false, false, false, false, true, true]);
  });
});
