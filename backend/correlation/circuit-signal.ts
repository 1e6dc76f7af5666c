/** The power of one circuit as its own meter tells it: the steps in it, and how often it steps by chance. */
import { addSample, createSignal, type Signal } from './find-edges.ts';
import { measureStep } from './measure-step.ts';
import { median } from './median.ts';
import { dropBefore, endOf, firstAtOrAfter, windowAt } from './window.ts';

export type CircuitSignal = {
  signal: Signal;
  /** Recent times between its readings, s: their median is its pace. */
  intervals: number[];
  /** Steps up and down since it was first heard, and for how long that was, s; both fade. */
  ups: number;
  downs: number;
  heardS: number;
};

/** A step that the circuit's meter shows, W and W^2; `t`: of its first changed reading, s. */
export type CircuitStep = { t: number; stepW: number; variance: number };

/** Until its pace is known, s. */
const USUAL_PACE = 10;
const INTERVALS = 21;
/** A silence longer than this is no pace: a plug that is off has nothing to tell. */
const LONGEST_INTERVAL = 600;
/** Rates are of the last days: beyond so many seconds all counts are halved. */
const RATE_OVER_S = 14 * 86_400;
/** Readings that are kept behind the oldest open question: the plateau before a step. */
const KEEP_SAMPLES = 16;

export const createCircuitSignal = (): CircuitSignal => ({
  signal: createSignal(USUAL_PACE),
  intervals: [],
  ups: 0,
  downs: 0,
  heardS: 0,
});

/** How often it steps, counted when the step begins. */
function countEdge(circuit: CircuitSignal, edgesBefore: number): void {
  const { edges, samples } = circuit.signal;
  if (endOf(edges) === edgesBefore) return;
  const { first } = windowAt(edges, endOf(edges) - 1);
  if (windowAt(samples, first).p > windowAt(samples, first - 1).p) circuit.ups += 1;
  else circuit.downs += 1;
}

function learnPace(circuit: CircuitSignal, interval: number): void {
  circuit.heardS += interval;
  if (interval > LONGEST_INTERVAL) return;
  circuit.intervals = [...circuit.intervals, interval].slice(-INTERVALS);
  circuit.signal.dt = Math.max(0.1, median(circuit.intervals));
}

/**
 * Takes the next reading; null: its meter does not know. An unchanged reading need not be told: a value is held until the next.
 *
 * @example
 * hearCircuit(kitchen, 1_700_000_000, 2040); // changes `kitchen`
 */
export function hearCircuit(circuit: CircuitSignal, t: number, powerW: number | null): void {
  const { signal } = circuit;
  const last = signal.samples.items.at(-1);
  if (powerW === null) {
    signal.broken = true;
    return;
  }
  if (last !== undefined && !signal.broken) learnPace(circuit, t - last.t);
  const edgesBefore = endOf(signal.edges);
  addSample(signal, t, powerW);
  countEdge(circuit, edgesBefore);
  if (circuit.heardS <= RATE_OVER_S) return;
  circuit.ups /= 2;
  circuit.downs /= 2;
  circuit.heardS /= 2;
}

/**
 * The largest step of a sign (0: of any) that begins between two times, s; null: there is none; undefined: a gap lies there, or the circuit
 * was not heard yet.
 */
export function circuitStepIn({ signal }: CircuitSignal, from: number, to: number, sign: -1 | 0 | 1): CircuitStep | null | undefined {
  const { samples, edges } = signal;
  const start = firstAtOrAfter(samples, from);
  // The level from which it steps.
  if (start === samples.offset || signal.broken) return undefined;
  const within = samples.items.slice(start - samples.offset, firstAtOrAfter(samples, to) - samples.offset);
  if (within.some(({ afterGap }) => afterGap)) return undefined;
  const steps: CircuitStep[] = [];
  for (let edge = firstAtOrAfter(edges, from); edge < endOf(edges) && windowAt(edges, edge).t <= to; edge++)
    steps.push({ t: windowAt(edges, edge).t, ...measureStep(signal, edge, edge) });
  const fitting = steps.filter(({ stepW }) => sign * stepW >= 0);
  return fitting.sort((a, b) => Math.abs(b.stepW) - Math.abs(a.stepW))[0] ?? null;
}

/** When it was heard last, s. */
export const lastHeard = ({ signal }: CircuitSignal): number => signal.samples.items.at(-1)?.t ?? -Infinity;

/** How likely it is that it steps so by chance within so many seconds. */
export function chanceOfStep({ ups, downs, heardS }: CircuitSignal, seconds: number, sign: -1 | 0 | 1): number {
  const count = (sign >= 0 ? ups : 0) + (sign <= 0 ? downs : 0);
  return 1 - Math.exp((-seconds * (count + 0.5)) / (heardS + 600));
}

/** Drops what no question about a time at or after `t` needs. */
export function forgetCircuit({ signal }: CircuitSignal, t: number): void {
  const { samples, edges } = signal;
  const edge = firstAtOrAfter(edges, t);
  const needed = edge < endOf(edges) ? windowAt(edges, edge).first : endOf(samples);
  dropBefore(edges, edge - 1);
  dropBefore(samples, Math.min(firstAtOrAfter(samples, t), needed) - KEEP_SAMPLES);
}
