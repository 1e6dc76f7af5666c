/** Rises of the house power with the falls that belong to them: the runs of loads that no entity speaks for. */
import type { StoredStep } from '../contract/unexplained.ts';

/** A fall that comes later belongs to something else more often than not. */
export const LONGEST_RUN_MS = 6 * 3_600_000;
/** Rise and fall of one load differ by up to max(10 W, 20 %): motors start high and settle. */
const TOLERANCE_W = 10;
const TOLERANCE_SHARE = 0.2;

/** Null: its fall has not come. */
export type Rise = { start_ms: number; end_ms: number | null; power_w: number };

/** Of paired steps. */
export const risesOf = (steps: readonly StoredStep[]): Rise[] =>
  steps.flatMap(({ time_ms, end_ms, power_w }) => (power_w <= 0 ? [] : [{ start_ms: time_ms, end_ms, power_w }]));

/** How badly a fall fits a rise: the difference in tolerances and the age in longest runs; Infinity: not at all. */
function misfit(rise: StoredStep, fall: StoredStep): number {
  const age = (fall.time_ms - rise.time_ms) / LONGEST_RUN_MS;
  const difference = Math.abs(rise.power_w + fall.power_w) / Math.max(TOLERANCE_W, TOLERANCE_SHARE * rise.power_w);
  return age > 1 || difference > 1 ? Infinity : difference + age;
}

/**
 * Gives each rise the end of the fall that fits it best; that fall is then told by its rise and stands no more alone. In time order; a step
 * that has an end already keeps it.
 *
 * @example
 * pairSteps([at(0, 95), at(18, -93)]); // [{ ...at(0, 95), end_ms: minute 18 }]
 */
export function pairSteps(steps: readonly StoredStep[]): StoredStep[] {
  const ends = new Map<StoredStep, number>();
  const taken = new Set<StoredStep>();
  let open: StoredStep[] = [];
  for (const step of steps.toSorted((a, b) => a.time_ms - b.time_ms)) {
    if (step.end_ms !== null) continue;
    if (step.power_w > 0) {
      open.push(step);
      continue;
    }
    open = open.filter(({ time_ms }) => step.time_ms - time_ms <= LONGEST_RUN_MS);
    const fits = open.map((rise) => misfit(rise, step));
    const best = fits.indexOf(Math.min(...fits));
    const rise = open[best];
    if (rise === undefined || fits[best] === Infinity) continue;
    ends.set(rise, step.time_ms);
    taken.add(step);
    open.splice(best, 1);
  }
  const kept = steps.filter((step) => !taken.has(step)).toSorted((a, b) => a.time_ms - b.time_ms);
  return kept.map((step) => ({ ...step, end_ms: ends.get(step) ?? step.end_ms }));
}
