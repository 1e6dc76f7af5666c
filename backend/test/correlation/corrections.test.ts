import { describe, expect, it } from 'vitest';
import { createEngine } from '../../correlation/engine.ts';
import type { Engine, EngineAnswer, EngineChange, EngineCorrection, EngineState, PastChange } from '../../correlation/types.ts';
import { aHouse, play, timeOf, type House } from './a-house.ts';

const HOUR_MS = 3_600_000;
const LOADS = { 'switch.kettle': 2000, 'light.hall': 60, 'switch.scene': 0 };
const fast: House = aHouse({ hours: 8, dt: 2, loads: LOADS });
const slow: House = aHouse({ hours: 24, dt: 60, loads: LOADS });
const startMs = ({ endMs }: House) => endMs - 8 * HOUR_MS;

const changesOf = ({ inputs }: House): EngineChange[] => inputs.flatMap((input) => (input.kind === 'change' ? [input.change] : []));

/** The house up to `cutMs`, then the corrections, then the rest; `resumed`: by another engine, from the state. */
function playCorrected(house: House, cutMs: number, corrections: readonly EngineCorrection[], resumed = false) {
  const { inputs, endMs } = house;
  const first = upTo(house, cutMs);
  first.correct(corrections);
  const state = JSON.parse(JSON.stringify(first.state())) as EngineState;
  const engine: Engine = resumed ? createEngine({ state }) : first;
  if (resumed) engine.correct(corrections);
  const heard = play(
    engine,
    inputs.filter((input) => timeOf(input) >= cutMs),
    60_000,
    endMs,
  );
  return { engine, ...heard };
}

/** An engine that has heard the house up to then. */
function upTo({ inputs }: House, cutMs: number): Engine {
  const engine = createEngine({});
  const heard = inputs.filter((input) => timeOf(input) < cutMs);
  play(engine, heard, 60_000, cutMs);
  return engine;
}

const half = (house: House) => house.endMs - (house === fast ? 4 : 12) * HOUR_MS;
const of = (answers: readonly EngineAnswer[], entityId: string) => answers.filter(({ entity_id }) => entity_id === entityId);
const deviceIn = (engine: Engine, entityId: string) => engine.devices().find(({ entity_id }) => entity_id === entityId);
const weighs = ({ power_delta_w, confidence }: EngineAnswer) => Math.abs(power_delta_w) >= 10 && confidence >= 0.5;

/** A change of the first half with the one before it. */
function pastChange(house: House, entityId: string, state: 'on' | 'off', nth = 0): PastChange {
  const own = changesOf(house).filter(({ entity_id, time_ms }) => entity_id === entityId && time_ms < half(house) - HOUR_MS / 2);
  const change = own.filter((one) => one.state === state)[nth]!;
  return { change, before: own.filter(({ time_ms }) => time_ms < change.time_ms).at(-1) ?? null };
}

