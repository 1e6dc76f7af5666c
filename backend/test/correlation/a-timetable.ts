/** A house that follows a timetable, and what may befall its meter on the way to the engine. */
import type { EngineChange } from '../../correlation/types.ts';
import type { House, Input } from './a-house.ts';

const START_MS = 1_700_000_000_000;

/** At `s` the state changes, and the power of the entity with it, W; after `pulseS` seconds that power is gone again by itself. */
export type Move = Pick<EngineChange, 'entity_id' | 'state' | 'previous_state'> & {
  s: number;
  attributes?: EngineChange['attributes'];
  stepW: number;
  pulseS?: number;
};

export type TimetableOptions = { hours: number; dt: number; moves: readonly Move[]; baseW?: (s: number) => number };

/** Readings every `dt` s, 1 s late, in whole watts with an even ripple of 1 W. */
export function aTimetable({ hours, dt, moves, baseW = () => 200 }: TimetableOptions): House {
  const seconds = hours * 3600;
  const steps = new Float64Array(seconds + 1);
  const step = (s: number, watts: number) => (steps[Math.min(s, seconds)]! += watts);
  const truth = new Map<string, number>();
  const inputs: Input[] = [];
  for (const { s, entity_id, state, previous_state, attributes = {}, stepW, pulseS } of moves) {
    const time_ms = START_MS + s * 1000;
    step(s, stepW);
    if (pulseS !== undefined) step(s + pulseS, -stepW);
    truth.set(`${time_ms} ${entity_id}`, stepW);
    inputs.push({
      kind: 'change',
      change: { time_ms, entity_id, domain: entity_id.split('.')[0]!, state, previous_state, attributes },
    });
  }
  let heldW = 0;
  for (let s = 0; s < seconds; s++) {
    heldW += steps[s]!;
    if (s % dt === 0)
      inputs.push({
        kind: 'reading',
        reading: { time_ms: START_MS + s * 1000 + 1000, power_w: Math.round(heldW + baseW(s)) + ((s / dt) % 2) },
      });
  }
  return { inputs: inputs.sort((a, b) => timeOf(a) - timeOf(b)), truth, endMs: START_MS + seconds * 1000 };
}

export const timeOf = (input: Input): number =>
  'reading' in input ? input.reading.time_ms : 'change' in input ? input.change.time_ms : Infinity;

/** The clock of Home Assistant is off: the n-th change bears a time that is wrong by `wrongMs(n)`. */
export function withJitter({ inputs, truth, endMs }: House, wrongMs: (n: number) => number): House {
  let n = 0;
  const told = new Map<string, number>();
  const moved = inputs.map((input): Input => {
    if (input.kind !== 'change') return input;
    const { time_ms, entity_id } = input.change;
    const change = { ...input.change, time_ms: time_ms + wrongMs(n++) };
    told.set(`${change.time_ms} ${entity_id}`, truth.get(`${time_ms} ${entity_id}`)!);
    return { kind: 'change', change };
  });
  return { inputs: moved.sort((a, b) => timeOf(a) - timeOf(b)), truth: told, endMs };
}

/** What the meter delivers, reading by reading. */
export const withReadings = (house: House, deliver: (readings: readonly Input[]) => Input[]): House => {
  const readings = deliver(house.inputs.filter(({ kind }) => kind === 'reading'));
  const changes = house.inputs.filter(({ kind }) => kind === 'change');
  const all: Input[] = [];
  // In the order in which they are delivered, a change when its time has come.
  for (const reading of readings) {
    while (changes[0] !== undefined && timeOf(changes[0]) <= timeOf(reading)) all.push(changes.shift()!);
    all.push(reading);
  }
  return { ...house, inputs: [...all, ...changes] };
};
