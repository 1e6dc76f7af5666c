import { describe, expect, it } from 'vitest';
import { createEngine } from '../../correlation/engine.ts';
import type { EngineState } from '../../correlation/types.ts';
import { aHouse, play, score, timeOf, type House, type Input } from './a-house.ts';

const LOADS = { 'switch.kettle': 2000, 'switch.tv': 110, 'light.hall': 24, 'light.desk': 60, 'switch.empty': 0 };
const MINUTE = 60_000;

const hear = (house: House, everyMs = MINUTE) => {
  const engine = createEngine({});
  return { engine, heard: play(engine, house.inputs, everyMs, house.endMs + 15 * MINUTE) };
};
const throughJson = (state: EngineState) => JSON.parse(JSON.stringify(state)) as EngineState;

describe('the engine in a house whose truth is known', () => {
  it.each([
    ['1 s', { hours: 8, dt: 1 }, 0.9],
    ['10 s', { hours: 16, dt: 10 }, 0.9],
    ['10 s, 20 s late', { hours: 16, dt: 10, lagS: 20 }, 0.85],
    ['60 s', { hours: 30, dt: 60 }, 0.7],
    ['60 s means', { hours: 30, dt: 60, averaging: true }, 0.7],
    ['60 s, 2 min late', { hours: 48, dt: 60, lagS: 120 }, 0.7],
    ['60 s means, 3 min late', { hours: 48, dt: 60, lagS: 180, averaging: true }, 0.7],
  ])('finds what the devices draw on a meter of %s, and blames no switch of 0 W', (_, options, least) => {
    const house = aHouse({ ...options, loads: LOADS });
    const { heard, engine } = hear(house);
    const { recall, precision, blamed } = score(house, heard);
    expect(blamed).toBe(0);
    expect(recall).toBeGreaterThan(least);
    expect(precision).toBeGreaterThan(least);
    const kettle = engine.devices().find(({ entity_id }) => entity_id === 'switch.kettle')!;
    expect(Math.abs(kettle.on_power_w! - 2000)).toBeLessThan(60);
    expect(engine.devices().find(({ entity_id }) => entity_id === 'switch.empty')!.verdict).not.toBe('learned');
  });

  it('tells the meter: pace, lag, fineness, noise, and whether it averages', () => {
    const late = hear(aHouse({ hours: 24, dt: 10, lagS: 20, loads: LOADS })).engine.profile();
    expect(late.cadence_s).toBeCloseTo(10, 1);
    expect(Math.abs(late.lag_s! - 25)).toBeLessThan(4);
    expect(late.resolution_w).toBe(1);
    expect(late.averaging).toBe(false);
    expect(late.noise_w).toBeGreaterThan(0.5);
    expect(late.noise_w).toBeLessThan(3);
    expect(hear(aHouse({ hours: 30, dt: 60, loads: LOADS })).engine.profile().averaging).toBe(false);
    expect(hear(aHouse({ hours: 30, dt: 60, averaging: true, loads: LOADS })).engine.profile().averaging).toBe(true);
  });

  it.each([
    ['20 s late', 20, false],
    ['in time', 0, true],
  ])('keeps what it learned before it found its meter to be %s only where it had looked in the right place', (_, lagS, kept) => {
    const engine = createEngine({});
    engine.correct([{ id: 'a', kind: 'power', entity_id: 'switch.tv', power_w: 100 }]);
    for (const input of aHouse({ hours: 8, dt: 10, lagS, loads: LOADS }).inputs) {
      engine.advance(timeOf(input) - 1);
      if (engine.profile().lag_s !== null) break;
      if (input.kind === 'reading') engine.reading(input.reading);
      if (input.kind === 'change') engine.change(input.change);
    }
    expect(engine.profile().lag_s).not.toBeNull();
    expect(engine.devices().some(({ switches }) => switches > 0)).toBe(kept);
    expect(engine.devices().find(({ entity_id }) => entity_id === 'switch.tv')).toMatchObject({ on_power_w: 100, entered: true });
  });

  it('tells the steps of the fridge as unexplained, and takes none from the devices', () => {
    const { heard } = hear(aHouse({ hours: 16, dt: 10, loads: LOADS }));
    const fridge = heard.steps.filter(({ power_w }) => Math.abs(Math.abs(power_w) - 95) < 15);
    expect(fridge.length).toBeGreaterThan(25);
    expect(heard.steps.filter(({ power_w }) => Math.abs(power_w) > 1500).length).toBeLessThan(2);
  });

  it('shares the step of a scene by what each device was seen to draw before', () => {
    const house = aHouse({ hours: 24, dt: 10, loads: LOADS, sceneEvery: 5 });
    const { heard } = hear(house);
    const shared = heard.answers.filter(({ shared_with }) => shared_with.length > 0);
    expect(shared.length).toBeGreaterThan(20);
    for (const answer of shared) {
      const beside = heard.answers.filter(
        ({ time_ms, entity_id }) => Math.abs(time_ms - answer.time_ms) < 12_000 && answer.shared_with.includes(entity_id),
      );
      const sum = beside.reduce((watts, { power_delta_w }) => watts + power_delta_w, answer.power_delta_w);
      expect(answer.power_after_w - answer.power_before_w).toBeCloseTo(sum, 0);
    }
    expect(score(house, heard).recall).toBeGreaterThan(0.85);
  });

  it('is not moved by a constant load', () => {
    const at = (baseW: number) =>
      score(aHouse({ hours: 8, dt: 10, loads: LOADS, baseW }), hear(aHouse({ hours: 8, dt: 10, loads: LOADS, baseW })).heard);
    expect(at(350)).toEqual(at(200));
  });
});

