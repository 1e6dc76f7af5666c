/** A small simulated house whose truth is known: toggles in, watts out. */
import type { Engine, EngineAnswer, EngineChange, EngineCircuitReading, EngineReading, EngineResults } from '../../correlation/types.ts';

export type Input =
  | { kind: 'reading'; reading: EngineReading }
  | { kind: 'circuit'; circuit: EngineCircuitReading }
  | { kind: 'change'; change: EngineChange };
export type House = { inputs: Input[]; truth: Map<string, number>; endMs: number };

const START_MS = 1_700_000_000_000;

/** Chance that is the same every time (mulberry32). */
function createRandom(seed: number) {
  let a = seed >>> 0;
  return () => {
    a = (a + 0x6d2b79f5) | 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

export const timeOf = (input: Input): number =>
  input.kind === 'reading' ? input.reading.time_ms : input.kind === 'circuit' ? input.circuit.time_ms : input.change.time_ms;

export type HouseOptions = {
  hours: number;
  /** Seconds between readings, how late they are, and whether they are means. */
  dt: number;
  lagS?: number;
  averaging?: boolean;
  /** A load that never changes, W. */
  baseW?: number;
  /** Entities and what they draw, W. */
  loads: Record<string, number>;
  /** All of them switch together each so many toggles; 0: never. */
  sceneEvery?: number;
  seed?: number;
  /** Entities by the circuit that they sit on, and how its own meter tells. */
  circuits?: Record<string, readonly string[]>;
  circuitMeter?: { dt: number; lagS?: number };
  /** An appliance without an entity that draws another power, up to so many W, each 40 s. */
  restlessW?: number;
};

/** A house with a fridge of 95 W without an entity, meter noise of about 1 W, and its entities switched at random. */
export function aHouse({
  hours,
  dt,
  lagS = 0,
  averaging = false,
  baseW = 200,
  loads,
  sceneEvery = 0,
  seed = 1,
  ...more
}: HouseOptions): House {
  const random = createRandom(seed);
  const seconds = hours * 3600;
  const power = Float64Array.from({ length: seconds }, (_, s) => baseW + (s % 3000 < 1080 ? 95 : 0));
  const circuits = Object.entries(more.circuits ?? {}).map(([id, members]) => ({ id, members, power: new Float64Array(seconds) }));
  const { restlessW = 0 } = more;
  for (let s = 0, watts = 0; s < seconds && restlessW > 0; s++) {
    if (s % 40 === 0) watts = random() * restlessW;
    power[s]! += watts;
  }
  const truth = new Map<string, number>();
  const inputs: Input[] = [];
  const on = new Set<string>();
  const names = Object.keys(loads);
  const flip = (entity_id: string, s: number, ms: number) => {
    const was = on.has(entity_id);
    if (was) on.delete(entity_id);
    else on.add(entity_id);
    const stepW = (was ? -1 : 1) * loads[entity_id]!;
    const meters = [power, ...circuits.filter(({ members }) => members.includes(entity_id)).map((circuit) => circuit.power)];
    for (const metered of meters) for (let k = s; k < seconds; k++) metered[k]! += stepW;
    const time_ms = START_MS + s * 1000 + ms;
    truth.set(`${time_ms} ${entity_id}`, stepW);
    const [state, previous_state] = was ? ['off', 'on'] : ['on', 'off'];
    inputs.push({
      kind: 'change',
      change: { time_ms, entity_id, domain: entity_id.split('.')[0]!, state, previous_state, attributes: {} },
    });
  };
  for (let s = 600, n = 1; s < seconds - 200; s += 90 + Math.floor(random() * 240), n++) {
    if (sceneEvery > 0 && n % sceneEvery === 0) for (const name of names) flip(name, s, 0);
    else flip(names[Math.floor(random() * names.length)]!, s, Math.floor(random() * 500));
  }
  for (let s = dt; s < seconds; s += dt) {
    const shown = averaging ? power.subarray(s - dt, s).reduce((sum, w) => sum + w, 0) / dt : power[s]!;
    const power_w = Math.round(shown + (random() + random() + random() - 1.5) * 2);
    inputs.push({ kind: 'reading', reading: { time_ms: START_MS + s * 1000 + lagS * 1000 + 700, power_w } });
  }
  const { dt: circuitDt, lagS: circuitLagS = 0 } = more.circuitMeter ?? { dt: 5 };
  for (const { id, power: own } of circuits)
    for (let s = circuitDt; s < seconds; s += circuitDt) {
      const power_w = Math.round((own[s]! + (random() - 0.5) * 1.2) * 10) / 10;
      inputs.push({ kind: 'circuit', circuit: { circuit_id: id, time_ms: START_MS + (s + circuitLagS) * 1000 + 300, power_w } });
    }
  inputs.sort((a, b) => timeOf(a) - timeOf(b));
  return { inputs, truth, endMs: START_MS + seconds * 1000 };
}

export type Heard = EngineResults;

/** Gives inputs to an engine; `advance` is called when this much time has passed, and at the end. */
export function play(engine: Engine, inputs: readonly Input[], everyMs: number, untilMs: number): Heard {
  const heard: Heard = { answers: [], steps: [], hours: [] };
  const advance = (time: number) => {
    const { answers, steps, hours } = engine.advance(time);
    heard.answers.push(...answers);
    heard.steps.push(...steps);
    heard.hours.push(...hours);
  };
  let last = -Infinity;
  for (const input of inputs) {
    const time = timeOf(input);
    if (time - last >= everyMs) {
      advance(time - 1);
      last = time;
    }
    if (input.kind === 'reading') engine.reading(input.reading);
    else if (input.kind === 'circuit') engine.circuit(input.circuit);
    else engine.change(input.change);
  }
  advance(untilMs);
  return heard;
}

/** Said and right, said of loads and not right, of all changes of at least 10 W; counted in the second half, when something is learned. */
export function score({ truth, endMs }: House, { answers }: Heard) {
  const from = START_MS + (endMs - START_MS) / 2;
  const said = answers.filter((a) => a.time_ms >= from && Math.abs(a.power_delta_w) >= 10 && a.confidence >= 0.5);
  const isRight = (a: EngineAnswer) => {
    const stepW = truth.get(`${a.time_ms} ${a.entity_id}`)!;
    return Math.sign(stepW) === Math.sign(a.power_delta_w) && Math.abs(stepW - a.power_delta_w) <= Math.max(10, 0.2 * Math.abs(stepW));
  };
  const events = [...truth].filter(([key, stepW]) => Number(key.split(' ')[0]) >= from && Math.abs(stepW) >= 10).length;
  const right = said.filter(isRight).length;
  const blamed = said.filter((a) => truth.get(`${a.time_ms} ${a.entity_id}`) === 0).length;
  return { recall: right / events, precision: right / said.length, blamed };
}
