/** Looks at the readings of a meter as they come for what cannot be true. It counts and changes nothing. */
import type { QualityKind } from '../contract/data-quality.ts';
import type { Reading } from '../contract/reading.ts';

export interface QualityWatch {
  /** In time order; `dayStartMs`: of the local day that holds it; `mayFeedIn`: below 0 is nothing strange. */
  see(reading: Reading, at: { dayStartMs: number; mayFeedIn: boolean }): void;
  /** How often, and when last, ms. */
  found(): Map<QualityKind, { count: number; last_ms: number }>;
}

/** A house draws that much all the time: so it is no 0 between two of it, W. */
const LEAST_W = 30;
/** Zeros in a row that may be false. */
const MOST_ZEROS = 3;
/** No appliance comes and goes with one reading and so much, W. */
const SPIKE_W = 15_000;
const STUCK_MS = 3 * 3_600_000;
const STUCK_READINGS = 20;
/** How near to midnight is around it, ms. */
const MIDNIGHT_MS = 10 * 60_000;
const DAY_MS = 86_400_000;
/** Counters are rounded, kWh. */
const ROUNDING_KWH = 0.002;

type Known = { time_ms: number; power_w: number };

const isLike = (one: number, other: number): boolean => Math.abs(one - other) <= 0.5 * Math.max(Math.abs(one), Math.abs(other));

const isFalseZero = (before: Known, between: readonly Known[]): boolean =>
  before.power_w >= LEAST_W && between.every(({ power_w }) => power_w === 0);

const isSpike = (around: readonly Known[], [only, ...more]: readonly Known[]): boolean =>
  only !== undefined && more.length === 0 && around.every(({ power_w }) => Math.abs(only.power_w - power_w) > SPIKE_W);

/** The readings between two that are like each other: zeros, or one that is far from both. */
function oddOneOut(recent: readonly Known[]): QualityKind | null {
  const [first, last] = [recent.at(0), recent.at(-1)];
  const between = recent.slice(1, -1);
  if (first === undefined || last === undefined || !isLike(first.power_w, last.power_w)) return null;
  if (isFalseZero(first, between)) return 'false_zero';
  return isSpike([first, last], between) ? 'spike' : null;
}

/** Finds false zeros and spikes as soon as what follows shows them to be such. */
function createOddReadings() {
  let recent: Known[] = [];
  return (known: Known | null): QualityKind | null => {
    if (known === null) {
      recent = [];
      return null;
    }
    recent = [...recent, known].slice(-(MOST_ZEROS + 2));
    if (known.power_w === 0) return null;
    for (let length = 3; length <= recent.length; length++) {
      const found = oddOneOut(recent.slice(-length));
      if (found === null) continue;
      recent = [known];
      return found;
    }
    return null;
  };
}

/** Finds a value that does not move for hours; each such stretch once. */
function createStuckValue() {
  let held: { power_w: number; since_ms: number; readings: number } | null = null;
  return (known: Known | null): boolean => {
    if (known === null || known.power_w !== held?.power_w) {
      held = known && { power_w: known.power_w, since_ms: known.time_ms, readings: 1 };
      return false;
    }
    held.readings += 1;
    if (held.power_w === 0 || held.readings < STUCK_READINGS || known.time_ms - held.since_ms < STUCK_MS) return false;
    held.since_ms = Infinity;
    return true;
  };
}

const isNearMidnight = (timeMs: number, dayStartMs: number): boolean => {
  const sinceMs = timeMs - dayStartMs;
  return sinceMs < MIDNIGHT_MS || DAY_MS - sinceMs < MIDNIGHT_MS;
};

const isBelowAtMidnight = (known: Known | null, dayStartMs: number): boolean =>
  known !== null && known.power_w < -LEAST_W && isNearMidnight(known.time_ms, dayStartMs);

/** Finds a counter of the day that goes back within the day. */
function createDayReset() {
  let last: { dayStartMs: number; kwh: number } | null = null;
  return ({ daily_kwh: kwh }: Reading, dayStartMs: number): boolean => {
    if (kwh === null) return false;
    const isBack = last?.dayStartMs === dayStartMs && kwh < last.kwh - ROUNDING_KWH;
    last = { dayStartMs, kwh };
    return isBack;
  };
}

const isKind = (kind: QualityKind | false | null): kind is QualityKind => kind !== false && kind !== null;

export function createQualityWatch(): QualityWatch {
  const counts = new Map<QualityKind, { count: number; last_ms: number }>();
  const [oddReading, isStuck, isDayReset] = [createOddReadings(), createStuckValue(), createDayReset()];
  const count = (kind: QualityKind, last_ms: number) => void counts.set(kind, { count: (counts.get(kind)?.count ?? 0) + 1, last_ms });
  return {
    see(reading, { dayStartMs, mayFeedIn }) {
      const { time_ms, total_power_w: power_w } = reading;
      const known = power_w === null ? null : { time_ms, power_w };
      const midnight = !mayFeedIn && isBelowAtMidnight(known, dayStartMs) && 'midnight_negative';
      const found = [oddReading(known), isStuck(known) && 'stuck', isDayReset(reading, dayStartMs) && 'counter_reset', midnight] as const;
      found.filter(isKind).forEach((kind) => count(kind, time_ms));
    },
    found: () => counts,
  };
}
