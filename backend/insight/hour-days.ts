/** What devices used hour by hour, kept day by day: for charts of weeks and months. */
import type { EntityHour, Range, Store } from '../store/store.ts';
import { createDayBlocks } from './day-blocks.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const MOST_DAYS = 420;
/** Days of one read: a store gives so many rows at once. */
const READ_DAYS = 30;

type Hour = Pick<EntityHour, 'time_ms' | 'on_s' | 'cost'> & { energy_kwh: number };
export type HoursOfDevice = { entity_id: string; provenance: string; hours: Hour[] };

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
    day.set(entity_id, own);
    own.cells.set([energy_kwh, on_s, cost ?? NaN], CELLS * Math.floor((time_ms - dayMs) / HOUR_MS));
  }
  return day;
}

function* hoursOf(cells: Float64Array, dayMs: number): Generator<Hour> {
  for (let hour = 0; hour < 24; hour++) {
    const [energy_kwh = NaN, on_s = NaN, cost = NaN] = cells.subarray(CELLS * hour, CELLS * (hour + 1));
    if (!Number.isNaN(energy_kwh)) yield { time_ms: dayMs + hour * HOUR_MS, energy_kwh, on_s, cost: Number.isNaN(cost) ? null : cost };
  }
}

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
      const found = new Map<string, HoursOfDevice>();
      const first = Math.floor(range.start_ms / DAY_MS) * DAY_MS;
      for (const [i, day] of (await days.read(range, nowMs)).entries())
        for (const [entity_id, { provenance, cells }] of day) {
          const device = found.get(entity_id) ?? { entity_id, provenance, hours: [] };
          found.set(entity_id, { ...device, provenance });
          for (const hour of hoursOf(cells, first + i * DAY_MS))
            if (hour.time_ms >= range.start_ms && hour.time_ms < range.end_ms) device.hours.push(hour);
        }
      return [...found.values()].filter(({ hours }) => hours.length > 0);
    },
  };
}
