/** What was recorded of one device: its switches, its use by day and by hour. */
import type { StoredCorrelation } from '../contract/correlation.ts';
import type { DeviceHistory } from '../contract/device.ts';
import { toTimestamp } from '../contract/identity.ts';
import type { StateChange } from '../contract/state-change.ts';
import type { ShareOf } from '../correlation/types.ts';
import type { EntityHour, Range, Store } from '../store/store.ts';
import { startOfDay } from '../local-day.ts';
import { localDays } from './local-days.ts';
import { localTime } from './local-time.ts';
import { modeFinder } from './mode-of-step.ts';
import { onStretches } from './on-stretches.ts';
import { companionsOf, onPowerByWeek, powerByLevel, powerByMode } from './power-of-steps.ts';
import { useByClock, type UseByClock } from './use-by-clock.ts';

export type HistoryOptions = {
  store: Store;
  entity_id: string;
  on_power_w: number | null;
  shareOf: ShareOf;
  /** What it used in hours that are not closed yet. */
  openHours: readonly Hour[];
  nowMs: number;
  timeZone: string;
};
type Hour = Pick<EntityHour, 'time_ms' | 'energy_kwh' | 'on_s'>;

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
const STEP_DAYS = 90;
const ENERGY_DAYS = 14;
/** Switches, and state changes, of one answer at most: the newest, and the first of the days. */
const MOST_STEPS = 500;
const MOST_CHANGES = 50_000;

/** The changes of the range, after the one that says how it began. */
async function changesOf(store: Store, entity_id: string, range: Range): Promise<StateChange[]> {
  const before = (await store.series.statesAt(range.start_ms)).filter((change) => change.entity_id === entity_id);
  return [...before, ...(await store.series.changes({ ...range, entity_id, limit: MOST_CHANGES }))];
}

const toStep = ({ time_ms, power_delta_w, confidence }: StoredCorrelation) => ({
  timestamp: toTimestamp(time_ms),
  power_delta_w,
  weight: confidence,
});

/** What the engine counted hour by hour; null: nothing. */
function countedByDay(hours: readonly Hour[], nowMs: number, timeZone: string): Map<string, number> | null {
  const byDay = new Map<string, number>();
  const add = (time_ms: number, kwh: number) => {
    const { day } = localTime(time_ms, timeZone);
    byDay.set(day, (byDay.get(day) ?? 0) + kwh);
  };
  for (const { time_ms, energy_kwh } of hours) {
    if (energy_kwh === null) continue;
    const end_ms = Math.min(time_ms + HOUR_MS, nowMs);
    // In zones that are off by half an hour a day begins amid an hour.
    const share = Math.min(1, Math.max(0, (end_ms - startOfDay(end_ms - 1, timeZone)) / (end_ms - time_ms)));
    add(time_ms, (1 - share) * energy_kwh);
    add(end_ms - 1, share * energy_kwh);
  }
  return byDay.size === 0 ? null : byDay;
}

/** Full hours times learned power; null where that is not known. */
const learnedByDay = ({ fullHoursByDay }: UseByClock, onPowerW: number | null): Map<string, number> | null =>
  onPowerW === null ? null : new Map([...fullHoursByDay].map(([day, hours]) => [day, (hours * Math.max(0, onPowerW)) / 1000]));

type MinutesOptions = { changes: readonly StateChange[]; hours: readonly Hour[]; use: UseByClock; days: number; timeZone: string };

/** Means over the days, from its states; of a sensor, which has none, from its hours. Null: nothing is known. */
function minutesByHour({ changes, hours, use, days, timeZone }: MinutesOptions): DeviceHistory['minutes_by_hour'] {
  if (changes.length === 0 && hours.length === 0) return null;
  const minutes = changes.length > 0 ? use.minutesByHour : Array.from({ length: 24 }, () => 0);
  if (changes.length === 0)
    for (const { time_ms, on_s } of hours) {
      const { hour } = localTime(time_ms, timeZone);
      minutes[hour] = (minutes[hour] ?? 0) + on_s / 60;
    }
  return minutes.map((sum) => sum / Math.max(1, days));
}

/** Those of the days that do not lie wholly before the first thing known. */
const daysSince = (firstMs: number, starts: readonly number[], nowMs: number): number[] =>
  starts.filter((_, i) => (starts[i + 1] ?? nowMs) > firstMs);

/** Energy by day is what was counted hour by hour, else the time on times the learned power; days of which nothing is known are left out. */
export async function readHistory({
  store,
  entity_id,
  on_power_w,
  shareOf,
  openHours,
  nowMs,
  timeZone,
}: HistoryOptions): Promise<DeviceHistory> {
  const starts = localDays(nowMs, ENERGY_DAYS, timeZone);
  const range = { start_ms: starts[0] ?? nowMs, end_ms: nowMs };
  const [newest, closedHours, changes] = await Promise.all([
    store.series.correlations({
      start_ms: nowMs - STEP_DAYS * DAY_MS,
      end_ms: nowMs,
      entity_id,
      min_delta_w: 0,
      min_confidence: 0,
      order: 'time',
      limit: MOST_STEPS,
    }),
    // From the full hour on in which the first day begins.
    store.series.entityHours({ ...range, start_ms: Math.floor(range.start_ms / HOUR_MS) * HOUR_MS, entity_id }),
    changesOf(store, entity_id, range),
  ]);
  const hours = [...closedHours, ...openHours];
  const steps = newest.toReversed();
  const use = useByClock(onStretches(changes, range, shareOf), timeZone);
  const energy = countedByDay(hours, nowMs, timeZone) ?? learnedByDay(use, on_power_w);
  const firstMs = Math.min(...[changes, hours].map((rows) => rows[0]?.time_ms ?? nowMs));
  const days = daysSince(firstMs, starts, nowMs).map((start) => localTime(start, timeZone).day);
  return {
    steps: steps.map(toStep),
    energy_by_day: energy && days.map((day) => ({ day, energy_kwh: energy.get(day) ?? 0 })),
    minutes_by_hour: minutesByHour({ changes, hours, use, days: days.length, timeZone }),
    on_power_by_week: onPowerByWeek(steps, timeZone),
    levels: powerByLevel(steps),
    modes: powerByMode(steps, modeFinder(changes)),
    seen_with: companionsOf(steps),
  };
}
