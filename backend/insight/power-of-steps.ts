/** What the switches of one device tell of its power: week by week, by level, by what it does, and what it was seen with. */
import type { StoredCorrelation } from '../contract/correlation.ts';
import type { DeviceHistory } from '../contract/device.ts';
import { localTime } from './local-time.ts';

/** Below it an answer is less likely right than wrong. */
const LEAST_CONFIDENCE = 0.5;
/** Levels are told in steps of 10 %. */
const LEVEL_STEP = 10;
const DAY_MS = 86_400_000;
const SDS_OF_95 = 1.96;
/** So many companions are told. */
const MOST_COMPANIONS = 5;

type Weighted = { power_w: number; weight: number };
type Estimate = { power_w: number; interval_w: number | null; count: number };

/** The level that was switched on to, or off from, %; null: a change from one level to another. Without levels it is 100. */
function levelOf({ level, previous_level }: Pick<StoredCorrelation, 'level' | 'previous_level'>): number | null {
  if (level === null || previous_level === null) return 100;
  if (level > 0 && previous_level > 0) return null;
  return Math.max(level, previous_level);
}

/** To or from full power. */
export const isFull = (step: Pick<StoredCorrelation, 'level' | 'previous_level'>): boolean => (levelOf(step) ?? 0) >= 100 - LEVEL_STEP / 2;

const isSure = ({ confidence }: StoredCorrelation): boolean => confidence >= LEAST_CONFIDENCE;
const toWeighted = ({ power_delta_w, confidence }: StoredCorrelation): Weighted => ({
  power_w: Math.abs(power_delta_w),
  weight: confidence,
});

/** Mean weighted by confidence, with 1.96 standard errors of it. */
function meanOf(all: readonly Weighted[]): Estimate {
  const total = all.reduce((sum, { weight }) => sum + weight, 0);
  const power_w = all.reduce((sum, one) => sum + one.weight * one.power_w, 0) / total;
  if (all.length < 2) return { power_w, interval_w: null, count: all.length };
  const variance = all.reduce((sum, one) => sum + one.weight * (one.power_w - power_w) ** 2, 0) / total;
  return { power_w, interval_w: SDS_OF_95 * Math.sqrt(variance / (all.length - 1)), count: all.length };
}

function groupBy<K>(steps: readonly StoredCorrelation[], keyOf: (step: StoredCorrelation) => K | null): Map<K, Weighted[]> {
  const groups = new Map<K, Weighted[]>();
  for (const step of steps.filter(isSure)) {
    const key = keyOf(step);
    if (key !== null) groups.set(key, [...(groups.get(key) ?? []), toWeighted(step)]);
  }
  return groups;
}

/** The local date of the Monday before; 1970-01-05 was one. */
function mondayOf(timeMs: number, timeZone: string): string {
  const dayNumber = Date.parse(localTime(timeMs, timeZone).day) / DAY_MS;
  return new Date((dayNumber - ((dayNumber + 3) % 7)) * DAY_MS).toISOString().slice(0, 10);
}

/** Mean size of the switches to and from full power in each week, named by its Monday, oldest first. */
export function onPowerByWeek(steps: readonly StoredCorrelation[], timeZone: string): NonNullable<DeviceHistory['on_power_by_week']> {
  const weeks = groupBy(steps, (step) => (isFull(step) ? mondayOf(step.time_ms, timeZone) : null));
  return [...weeks].sort(([a], [b]) => (a < b ? -1 : 1)).map(([week, all]) => ({ week, ...meanOf(all) }));
}

/** Watts at each level that was switched on to or off from; null where the device has no levels. */
export function powerByLevel(steps: readonly StoredCorrelation[]): DeviceHistory['levels'] {
  const told = steps.filter(({ level, previous_level }) => level !== null && previous_level !== null);
  if (told.length === 0) return null;
  const levels = groupBy(told, (step) => {
    const level = levelOf(step);
    return level === null ? null : Math.round(level / LEVEL_STEP) * LEVEL_STEP;
  });
  return [...levels].sort(([a], [b]) => a - b).map(([level, all]) => ({ level, ...meanOf(all) }));
}

/**
 * Watts by what the device did while it was on, most frequent first; null where it knows one thing only. `modeOf` says what it did after a
 * switch on, or before a switch off; null: neither.
 */
export function powerByMode(
  steps: readonly StoredCorrelation[],
  modeOf: (step: StoredCorrelation) => string | null,
): DeviceHistory['modes'] {
  const modes = groupBy(steps, modeOf);
  if (modes.size < 2) return null;
  return [...modes].map(([mode, all]) => ({ mode, ...meanOf(all) })).sort((a, b) => b.count - a.count);
}

/** Who shared its steps, most often first. */
export function companionsOf(steps: readonly StoredCorrelation[]): NonNullable<DeviceHistory['seen_with']> {
  const counts = new Map<string, number>();
  for (const entityId of steps.flatMap(({ shared_with }) => shared_with)) counts.set(entityId, (counts.get(entityId) ?? 0) + 1);
  return [...counts]
    .map(([entity_id, count]) => ({ entity_id, count }))
    .sort((a, b) => b.count - a.count)
    .slice(0, MOST_COMPANIONS);
}
