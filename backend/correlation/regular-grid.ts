/**
 * Readings onto an even pace. Home Assistant writes no row for a reading that equals the last one, and some meters send none while the power
 * is about the same, so a missing row is a held value, up to a limit; beyond it nobody knows, and that is a gap. A 1 s meter is thinned to 2 s, so that most steps lie inside one interval.
 */
import type { Cadence } from './cadence.ts';

export type Grid = {
  cadence: Cadence;
  /** The last reading; null: a gap. */
  held: { t: number; powerW: number } | null;
  /** Time of the last sample given on, or of the next one on a thinned grid. */
  at: number | null;
};

/** Where the samples go. */
export type SampleSink = { sample(t: number, powerW: number): void; gap(): void };

/** Pace of a thinned meter, s. */
const THINNED = 2;

const isThinned = ({ dt }: Cadence): boolean => dt <= 1.5;

/** The pace of the samples, s. */
export const paceOf = (cadence: Cadence): number => (isThinned(cadence) ? THINNED : cadence.dt);

/** How long an unchanged reading may be held, s: ten readings, a minute at least; a meter that reports changes may be still for longer. */
const longestHold = ({ dt, onChange }: Cadence): number => Math.max(10 * dt, onChange ? 600 : 60);

export const createGrid = (cadence: Cadence): Grid => ({ cadence, held: null, at: null });

function loseHeld(grid: Grid, sink: SampleSink): void {
  grid.held = null;
  grid.at = null;
  sink.gap();
}

/** Thinned: the reading held at each grid time up to `t`. */
function passThinned(grid: Grid, t: number, sink: SampleSink): void {
  while (grid.held !== null && grid.at !== null && grid.at <= t) {
    if (grid.at - grid.held.t > longestHold(grid.cadence)) loseHeld(grid, sink);
    else {
      sink.sample(grid.at, grid.held.powerW);
      grid.at += THINNED;
    }
  }
}

/** Held: where a reading is overdue by half an interval, the last one again; all of them before the gap is told. */
function passHeld(grid: Grid, t: number, sink: SampleSink): void {
  const { dt } = grid.cadence;
  const limit = longestHold(grid.cadence);
  while (grid.held !== null && grid.at !== null) {
    const overdue = grid.at + 1.5 * dt;
    if (t <= overdue || overdue - grid.held.t > limit) break;
    grid.at += dt;
    sink.sample(grid.at, grid.held.powerW);
  }
  if (grid.held !== null && t - grid.held.t > limit) loseHeld(grid, sink);
}

/**
 * Lets time pass to `t` (seconds) without a reading.
 *
 * @example
 * // a 10 s meter, last heard at 0 s with 230 W
 * passTime(grid, 16, sink); // sink.sample(10, 230)
 */
export function passTime(grid: Grid, t: number, sink: SampleSink): void {
  if (isThinned(grid.cadence)) passThinned(grid, t, sink);
  else passHeld(grid, t, sink);
}

/** Takes a reading; null: from here on the meter does not know. */
export function pushReading(grid: Grid, t: number, powerW: number | null, sink: SampleSink): void {
  // A thinned sample at this very moment waits for this reading.
  passTime(grid, isThinned(grid.cadence) ? t - 0.0005 : t, sink);
  if (powerW === null) {
    if (grid.held !== null) loseHeld(grid, sink);
    return;
  }
  const begins = grid.held === null;
  grid.held = { t, powerW };
  if (isThinned(grid.cadence)) {
    if (begins) grid.at = t;
    return;
  }
  grid.at = t;
  sink.sample(t, powerW);
}
