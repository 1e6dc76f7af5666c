/** How much one part of the house is told later than another: sun that goes from the roof must come from the grid. */

/** A value of a sensor, W, that holds until the next; null: not known. */
export type Told = { time_ms: number; watts: number | null };

const GRID_MS = 1000;
/** Changes are compared over this stretch: sensors of different pace seldom change in the same second. */
const STRETCH = 10;
/** No meter that is worth adding is later than another by more, in grid steps. */
const MOST = 60;
/** What two sensors say of one cloud must agree at least so far; other loads change the grid as well. */
const LEAST_GAIN = 0.5;
/** Less change than this cannot be told from noise, W; so few changes cannot be told from chance. */
const LEAST_CHANGE_W = 100;
const LEAST_CHANGES = 60;

/** Held values at every step of the grid, and their changes over the stretch; 0 where one end is not known. */
function changesOf(told: readonly Told[], start_ms: number, steps: number): Float64Array {
  const held = new Float64Array(steps).fill(NaN);
  let next = 0;
  let watts = NaN;
  for (let i = 0; i < steps; i++) {
    for (let row = told[next]; row !== undefined && row.time_ms <= start_ms + i * GRID_MS; row = told[++next]) watts = row.watts ?? NaN;
    held[i] = watts;
  }
  return held.map((value, i) => {
    const change = value - (held[i - STRETCH] ?? NaN);
    return Number.isNaN(change) ? 0 : change;
  });
}

/** How much of each change of the part is met by an opposite change of the other, `shift` steps later; 1: all of it. */
function gainAt(other: Float64Array, part: readonly [index: number, watts: number][], energy: number, shift: number): number {
  let sum = 0;
  for (const [index, watts] of part) sum -= watts * (other[index + shift] ?? 0);
  return sum / energy;
}

/** The stretch of time that both tell of, in steps of the grid from its start. */
function shared(one: readonly Told[], other: readonly Told[]): { start_ms: number; steps: number } {
  const [first, second] = [one[0], other[0]];
  const [last, end] = [one.at(-1), other.at(-1)];
  if (first === undefined || second === undefined || last === undefined || end === undefined) return { start_ms: 0, steps: 0 };
  const start_ms = Math.max(first.time_ms, second.time_ms);
  return { start_ms, steps: Math.floor((Math.min(last.time_ms, end.time_ms) - start_ms) / GRID_MS) + 1 };
}

/**
 * Delay of `other` against `part` in ms, from -60 s to 60 s: the shift at which changes of the part are met best by opposite changes of the other
 * (the maximum of their negative cross-covariance). 0 where they show too little to tell.
 *
 * @example
 * delayBetween(grid, solar); // 4000: the grid tells of a cloud 4 s after the inverter
 */
export function delayBetween(other: readonly Told[], part: readonly Told[]): number {
  const { start_ms, steps } = shared(other, part);
  if (steps <= 2 * MOST) return 0;
  const changes = changesOf(other, start_ms, steps);
  const ofPart = [...changesOf(part, start_ms, steps).entries()].filter(([, watts]) => Math.abs(watts) >= LEAST_CHANGE_W);
  if (ofPart.length < LEAST_CHANGES) return 0;
  const energy = ofPart.reduce((sum, [, watts]) => sum + watts * watts, 0);
  let best = { shift: 0, gain: gainAt(changes, ofPart, energy, 0) };
  for (let shift = -MOST; shift <= MOST; shift++) {
    const gain = gainAt(changes, ofPart, energy, shift);
    if (gain > best.gain) best = { shift, gain };
  }
  return best.gain < LEAST_GAIN ? 0 : best.shift * GRID_MS;
}

/**
 * How long to hold back what each part tells, ms, so that all parts tell of the same moment: the latest is not held back at all.
 * The first is what the others are compared with.
 *
 * @example
 * holdBack({ grid: 4 s later than the sun, … }); // { grid: 0, solar: 4000 }
 */
export function holdBack(parts: ReadonlyMap<string, readonly Told[]>): Map<string, number> {
  const [first, ...others] = [...parts];
  if (first === undefined) return new Map();
  // Positive: the first is later than this one.
  const ahead = new Map([[first[0], 0], ...others.map(([name, told]): [string, number] => [name, delayBetween(first[1], told)])]);
  const least = Math.min(...ahead.values());
  return new Map([...ahead].map(([name, ms]) => [name, ms - least]));
}
