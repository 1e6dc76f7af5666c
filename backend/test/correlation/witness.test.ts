import { describe, expect, it } from 'vitest';
import { createEngine } from '../../correlation/engine.ts';
import { hearTestimony } from '../../correlation/hear-testimony.ts';
import type { EngineState } from '../../correlation/types.ts';
import { addToLag, reachOf, type CircuitLag } from '../../correlation/witness-data.ts';
import { aHouse, play, score, timeOf, type House, type Input } from './a-house.ts';

const MINUTE = 60_000;
const LOADS = { 'switch.kettle': 2000, 'switch.toaster': 850, 'light.hall': 16, 'light.desk': 22, 'switch.tv': 90, 'switch.empty': 0 };
const CIRCUITS = {
  kitchen: ['switch.kettle', 'switch.toaster'],
  lighting: ['light.hall', 'light.desk'],
  desk_lamp: ['light.desk'],
  garage: [],
};

const hear = (house: House, { deaf = false, everyMs = MINUTE, sits = new Map<string, string>() } = {}) => {
  const engine = createEngine({});
  engine.sits(sits);
  const inputs = deaf ? house.inputs.filter(({ kind }) => kind !== 'circuit') : house.inputs;
  return { engine, heard: play(engine, inputs, everyMs, house.endMs + 15 * MINUTE) };
};
const isSure = ({ count, log_odds }: { count: number; log_odds: number }) => count >= 5 && log_odds > 6;

function laterBy(input: Input, ms: number): Input {
  if (input.kind === 'reading') return { kind: 'reading', reading: { ...input.reading, time_ms: input.reading.time_ms + ms } };
  if (input.kind === 'circuit') return { kind: 'circuit', circuit: { ...input.circuit, time_ms: input.circuit.time_ms + ms } };
  return { kind: 'change', change: { ...input.change, time_ms: input.change.time_ms + ms } };
}

