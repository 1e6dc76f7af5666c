import { describe, expect, it } from 'vitest';
import { createEngine } from '../../correlation/engine.ts';
import { aHouse, play, score, type House } from './a-house.ts';
import { aTimetable, timeOf, withJitter, withReadings, type Move } from './a-timetable.ts';

const LOADS = { 'switch.kettle': 2000, 'switch.tv': 110, 'light.desk': 60, 'switch.empty': 0 };
const MINUTE = 60_000;

function hear(house: House, until = house.endMs + 15 * MINUTE) {
  const engine = createEngine({});
  return { engine, heard: play(engine, house.inputs, MINUTE, until) };
}
const deviceOf = ({ engine }: ReturnType<typeof hear>, entityId: string) =>
  engine.devices().find(({ entity_id }) => entity_id === entityId)!;
const answersOf = ({ heard }: ReturnType<typeof hear>, entityId: string) => heard.answers.filter(({ entity_id }) => entity_id === entityId);
/** Every so many seconds from the tenth minute on, a little off each time. */
const everyS = (hours: number, stepS: number): number[] =>
  Array.from({ length: Math.floor((hours * 3600 - 1200) / stepS) }, (_, i) => 600 + i * stepS + ((i * 37) % 60));

describe('devices that are more than on and off', () => {
  it.each([1, 10])('a cover draws while it moves, on a meter of %s s, and standing open it draws nothing', (dt) => {
    const moves = everyS(10, 300).flatMap((s, i): Move[] => {
      const [begins, ends, was] = i % 2 === 0 ? ['opening', 'open', 'closed'] : ['closing', 'closed', 'open'];
      return [
        { s, entity_id: 'cover.blind', state: begins, previous_state: was, stepW: 150 },
        { s: s + 40, entity_id: 'cover.blind', state: ends, previous_state: begins, stepW: -150 },
      ];
    });
    const result = hear(aTimetable({ hours: 10, dt, moves }));
    const late = answersOf(result, 'cover.blind').slice(-40);
    expect(late.length).toBe(40);
    for (const { state, power_delta_w, confidence } of late) {
      expect(Math.abs(power_delta_w - (state.endsWith('ing') ? 150 : -150))).toBeLessThan(15);
      expect(confidence).toBeGreaterThan(0.8);
    }
    // Its energy is that of its moves: 40 s of 150 W each.
    const kWh = result.heard.hours
      .filter(({ entity_id }) => entity_id === 'cover.blind')
      .reduce((sum, hour) => sum + (hour.energy_kwh ?? 0), 0);
    expect(kWh / ((moves.length / 2) * ((40 * 150) / 3.6e6))).toBeCloseTo(1, 0);
  });

  it('a lamp follows its level, and says at each level what it moved', () => {
    const levels = [255, 128, 51, 255, 0, 128, 0];
    const wattsAt = (brightness: number) => 80 * (brightness / 255) ** 1.4;
    let before = 0;
    const moves = everyS(16, 120).map((s, i): Move => {
      const brightness = levels[i % levels.length]!;
      const move = {
        ...{ s, entity_id: 'light.hall', state: brightness === 0 ? 'off' : 'on', previous_state: before === 0 ? 'off' : 'on' },
        ...{ attributes: brightness === 0 ? {} : { brightness }, stepW: wattsAt(brightness) - wattsAt(before) },
      };
      before = brightness;
      return move;
    });
    const house = aTimetable({ hours: 16, dt: 5, moves });
    const result = hear(house);
    expect(score(house, result.heard)).toMatchObject({ recall: expect.toSatisfy((share: number) => share > 0.95) as number, blamed: 0 });
    const dimmed = answersOf(result, 'light.hall').filter(
      ({ previous_level, level }) => previous_level === 100 && Math.round(level ?? 0) === 50,
    );
    expect(dimmed.length).toBeGreaterThan(20);
    expect(Math.abs(dimmed.at(-1)!.power_delta_w - (wattsAt(128) - wattsAt(255)))).toBeLessThan(8);
    expect(Math.abs(deviceOf(result, 'light.hall').on_power_w! - 80)).toBeLessThan(8);
  });

  it.each([2, 10, 60])('a fan uses at each of its speeds what it draws at that speed, on a meter of %s s', (dt) => {
    // Most of the time it runs slowly; beside it a heater runs at random, and the base wanders.
    const watts: Record<number, number> = { 0: 0, 33: 18, 66: 34, 100: 75 };
    const speeds = [33, 0, 33, 66, 0, 33, 100, 33, 0];
    const hours = 30;
    let before = 0;
    const ofFan = everyS(hours, 400).map((s, i): Move => {
      const percentage = speeds[i % speeds.length]!;
      const move = {
        ...{ s, entity_id: 'fan.bedroom', state: percentage === 0 ? 'off' : 'on', previous_state: before === 0 ? 'off' : 'on' },
        ...{ attributes: percentage === 0 ? {} : { percentage }, stepW: watts[percentage]! - watts[before]! },
      };
      before = percentage;
      return move;
    });
    const ofHeater = everyS(hours, 700).map((s, i): Move => {
      const isOn = i % 2 === 0;
      const states = isOn ? { state: 'on', previous_state: 'off' } : { state: 'off', previous_state: 'on' };
      return { s: s + 130, entity_id: 'switch.heater', ...states, stepW: isOn ? 900 : -900 };
    });
    const moves = [...ofFan, ...ofHeater].sort((a, b) => a.s - b.s);
    const result = hear(aTimetable({ hours, dt, moves, baseW: (s) => 200 + 25 * Math.sin(s / 500) }));
    const from = result.heard.hours[0]!.time_ms + 10 * 60 * MINUTE;
    const told = result.heard.hours.filter(({ entity_id, time_ms }) => entity_id === 'fan.bedroom' && time_ms >= from);
    const saidKwh = told.reduce((sum, { energy_kwh }) => sum + (energy_kwh ?? 0), 0);
    const first = Math.min(...told.map(({ time_ms }) => time_ms));
    const last = Math.max(...told.map(({ time_ms }) => time_ms)) + 60 * MINUTE;
    const turns = ofFan.map((move) => ({ at: 1_700_000_000_000 + move.s * 1000, watts: watts[move.attributes?.percentage ?? 0]! }));
    const usedKwh = turns.reduce((sum, turn, i) => {
      const ms = Math.min(turns[i + 1]?.at ?? last, last) - Math.max(turn.at, first);
      return sum + (Math.max(0, ms) * turn.watts) / 3.6e9;
    }, 0);
    expect(Math.abs(saidKwh / usedKwh - 1)).toBeLessThan(0.1);
    // Anywhere else too its power follows its speed.
    const share = result.engine.shareOf('fan.bedroom');
    const powerW = deviceOf(result, 'fan.bedroom').on_power_w!;
    for (const percent of [33, 66, 100]) expect(Math.abs(powerW * share(percent / 100) - watts[percent]!)).toBeLessThan(4);
  });

  it('a load that cycles without an entity is a ledger of steps, and no switch is blamed for it', () => {
    // On for 4 minutes of every 11, and a switch of nothing and one of 60 W beside it.
    const moves = everyS(20, 240).map((s, i): Move => {
      const entity_id = i % 2 === 0 ? 'light.desk' : 'switch.empty';
      const isOn = (i >> 1) % 2 === 0;
      const watts = entity_id === 'light.desk' ? 60 : 0;
      return { s, entity_id, state: isOn ? 'on' : 'off', previous_state: isOn ? 'off' : 'on', stepW: isOn ? watts : -watts };
    });
    const house = aTimetable({ hours: 20, dt: 10, moves, baseW: (s) => 200 + (s % 660 < 240 ? 120 : 0) });
    const result = hear(house);
    const { recall, blamed } = score(house, result.heard);
    expect(blamed).toBe(0);
    expect(recall).toBeGreaterThan(0.9);
    expect(deviceOf(result, 'switch.empty').verdict).not.toBe('learned');
    const cycle = result.heard.steps.filter(({ power_w }) => Math.abs(Math.abs(power_w) - 120) < 15);
    expect(cycle.length).toBeGreaterThan(0.85 * 2 * ((20 * 3600) / 660));
  });
});