describe('the engine is one causal pass', () => {
  const houses = [
    aHouse({ hours: 2, dt: 1, loads: LOADS, sceneEvery: 6 }),
    aHouse({ hours: 4, dt: 10, loads: LOADS, sceneEvery: 6 }),
    aHouse({ hours: 8, dt: 60, loads: LOADS }),
  ];

  it('answers the same however the input is cut into calls', () => {
    for (const house of houses) {
      const often = hear(house, 1000);
      for (const everyMs of [7 * MINUTE, Infinity]) {
        const seldom = hear(house, everyMs);
        expect(seldom.heard).toEqual(often.heard);
        expect(seldom.engine.devices()).toEqual(often.engine.devices());
      }
    }
  });

  it('answers the same across its state as JSON and a new engine', () => {
    for (const house of houses) {
      const whole = hear(house).heard;
      for (const share of [0.01, 0.6]) {
        const cut = Math.floor(house.inputs.length * share);
        const first = createEngine({});
        const before = play(first, house.inputs.slice(0, cut), MINUTE, timeOf(house.inputs[cut - 1]!));
        const second = createEngine({ state: throughJson(first.state()) });
        const after = play(second, house.inputs.slice(cut), MINUTE, house.endMs + 15 * MINUTE);
        expect([...before.answers, ...after.answers]).toEqual(whole.answers);
        expect([...before.steps, ...after.steps]).toEqual(whole.steps);
        expect([...before.hours, ...after.hours]).toEqual(whole.hours);
      }
    }
  });

  it('answers nothing by what comes later', () => {
    for (const house of houses) {
      const half = house.inputs.slice(0, house.inputs.length / 2);
      const cutMs = timeOf(half.at(-1)!);
      const early = play(createEngine({}), half, MINUTE, cutMs).answers;
      const whole = hear(house).heard.answers;
      expect(whole.slice(0, early.length)).toEqual(early);
    }
  });

  it('answers the same when simultaneous events are given in another order', () => {
    const house = houses[1]!;
    const byTime = (a: Input, b: Input) => timeOf(a) - timeOf(b);
    const turned = { ...house, inputs: house.inputs.toReversed().sort(byTime) };
    expect(hear(turned).heard).toEqual(hear(house).heard);
  });

  it('does not change what it was given', () => {
    const engine = createEngine({});
    const change = Object.freeze({
      time_ms: 1000,
      entity_id: 'light.a',
      domain: 'light',
      state: 'on',
      previous_state: 'off',
      attributes: Object.freeze({ brightness: 100 }),
    });
    engine.change(change);
    const state = throughJson(engine.state());
    Object.values(state).forEach((part) => Object.freeze(part));
    expect(() => createEngine({ state }).advance(10_000_000)).not.toThrow();
  });

  it('forgets what it does not need: its state does not grow with the stream', () => {
    const size = (hours: number) => JSON.stringify(hear(aHouse({ hours, dt: 2, loads: LOADS })).engine.state()['stream']).length;
    expect(size(20)).toBeLessThan(2 * size(5));
  });
});

