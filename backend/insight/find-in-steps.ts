/** The steps without an entity of a stretch of time, and the patterns of the week before its end. */
import type { StoredStep } from '../contract/unexplained.ts';
import type { Range, Store } from '../store/store.ts';
import { findPatterns, runsOf, type Found } from './find-patterns.ts';
import { pairSteps } from './pair-steps.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Patterns are sought in so much, whatever is asked for: a fridge needs some days, and ids stay the same from chart to chart. */
const PATTERN_MS = 7 * DAY_MS;
/** The fall of a run may lie so far behind the range. */
const BEHIND_MS = 6 * HOUR_MS;

/** Days of the stretch of which anything is known. */
async function knownDays(store: Store, { start_ms, end_ms }: Range): Promise<number> {
  const first = (await store.series.firstMs()) ?? end_ms;
  return Math.max(0, (end_ms - Math.max(start_ms, first)) / DAY_MS);
}

const touches = ({ time_ms, end_ms }: StoredStep, range: Range): boolean => time_ms < range.end_ms && (end_ms ?? time_ms) >= range.start_ms;

/** Beyond a week the steps are too many to tell, and too small to see: only the patterns of its last seven days. Throws UnavailableError. */
export async function findInSteps(store: Store, range: Range, price: number | null): Promise<{ steps: StoredStep[]; found: Found[] }> {
  const week = { start_ms: range.end_ms - PATTERN_MS, end_ms: range.end_ms };
  const steps = pairSteps(await store.series.steps({ ...week, end_ms: week.end_ms + BEHIND_MS })).filter((step) => touches(step, week));
  const found = findPatterns(runsOf(steps), await knownDays(store, week), price);
  return { steps: range.end_ms - range.start_ms > PATTERN_MS ? [] : steps.filter((step) => touches(step, range)), found };
}
