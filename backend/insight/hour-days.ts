/** What devices used hour by hour, kept day by day: for charts of weeks and months. */
import type { EntityHour, Range, Store } from '../store/store.ts';
import { createDayBlocks } from './day-blocks.ts';
import { lazily } from './lazily.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const MOST_DAYS = 420;
/** Days of one read: its rows are in memory at once. */
const READ_DAYS = 7;

type Hour = Pick<EntityHour, 'time_ms' | 'on_s' | 'cost'> & { energy_kwh: number };
export type HoursOfDevice = { entity_id: string; provenance: string; hours: Iterable<Hour, undefined> };
type DayOfDevice = { dayMs: number; cells: Float64Array };

export interface HourDays {
  /** The closed hours of each device in the range, in time order. */
  read(range: Range, nowMs: number): Promise<HoursOfDevice[]>;
}

/** A day of a device in 24 times three numbers, NaN where nothing is known: a year of rows would fill the memory. */
type Day = Map<string, { provenance: string; cells: Float64Array }>;
const CELLS = 3;

const newDay = (provenance: string) => ({ provenance, cells: new Float64Array(24 * CELLS).fill(NaN) });

/** Hours of which it is known what was used in them. */
function toDay(rows: readonly EntityHour[], dayMs: number): Day {
  const day: Day = new Map();
  for (const { time_ms, entity_id, provenance, energy_kwh, on_s, cost } of rows) {
    if (energy_kwh === null) continue;
    const own = day.get(entity_id) ?? newDay(provenance);
    // What got a sensor of its own amid the day is measured from then on.
    day.set(entity_id, { ...own, provenance });
    own.cells.set([energy_kwh, on_s, cost ?? NaN], CELLS * Math.floor((time_ms - dayMs) / HOUR_MS));
  }
  return day;
}

/** Null: nothing is known of it. */
function hourOf({ dayMs, cells }: DayOfDevice, hour: number): Hour | null {
  const at = CELLS * hour;
  const energy_kwh = cells[at] ?? NaN;
  if (Number.isNaN(energy_kwh)) return null;
  const [on_s, cost] = [cells[at + 1] ?? 0, cells[at + 2] ?? NaN];
  return { time_ms: dayMs + hour * HOUR_MS, energy_kwh, on_s, cost: Number.isNaN(cost) ? null : cost };
}

function* hoursOf(days: readonly DayOfDevice[], { start_ms, end_ms }: Range): Generator<Hour, undefined> {
  for (const day of days)
    for (let i = 0; i < 24; i++) {
      const hour = hourOf(day, i);
      if (hour !== null && hour.time_ms >= start_ms && hour.time_ms < end_ms) yield hour;
    }
}

/** When the last hour of all of them ended; 0: there is none. */
export const closedUntil = (devices: readonly HoursOfDevice[]): number =>
  devices.reduce((last, { hours }) => Iterator.from(hours).reduce((latest, { time_ms }) => Math.max(latest, time_ms + HOUR_MS), last), 0);

async function loadDays(store: Store, days: Range): Promise<Day[]> {
  const loaded: Day[] = [];
  for (let from = days.start_ms; from < days.end_ms; from += READ_DAYS * DAY_MS) {
    const to = Math.min(from + READ_DAYS * DAY_MS, days.end_ms);
    const rows = await store.series.entityHours({ start_ms: from, end_ms: to });
    const byDay = Map.groupBy(rows, ({ time_ms }) => Math.floor(time_ms / DAY_MS));
    for (let day = from; day < to; day += DAY_MS) loaded.push(toDay(byDay.get(day / DAY_MS) ?? [], day));
  }
  return loaded;
}

export function createHourDays(store: Store): HourDays {
  const days = createDayBlocks({ load: (range) => loadDays(store, range), mostDays: MOST_DAYS });
  return {
    async read(range, nowMs) {
      const found = new Map<string, { provenance: string; days: DayOfDevice[] }>();
      const first = Math.floor(range.start_ms / DAY_MS) * DAY_MS;
      for (const [i, day] of (await days.read(range, nowMs)).entries())
        for (const [entity_id, { provenance, cells }] of day) {
          const { days: before = [] } = found.get(entity_id) ?? {};
          before.push({ dayMs: first + i * DAY_MS, cells });
          found.set(entity_id, { provenance, days: before });
        }
      const devices = [...found].map(([entity_id, { provenance, days: own }]) => ({
        ...{ entity_id, provenance },
        hours: lazily(() => hoursOf(own, range)),
      }));
      return devices.filter(({ hours }) => Iterator.from(hours).some(() => true));
    },
  };
}