describe('circuits with meters of their own', () => {
  it.each([
    ['as fast as the house', { dt: 10, circuitMeter: { dt: 10 } }],
    ['later than the house', { dt: 10, circuitMeter: { dt: 5, lagS: 8 } }],
    ['beside a house that is read each minute', { dt: 60, circuitMeter: { dt: 10 } }],
  ])('tell which entities sit on them: %s', (_, meters) => {
    const { engine } = hear(aHouse({ hours: 16, ...meters, loads: LOADS, circuits: CIRCUITS }));
    const sure = engine.places().filter(isSure);
    expect(sure.map(({ entity_id, circuit_id }) => `${entity_id} ${circuit_id}`).sort()).toEqual([
      'light.desk desk_lamp',
      'light.desk lighting',
      'light.hall lighting',
      'switch.kettle kitchen',
      'switch.toaster kitchen',
    ]);
  });

  it.each([
    ['10 s', { hours: 24, dt: 10 }],
    ['60 s', { hours: 48, dt: 60 }],
  ])('show lamps that drown in a restless house on a meter of %s', (_, meter) => {
    const house = aHouse({ ...meter, loads: LOADS, circuits: CIRCUITS, circuitMeter: { dt: 10 }, restlessW: 60 });
    const [alone, heard] = [score(house, hear(house, { deaf: true }).heard), score(house, hear(house).heard)];
    expect(heard.recall).toBeGreaterThan(alone.recall + 0.1);
    expect(heard.precision).toBeGreaterThanOrEqual(alone.precision);
    expect(heard.blamed).toBe(0);
  });

  it('place nothing by what only switches together with others', () => {
    const { engine } = hear(aHouse({ hours: 16, dt: 10, loads: LOADS, circuits: CIRCUITS, sceneEvery: 2 }));
    expect(engine.places().some((place) => isSure(place) && ['switch.empty', 'switch.tv'].includes(place.entity_id))).toBe(false);
  });

  it('are asked at once where an entity is told to sit', () => {
    const house = aHouse({ hours: 2, dt: 10, loads: LOADS, circuits: CIRCUITS, restlessW: 60 });
    const sits = new Map([
      ['light.hall', 'lighting'],
      ['light.desk', 'desk_lamp'],
    ]);
    const right = (heard: ReturnType<typeof hear>['heard']) =>
      heard.answers.filter(({ entity_id, time_ms, power_delta_w, confidence }) => {
        const stepW = house.truth.get(`${time_ms} ${entity_id}`)!;
        return sits.has(entity_id) && confidence >= 0.5 && Math.abs(stepW - power_delta_w) <= 10 && stepW * power_delta_w > 0;
      }).length;
    expect(right(hear(house, { sits }).heard)).toBeGreaterThan(right(hear(house).heard));
  });

  it('clear an entity of a step that a stranger made at the same second elsewhere', () => {
    const house = aHouse({ hours: 12, dt: 5, loads: LOADS, circuits: CIRCUITS });
    const T = house.endMs;
    const change = (time_ms: number, state: string, previous_state: string): Input => ({
      kind: 'change',
      change: { time_ms, entity_id: 'switch.toaster', domain: 'switch', state, previous_state, attributes: {} },
    });
    // The toaster is switched on without bread in it while something without an entity begins to draw as much as it does.
    const tail: Input[] = [change(T + 300_100, 'on', 'off')];
    for (let s = 0; s < 900; s += 5) {
      tail.push({ kind: 'reading', reading: { time_ms: T + s * 1000, power_w: (s > 300 ? 1050 : 200) + (s % 2) } });
      tail.push({ kind: 'circuit', circuit: { time_ms: T + s * 1000 + 300, circuit_id: 'kitchen', power_w: 0.1 * (s % 3) } });
    }
    tail.sort((a, b) => timeOf(a) - timeOf(b));
    const blamed = (deaf: boolean) => {
      const { heard } = hear({ ...house, inputs: [...house.inputs, ...tail], endMs: T + 900_000 }, { deaf });
      return heard.answers.find(({ time_ms }) => time_ms === T + 300_100)?.power_delta_w ?? 0;
    };
    expect(blamed(true)).toBeGreaterThan(700);
    expect(Math.abs(blamed(false))).toBeLessThan(10);
  });

  it('let go of what was moved to another circuit, and find it there', () => {
    const before = aHouse({ hours: 12, dt: 10, loads: LOADS, circuits: CIRCUITS });
    const after = aHouse({
      hours: 24,
      dt: 10,
      loads: LOADS,
      circuits: { ...CIRCUITS, kitchen: ['switch.toaster'], garage: ['switch.kettle'] },
    });
    const shiftMs = before.endMs - timeOf(after.inputs[0]!) + 60_000;
    const moved = after.inputs.map((input) => laterBy(input, shiftMs));
    const truth = new Map([...after.truth].map(([key, watts]) => [key.replace(/^\d+/, (ms) => String(Number(ms) + shiftMs)), watts]));
    const house = { inputs: [...before.inputs, ...moved], truth, endMs: after.endMs + shiftMs };
    const { engine, heard } = hear(house);
    const places = engine.places().filter((place) => isSure(place) && place.entity_id === 'switch.kettle');
    expect(places.map(({ circuit_id }) => circuit_id)).toEqual(['garage']);
    const right = heard.answers.filter(
      ({ entity_id, time_ms, confidence }) => entity_id === 'switch.kettle' && time_ms > before.endMs && confidence > 0.5,
    );
    const switches = [...truth.keys()].filter((key) => key.endsWith('switch.kettle')).length;
    expect(right.length).toBeGreaterThan(0.85 * switches);
  });

  it('say nothing while they are silent or unknown: then the meter of the house decides alone', () => {
    const house = aHouse({ hours: 12, dt: 10, loads: LOADS, circuits: CIRCUITS });
    const half = house.endMs - 6 * 3_600_000;
    const dying = house.inputs.flatMap((input): Input[] => {
      if (input.kind !== 'circuit' || timeOf(input) < half) return [input];
      // One dies without a word, one is told to be away.
      return input.circuit.circuit_id === 'lighting' ? [{ kind: 'circuit', circuit: { ...input.circuit, power_w: null } }] : [];
    });
    const { recall, precision } = score(house, hear({ ...house, inputs: dying }).heard);
    expect(recall).toBeGreaterThan(0.85);
    expect(precision).toBeGreaterThan(0.9);
  });

  it('are heard in one causal pass: however the input is cut, and across the state as JSON', () => {
    const house = aHouse({ hours: 6, dt: 10, loads: LOADS, circuits: CIRCUITS, restlessW: 60 });
    const whole = hear(house, { everyMs: 1000 });
    const seldom = hear(house, { everyMs: Infinity });
    expect(seldom.heard).toEqual(whole.heard);
    expect(seldom.engine.places()).toEqual(whole.engine.places());
    const cut = Math.floor(house.inputs.length * 0.7);
    const first = createEngine({});
    const before = play(first, house.inputs.slice(0, cut), MINUTE, timeOf(house.inputs[cut - 1]!));
    const second = createEngine({ state: JSON.parse(JSON.stringify(first.state())) as EngineState });
    const after = play(second, house.inputs.slice(cut), MINUTE, house.endMs + 15 * MINUTE);
    expect([...before.answers, ...after.answers]).toEqual(whole.heard.answers);
    expect(second.places()).toEqual(whole.engine.places());
  });

  it('teach nothing where what is learned is to stay as it is', () => {
    const house = aHouse({ hours: 4, dt: 10, loads: LOADS, circuits: CIRCUITS });
    const learned = hear(house).engine.state();
    const frozen = createEngine({ learned, learning: false });
    const before = frozen.places();
    play(frozen, house.inputs, MINUTE, house.endMs);
    expect(frozen.places()).toEqual(before);
    expect(before.length).toBeGreaterThan(0);
  });
});

describe('hearTestimony', () => {
  const part = (source: 'nothing' | 'anything', weight: number, mean: number, variance: number) => ({
    ...{ source, weight, mean, variance, cluster: null },
  });

  it('rules out what the witness does not show, and narrows what it does', () => {
    const prior = Object.freeze([part('nothing', 0.5, 0, 4), part('anything', 0.5, 960, 720 ** 2)]);
    const [nothing, anything] = hearTestimony(prior, { stepW: 1990, variance: 200 ** 2, mistaken: 0.03 });
    expect(nothing!.weight).toBeLessThan(0.05);
    // numpy: 960 + 720^2 / (720^2 + 200^2) * (1990 - 960) = 1916.2, of which 94 % is believed
    expect(anything!.mean).toBeGreaterThan(1840);
    expect(anything!.mean).toBeLessThan(1917);
    expect(anything!.variance).toBeLessThan(300 ** 2);
  });

  it('leaves weights and widths alone as far as the witness speaks of something else', () => {
    const [part1] = hearTestimony([part('nothing', 1, 0, 4)], { stepW: 3000, variance: 100, mistaken: 0.03 });
    expect(part1!.mean).toBeCloseTo(0, 6);
    expect(part1!.variance).toBeCloseTo(4, 6);
  });
});

describe('reachOf', () => {
  it('is wide until the lag is known, and then lies around it', () => {
    expect(reachOf(undefined, 5)).toEqual({ from: -2, to: 20 });
    let lag: CircuitLag | undefined;
    for (let i = 0; i < 200; i++) lag = addToLag(lag, 8 + (i % 2));
    const { from, to } = reachOf(lag, 5);
    expect(from).toBeGreaterThan(3);
    expect(to).toBeLessThan(14);
  });
});