describe.each([
  ['a reading every 2 s', fast],
  ['a reading every 60 s', slow],
])('the engine, corrected, with %s', (_pace, house) => {
  it('learns without corrections what it learns with an empty list of them', () => {
    const plain = createEngine({});
    const heard = play(plain, house.inputs, 60_000, house.endMs);
    const { engine, answers } = playCorrected(house, half(house), []);
    expect(engine.devices()).toEqual(plain.devices());
    expect(answers).toEqual(heard.answers.filter(({ time_ms }) => answers.some((answer) => answer.time_ms === time_ms)));
  });

  it('no load: never gives watts to it again, and knows what it learned when that is taken back', () => {
    const { engine, answers } = playCorrected(house, half(house), [{ id: 'a', kind: 'no_load', entity_id: 'switch.kettle' }]);
    const own = of(answers, 'switch.kettle');
    expect(own.filter(weighs)).toEqual([]);
    expect(deviceIn(engine, 'switch.kettle')).toMatchObject({ verdict: 'no_effect', on_power_w: null });
    engine.correct([]);
    const { on_power_w } = deviceIn(engine, 'switch.kettle')!;
    expect(Math.abs(on_power_w! - 2000)).toBeLessThan(60);
  });

  it('power: draws what was entered, until that is taken back', () => {
    const { engine } = playCorrected(house, half(house), [{ id: 'a', kind: 'power', entity_id: 'light.hall', power_w: 75 }]);
    expect(deviceIn(engine, 'light.hall')).toMatchObject({ verdict: 'learned', on_power_w: 75, entered: true });
    const open = engine.openHours().find(({ entity_id }) => entity_id === 'light.hall');
    // As far as the meter leaves it: the lamp draws 60 W.
    const perWatt = (open?.on_s ?? 0) / 3.6e6;
    expect(open?.energy_kwh ?? 0).toBeLessThanOrEqual(75 * perWatt + 1e-9);
    expect(open?.energy_kwh ?? 0).toBeGreaterThanOrEqual(60 * perWatt);
    engine.correct([]);
    expect(deviceIn(engine, 'light.hall')!.on_power_w).not.toBe(75);
  });

  it('power: expects the step that was entered from the first switch on', () => {
    const early = house.inputs.map(timeOf).sort((a, b) => a - b)[0]! + HOUR_MS / 6;
    const { answers } = playCorrected(house, early, [{ id: 'a', kind: 'power', entity_id: 'switch.kettle', power_w: 2000 }]);
    const first = of(answers, 'switch.kettle').slice(0, 5);
    expect(first.filter(weighs).length).toBeGreaterThan(2);
    for (const { power_delta_w } of first.filter(weighs)) expect(Math.abs(Math.abs(power_delta_w) - 2000)).toBeLessThan(150);
  });

  it('forget: learns anew, and knows it again when that is taken back', () => {
    const before = playCorrected(house, half(house), []).engine;
    const known = createEngine({ state: before.state() });
    known.correct([{ id: 'a', kind: 'forget', entity_id: 'switch.kettle' }]);
    expect(deviceIn(known, 'switch.kettle')).toMatchObject({ verdict: 'learning', on_power_w: null, switches: 0 });
    expect(deviceIn(known, 'light.hall')).toEqual(deviceIn(before, 'light.hall'));
    known.correct([]);
    expect(known.devices()).toEqual(before.devices());
  });

  it('forget: is done once, and what is learned after it stays', () => {
    const { engine } = playCorrected(house, half(house), [{ id: 'a', kind: 'forget', entity_id: 'switch.kettle' }]);
    const learned = deviceIn(engine, 'switch.kettle')!;
    expect(Math.abs(learned.on_power_w! - 2000)).toBeLessThan(60);
    engine.correct([{ id: 'a', kind: 'forget', entity_id: 'switch.kettle' }]);
    expect(deviceIn(engine, 'switch.kettle')).toEqual(learned);
  });

  it('deny: what never did anything else is no load after some denials, and a load again when they are taken back', () => {
    const { engine } = playCorrected(house, half(house), []);
    const before = deviceIn(engine, 'light.hall')!;
    expect(before.on_power_w).toBeGreaterThan(40);
    const deny = Array.from({ length: 6 }, (_, nth): EngineCorrection => {
      return { id: `d${nth}`, kind: 'deny', of: pastChange(house, 'light.hall', 'on', nth), step_w: 60, instead: null };
    });
    engine.correct(deny);
    expect(deviceIn(engine, 'light.hall')!.verdict).toBe('no_effect');
    engine.correct([]);
    expect(deviceIn(engine, 'light.hall')).toEqual(before);
  });

  it('deny with what it was instead: that one learns the step', () => {
    const { engine } = playCorrected(house, half(house), []);
    const corrections = Array.from({ length: house === fast ? 8 : 24 }, (_, nth): EngineCorrection => {
      const instead = pastChange(house, 'switch.scene', 'on', nth);
      return { id: `d${nth}`, kind: 'deny', of: pastChange(house, 'light.hall', 'on', nth % 4), step_w: 300, instead };
    });
    expect(deviceIn(engine, 'switch.scene')!.on_power_w ?? 0).toBeLessThan(20);
    engine.correct(corrections);
    const learned = deviceIn(engine, 'switch.scene')!;
    expect(learned.on_power_w).toBeGreaterThan(250);
    expect(learned.verdict).not.toBe('no_effect');
  });

  const confirm = (id: string, nth: number): EngineCorrection => ({
    ...{ id, kind: 'confirm', of: pastChange(house, 'switch.kettle', 'on', nth), step_w: 1700 },
  });
  const deny = (id: string, nth: number): EngineCorrection => ({
    ...{ id, kind: 'deny', of: pastChange(house, 'light.hall', 'on', nth), step_w: 55 },
    instead: pastChange(house, 'switch.kettle', 'on', nth + 1),
  });
  /** Of an entity that was never seen before. */
  const strange = (id: string): EngineCorrection => {
    const { change } = pastChange(house, 'switch.kettle', 'on');
    return {
      id,
      kind: 'deny',
      of: pastChange(house, 'light.hall', 'on'),
      step_w: 60,
      instead: { change: { ...change, entity_id: 'switch.new' }, before: null },
    };
  };
  const saved = (engine: Engine) => JSON.parse(JSON.stringify(engine.state())) as EngineState;

  it('taken back before more is learned, over a restart too, leaves not a trace, in whatever order', () => {
    const before = saved(upTo(house, half(house)));
    const goesOn = (state: EngineState, ...steps: (readonly EngineCorrection[])[]) =>
      steps.reduce((standing, corrections) => {
        const engine = createEngine({ state: standing });
        engine.correct(corrections);
        return saved(engine);
      }, state);
    const [a, b, c, d, e] = [
      confirm('a', 0),
      deny('b', 1),
      confirm('c', 2),
      strange('d'),
      { id: 'e', kind: 'forget', entity_id: 'switch.kettle' },
    ] as const;
    expect(goesOn(before, [a], [])).toEqual(before);
    expect(goesOn(before, [b], [])).toEqual(before);
    expect(goesOn(before, [d], [])).toEqual(before);
    expect(goesOn(before, [a, b, c, d], [b, d], [d], [])).toEqual(before);
    expect(goesOn(before, [a, e, c], [a, c], [])).toEqual(before);
    // What still holds is as if it alone had been said.
    expect(goesOn(before, [a, b, c], [b, c])).toEqual(goesOn(before, [b, c]));
    expect(goesOn(before, [b])).not.toEqual(before);
  });

  it('taken back after more was learned is moved back, and what was said later stays', () => {
    const { engine } = playCorrected(house, half(house), [confirm('a', 0), confirm('b', 1)]);
    engine.correct([confirm('b', 1)]);
    expect(Math.abs(deviceIn(engine, 'switch.kettle')!.on_power_w! - 2000)).toBeLessThan(60);
    // Of the one that is said later nothing is learned anew: it is as it was.
    const again = createEngine({ state: saved(engine) });
    again.correct([confirm('b', 1)]);
    expect(saved(again)).toEqual(saved(engine));
    again.correct([]);
    expect(Math.abs(deviceIn(again, 'switch.kettle')!.on_power_w! - 2000)).toBeLessThan(60);
  });

  it('confirm: a confirmed step counts once more', () => {
    const { engine } = playCorrected(house, startMs(house), []);
    engine.correct([{ id: 'c', kind: 'confirm', of: pastChange(house, 'switch.kettle', 'on'), step_w: 2000 }]);
    expect(Math.abs(deviceIn(engine, 'switch.kettle')!.on_power_w! - 2000)).toBeLessThan(60);
  });

  it('goes on the same when it is stopped and resumed after the corrections', () => {
    const corrections: EngineCorrection[] = [
      { id: 'a', kind: 'no_load', entity_id: 'switch.scene' },
      { id: 'b', kind: 'power', entity_id: 'light.hall', power_w: 70 },
      { id: 'c', kind: 'forget', entity_id: 'switch.kettle' },
      { id: 'd', kind: 'deny', of: pastChange(house, 'light.hall', 'on'), step_w: 60, instead: pastChange(house, 'switch.scene', 'on') },
    ];
    const straight = playCorrected(house, half(house), corrections);
    const resumed = playCorrected(house, half(house), corrections, true);
    expect(resumed.answers).toEqual(straight.answers);
    expect(resumed.steps).toEqual(straight.steps);
    expect(resumed.hours).toEqual(straight.hours);
    expect(resumed.engine.devices()).toEqual(straight.engine.devices());
  });

  it('uses what it was told before it knew the meter', () => {
    const engine = createEngine({});
    engine.correct([{ id: 'a', kind: 'no_load', entity_id: 'switch.kettle' }]);
    const { answers } = play(engine, house.inputs, 60_000, house.endMs);
    expect(of(answers, 'switch.kettle').filter(weighs)).toEqual([]);
  });
});