describe('clocks and meters as they are', () => {
  const found = (house: House) => score(house, hear(house).heard);

  it('times of changes that are off by -1 to +2 s change little', () => {
    const house = aHouse({ hours: 16, dt: 5, loads: LOADS });
    const { recall, precision, blamed } = found(withJitter(house, (n) => ((n * 7919) % 3000) - 1000));
    expect(blamed).toBe(0);
    expect(Math.min(recall, precision)).toBeGreaterThan(0.9);
  });

  it('readings told twice change nothing', () => {
    const house = aHouse({ hours: 6, dt: 10, loads: LOADS });
    const twice = withReadings(house, (readings) => readings.flatMap((reading) => [reading, reading]));
    expect(hear(twice).heard).toEqual(hear(house).heard);
  });

  it('a reading that comes after a later one is dropped, and no step is made of it', () => {
    const house = aHouse({ hours: 16, dt: 5, loads: LOADS });
    // Each tenth is overtaken by the next one.
    const overtaken = withReadings(house, (readings) => {
      const order = [...readings];
      for (let i = 10; i + 1 < order.length; i += 10) [order[i], order[i + 1]] = [order[i + 1]!, order[i]!];
      return order;
    });
    const without = withReadings(house, (readings) => readings.filter((_, i) => i < 10 || i % 10 !== 0));
    expect(hear(overtaken).heard).toEqual(hear(without).heard);
    const { recall, blamed } = found(overtaken);
    expect(blamed).toBe(0);
    expect(recall).toBeGreaterThan(0.9);
  });

  it.each([
    [10, 2, 0.85],
    [60, 10, 0.85],
    // A night without changes looks slow too: a slower pace is believed after half a day, and until then less is found.
    [10, 60, 0.45],
  ])('a meter of %s s that is replaced by one of %s s goes on finding, and knows the devices still', (before, after, least) => {
    const options = { hours: 40, loads: LOADS };
    const [old, next] = [aHouse({ ...options, dt: before }), aHouse({ ...options, dt: after })];
    const middle = old.endMs - 20 * 3600 * 1000;
    const first = old.inputs.filter((input) => timeOf(input) < middle);
    const second = next.inputs.filter((input) => timeOf(input) >= middle);
    expect(old.truth).toEqual(next.truth);
    const replaced = { ...old, inputs: [...first, ...second] };
    const result = hear(replaced);
    expect(Math.abs(result.engine.profile().cadence_s! / after - 1)).toBeLessThan(0.1);
    // Scored is the second half: all of it by the new meter, from its first hour on.
    const { recall, blamed } = score(replaced, result.heard);
    expect(blamed).toBe(0);
    expect(recall).toBeGreaterThan(least);
    expect(Math.abs(deviceOf(result, 'switch.kettle').on_power_w! - 2000)).toBeLessThan(60);
  });
});