describe('a gap', () => {
  /** Kettle switched at minute 30 of a steady house; the meter as told. */
  const aroundAGap = (powerAt: (s: number) => number | null | undefined) => {
    const engine = createEngine({});
    for (let s = 0; s < 3600; s += 10) {
      const power_w = powerAt(s);
      if (power_w !== undefined) engine.reading({ time_ms: s * 1000, power_w });
    }
    engine.change({ time_ms: 1_800_000, entity_id: 'switch.a', domain: 'switch', state: 'on', previous_state: 'off', attributes: {} });
    return engine.advance(7_200_000);
  };
  const level = (s: number) => 200 + ((s / 10) % 2) + (s > 1800 ? 500 : 0);

  it('is a step when there is none', () => {
    const { answers } = aroundAGap(level);
    expect(answers).toHaveLength(1);
    expect(Math.abs(answers[0]!.power_delta_w - 500)).toBeLessThan(10);
  });

  it('never becomes a step: unknown readings', () => {
    expect(aroundAGap((s) => (s > 1700 && s < 1900 ? null : level(s)))).toMatchObject({ answers: [], steps: [] });
  });

  it('never becomes a step: a hole', () => {
    expect(aroundAGap((s) => (s > 1700 && s < 2000 ? undefined : level(s)))).toMatchObject({ answers: [], steps: [] });
  });

  it('never becomes a step: impossible readings', () => {
    expect(aroundAGap((s) => (s > 1700 && s < 1900 ? NaN : level(s)))).toMatchObject({ answers: [], steps: [] });
    expect(aroundAGap((s) => (s > 1700 && s < 1900 ? 5e9 : level(s)))).toMatchObject({ answers: [], steps: [] });
  });
});

describe('waiting', () => {
  const kettle = { entity_id: 'switch.a', domain: 'switch', state: 'on', previous_state: 'off', attributes: {} };

  it('ends after a quarter of an hour when no meter is heard', () => {
    const engine = createEngine({});
    expect(engine.waitMs()).toBe(0);
    engine.change({ time_ms: 0, ...kettle });
    expect(engine.waitMs()).toBeGreaterThan(0);
    expect(engine.advance(20 * MINUTE)).toEqual({ answers: [], steps: [], hours: [] });
    expect(engine.waitMs()).toBe(0);
  });

  it('ends when the meter has become silent', () => {
    const engine = createEngine({});
    for (let s = 0; s < 600; s += 10) engine.reading({ time_ms: s * 1000, power_w: 200 + ((s / 10) % 2) });
    engine.change({ time_ms: 900_000, ...kettle });
    engine.advance(901_000);
    expect(engine.waitMs()).toBeGreaterThan(0);
    expect(engine.advance(20 * MINUTE).answers).toEqual([]);
    expect(engine.waitMs()).toBe(0);
  });

  it('drops readings that are not later than the last', () => {
    const engine = createEngine({});
    for (const time_ms of [0, 10_000, 5_000, 10_000]) engine.reading({ time_ms, power_w: 1 });
    engine.advance(60_000);
    expect(engine.profile().cadence_s).toBeNull();
  });
});

describe('what is learned', () => {
  const house = aHouse({ hours: 12, dt: 10, loads: LOADS });

  it('is taken over to a new stream, and stays as it is when learning is off', () => {
    const first = hear(house).engine;
    const second = createEngine({ learned: throughJson(first.state()), learning: false });
    const heard = play(second, house.inputs, MINUTE, house.endMs + 15 * MINUTE);
    expect(second.devices()).toEqual(first.devices());
    expect(second.profile().lag_s).toBe(first.profile().lag_s);
    expect(second.state()['learned']).toEqual(first.state()['learned']);
    expect(score(house, heard).recall).toBeGreaterThanOrEqual(score(house, hear(house).heard).recall - 0.02);
    expect(heard.answers.length).toBeGreaterThan(0);
    expect(heard.answers[0]!.time_ms).toBeLessThan(house.inputs[200] ? house.endMs : 0);
  });

  it('is not read from a state of another version', () => {
    const engine = createEngine({ state: { version: 0, learned: 'what?' } });
    expect(engine.devices()).toEqual([]);
    expect(engine.profile().cadence_s).toBeNull();
  });

  it('survives a meter of another pace', () => {
    const quick = hear(house).engine;
    const state = throughJson(quick.state());
    const engine = createEngine({ state });
    const before = engine.devices().find(({ entity_id }) => entity_id === 'switch.kettle')!.on_power_w;
    for (let s = 0; s < 2 * 86_400; s += 60)
      engine.reading({ time_ms: house.endMs + 20 * MINUTE + s * 1000, power_w: 300 + ((s / 60) % 3) });
    engine.advance(house.endMs + 2 * 86_400_000);
    expect(engine.profile().cadence_s).toBe(60);
    expect(engine.devices().find(({ entity_id }) => entity_id === 'switch.kettle')!.on_power_w).toBe(before);
  });

  it('is what a fixed window leaves room for', () => {
    const late = aHouse({ hours: 6, dt: 10, lagS: 20, loads: LOADS });
    const engine = createEngine({ window_s: 1 });
    expect(play(engine, late.inputs, MINUTE, late.endMs + 15 * MINUTE).answers.length).toBeGreaterThan(0);
  });
});
