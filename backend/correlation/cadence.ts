/** The meter's pace: the time between its readings, and whether it reports only what changed. */
import { itemAt } from './item-at.ts';

export type Cadence = {
  /** Seconds between readings; of a meter that reports changes, between those of a house in motion. */
  dt: number;
  /** Readings come when the power changed, at uneven intervals: silence says that it did not. */
  onChange: boolean;
};

/** What the estimate rests on. */
export type CadenceWatch = { intervals: number[]; estimates: number; differsSince: number | null };

/** The first estimate needs so many intervals, each later one so many new ones. */
const FIRST_INTERVALS = 20;
const INTERVALS = 200;
/** A regular meter that shows nothing new at night looks slow for as long as the night: a slower pace is believed after 12 h, in s. */
const SLOWER_AFTER = 43_200;
/** Paces within this factor are the same. */
const SAME = 1.4;

export const createCadenceWatch = (): CadenceWatch => ({ intervals: [], estimates: 0, differsSince: null });

/** A meter at or below 15 s shows single steps as edges; a slower one adds them up. */
export const isFast = ({ dt }: Cadence): boolean => dt <= 15;

/**
 * The pace that these intervals tell of: the median. A meter that reports changes has no usual interval; how soon it follows a change is what
 * counts, and that is seen in its shortest ones (the tenth in a hundred, for a burst is no pace).
 *
 * @example
 * estimateCadence([10, 10, 11, 9, 20]); // { dt: 10, onChange: false }: the 20 is a reading that was not sent because it had not changed
 */
export function estimateCadence(intervals: readonly number[]): Cadence {
  const sorted = [...intervals].sort((a, b) => a - b);
  const quantile = (share: number): number => itemAt(sorted, Math.floor(share * (sorted.length - 1)));
  const median = itemAt(sorted, sorted.length >> 1);
  const onChange = median > 1.5 && median <= 15 && quantile(0.7) > 1.5 * median;
  return { dt: Math.max(0.1, onChange ? quantile(0.1) : median), onChange };
}

const isSame = (a: Cadence, b: Cadence): boolean => a.onChange === b.onChange && a.dt < b.dt * SAME && b.dt < a.dt * SAME;

/**
 * Takes one more interval; returns a new cadence once there is reason to believe it. A faster pace is believed at once, a slower one when
 * it lasts; the first full estimate replaces the hasty one that the engine began with.
 */
export function watchCadence(watch: CadenceWatch, interval: number, t: number, known: Cadence | null): Cadence | null {
  watch.intervals.push(interval);
  if (watch.intervals.length < (known === null ? FIRST_INTERVALS : INTERVALS)) return null;
  const cadence = estimateCadence(watch.intervals);
  if (known !== null) watch.intervals = [];
  watch.estimates += 1;
  if (known === null) return cadence;
  return isBelieved(watch, cadence, known, t) ? cadence : null;
}

function isBelieved(watch: CadenceWatch, cadence: Cadence, known: Cadence, t: number): boolean {
  if (isSame(cadence, known)) {
    watch.differsSince = null;
    return false;
  }
  watch.differsSince ??= t;
  const first = watch.estimates === 2;
  const faster = !known.onChange && cadence.dt * SAME < known.dt;
  const believed = first || faster || t - watch.differsSince >= SLOWER_AFTER;
  if (believed) watch.differsSince = null;
  return believed;
}
