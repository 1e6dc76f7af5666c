/** Loads that come again and again: runs of about the same size and length, with their rhythm. */
import type { Pattern, StoredStep } from '../contract/unexplained.ts';
import { guessLoad } from './guess-load.ts';
import { risesOf } from './pair-steps.ts';
import { medianOf } from './quantile-of.ts';

/** A rise with its fall. */
export type Run = { start_ms: number; end_ms: number; power_w: number };
/** Without an id: who it is, is for who knows earlier ones. */
export type Found = Omit<Pattern, 'id'> & { runs: readonly Run[] };

/** Fewer runs are no pattern. */
const LEAST_RUNS = 3;
/** Runs are alike within max(8 W, 15 %) and a factor of 1.8 of length: a fridge that was opened runs longer. */
const ALIKE_W = 8;
const ALIKE_SHARE = 0.15;
export const LONGEST_OF_ALIKE = 1.8;
/** The newest that are looked at, and the patterns that are told, at most: the work is their product. */
const MOST_RUNS = 800;
const MOST_PATTERNS = 20;
/** A rhythm: half of the intervals lie within 35 % of their median. */
const STEADY = 0.35;
const LEAST_INTERVALS = 4;
/** What comes more seldom is no rhythm of a thermostat. */
const LONGEST_PERIOD_MS = 12 * 3_600_000;
const DAY_MS = 86_400_000;
const MS_PER_WH_OF_1W = 3_600_000;

const lengthOf = ({ start_ms, end_ms }: Run): number => end_ms - start_ms;

export const isAlike = (a: Run, b: Run): boolean =>
  Math.abs(a.power_w - b.power_w) <= Math.max(ALIKE_W, ALIKE_SHARE * a.power_w) &&
  Math.abs(Math.log(Math.max(1, lengthOf(a)) / Math.max(1, lengthOf(b)))) <= Math.log(LONGEST_OF_ALIKE);

/** The run that most others are like, with these others: the densest place first. */
function densestOf(runs: readonly Run[]): Run[] {
  let densest: Run[] = [];
  for (const run of runs) {
    const alike = runs.filter((other) => isAlike(run, other));
    if (alike.length > densest.length) densest = alike;
  }
  return densest;
}

/** Median time from start to start, ms; null: no rhythm. A run that was missed makes one interval twice as long and moves no median. */
export function periodOf(starts: readonly number[]): number | null {
  const intervals = starts.slice(1).map((start, i) => start - (starts[i] ?? start));
  const period = medianOf(intervals);
  if (period === null || period > LONGEST_PERIOD_MS || intervals.length < LEAST_INTERVALS) return null;
  const spread = medianOf(intervals.map((interval) => Math.abs(interval - period))) ?? 0;
  return spread <= STEADY * period ? period : null;
}

/**
 * Energy of a day: of a load whose rhythm fills the time looked at what one run uses, as often as its period fits; else, as of an oven that
 * has a rhythm only while it bakes, what its runs used, by the days looked at.
 */
function kwhPerDay(runs: readonly Run[], powerW: number, lengthMs: number, periodMs: number | null, days: number): number {
  const kwhOfRun = (ms: number, watts: number) => (ms * watts) / MS_PER_WH_OF_1W / 1000;
  if (periodMs !== null && runs.length * periodMs >= (days * DAY_MS) / 2) return (kwhOfRun(lengthMs, powerW) * DAY_MS) / periodMs;
  return runs.reduce((sum, run) => sum + kwhOfRun(lengthOf(run), run.power_w), 0) / Math.max(1, days);
}

function describe(runs: readonly Run[], days: number, price: number | null): Found {
  const powerW = medianOf(runs.map(({ power_w }) => power_w)) ?? 0;
  const lengthMs = medianOf(runs.map(lengthOf)) ?? 0;
  const starts = runs.map(({ start_ms }) => start_ms);
  const periodMs = periodOf(starts);
  const energy = kwhPerDay(runs, powerW, lengthMs, periodMs, days);
  const figures = {
    power_w: Math.round(powerW),
    duration_s: Math.round(lengthMs / 1000),
    period_s: periodMs && Math.round(periodMs / 1000),
  };
  return {
    name: null,
    area_id: null,
    hidden: false,
    correction_id: null,
    ...figures,
    count: runs.length,
    guess: guessLoad({ ...figures, starts_ms: starts }),
    energy_kwh_per_day: energy,
    cost_per_day: price === null ? null : energy * price,
    runs,
  };
}

/**
 * The patterns of these runs, most energy first; `days` is how long was looked, `price` that of a kWh.
 *
 * @example
 * findPatterns(runsOfAFridge, 7, 0.3); // [{ power_w: 95, duration_s: 1080, period_s: 3000, energy_kwh_per_day: 0.82, guess: 'fridge', … }]
 */
export function findPatterns(runs: readonly Run[], days: number, price: number | null): Found[] {
  let left = runs.toSorted((a, b) => a.start_ms - b.start_ms).slice(-MOST_RUNS);
  const found: Found[] = [];
  while (found.length < MOST_PATTERNS) {
    const alike = densestOf(left);
    if (alike.length < LEAST_RUNS) break;
    found.push(describe(alike, days, price));
    const gone = new Set(alike);
    left = left.filter((run) => !gone.has(run));
  }
  return found.sort((a, b) => (b.energy_kwh_per_day ?? 0) - (a.energy_kwh_per_day ?? 0));
}

/** The steps that are runs: rises whose fall is known. */
export const runsOf = (steps: readonly StoredStep[]): Run[] =>
  risesOf(steps).flatMap(({ end_ms, ...rise }) => (end_ms === null ? [] : [{ ...rise, end_ms }]));
