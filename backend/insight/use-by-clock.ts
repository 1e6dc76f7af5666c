/** How long an entity was on, by day and by hour of the day. */
import { localTime } from './local-time.ts';
import type { Stretch } from './on-stretches.ts';

/** Clocks of all time zones turn their hour at a quarter of one. */
const QUARTER_MS = 900_000;
const MINUTE_MS = 60_000;

export type UseByClock = {
  /** Hours at full power of each local day on which it was on. */
  fullHoursByDay: ReadonlyMap<string, number>;
  /** Minutes on in each hour of the day, over all days. */
  minutesByHour: number[];
};

/** @example useByClock([{ start_ms: 0, end_ms: 5_400_000, share: 1 }], 'UTC') // 1.5 full hours on 1970-01-01; 60 and 30 minutes */
export function useByClock(stretches: readonly Stretch[], timeZone: string): UseByClock {
  const fullHoursByDay = new Map<string, number>();
  const minutesByHour = Array.from({ length: 24 }, () => 0);
  for (const { start_ms, end_ms, share } of stretches) {
    for (let from = start_ms; from < end_ms;) {
      const to = Math.min(end_ms, (Math.floor(from / QUARTER_MS) + 1) * QUARTER_MS);
      const { day, hour } = localTime(from, timeZone);
      fullHoursByDay.set(day, (fullHoursByDay.get(day) ?? 0) + (share * (to - from)) / (60 * MINUTE_MS));
      minutesByHour[hour] = (minutesByHour[hour] ?? 0) + (to - from) / MINUTE_MS;
      from = to;
    }
  }
  return { fullHoursByDay, minutesByHour };
}
