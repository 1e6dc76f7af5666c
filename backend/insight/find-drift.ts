/** Whether a device draws more or less than it did 30 days ago. */
import type { Device } from '../contract/device.ts';
import { toTimestamp } from '../contract/identity.ts';
import { quantileOf } from './quantile-of.ts';

/** Below so many switches a median says little. */
const LEAST_SWITCHES = 5;
/** Smaller changes are worth no word. */
const LEAST_W = 5;
const LEAST_SHARE = 0.05;

type Median = { power_w: number; interval_w: number };

/**
 * The median of sizes with half the width of its 95 % interval, 1.57 IQR / sqrt(n): the notch of McGill, Tukey and Larsen (The American
 * Statistician 1978). Null of too few.
 */
function medianOf(sizes: readonly number[]): Median | null {
  const [low, middle, high] = [0.25, 0.5, 0.75].map((share) => quantileOf(sizes, share) ?? 0);
  if (sizes.length < LEAST_SWITCHES || low === undefined || middle === undefined || high === undefined) return null;
  return { power_w: middle, interval_w: (1.57 * (high - low)) / Math.sqrt(sizes.length) };
}

/**
 * Compares what its switches did in a week then and in this one: medians of steps, since a mean power would rise and fall with how often a
 * device cycles. Told where the intervals do not touch and the difference is more than max(5 W, 5 %); null: none that is known.
 *
 * @example
 * findDrift({ thenMs, then: [690, 690, 692, 688, 691], now: [780, 781, 779, 780, 782] }); // { from_w: 690, since: '2026-10-25T…' }
 */
export function findDrift({ thenMs, then, now }: { thenMs: number; then: readonly number[]; now: readonly number[] }): Device['drift'] {
  const [was, is] = [medianOf(then), medianOf(now)];
  if (was === null || is === null) return null;
  const change = Math.abs(is.power_w - was.power_w);
  const isClear = change > was.interval_w + is.interval_w && change > Math.max(LEAST_W, LEAST_SHARE * was.power_w);
  return isClear ? { from_w: Math.round(was.power_w * 10) / 10, since: toTimestamp(thenMs) } : null;
}
