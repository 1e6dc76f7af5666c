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

/** Of which it is known what was used in them. */
const toHour = ({ time_ms, energy_kwh, on_s, cost }: EntityHour): Hour[] =>
  energy_kwh === null ? [] : [{ time_ms, energy_kwh, on_s, cost }];

async function loadDays(store: Store, days: Range): Promise<EntityHour[][]> {
  const loaded: EntityHour[][] = [];
  for (let from = days.start_ms; from < days.end_ms; from += READ_DAYS * DAY_MS) {
    const to = Math.min(from + READ_DAYS * DAY_MS, days.end_ms);
    const byDay = Map.groupBy(await store.series.entityHours({ start_ms: from, end_ms: to }), ({ time_ms }) =>
      Math.floor(time_ms / DAY_MS),
    );
    for (let day = from; day < to; day += DAY_MS) loaded.push(byDay.get(day / DAY_MS) ?? []);
  }
  return loaded;
}

export function createHourDays(store: Store): HourDays {
  const days = createDayBlocks({ load: (range) => loadDays(store, range), mostDays: MOST_DAYS });
  return {
    async read(range, nowMs) {
      const rows = (await days.read(range, nowMs)).flat();
      const within = rows.filter(({ time_ms }) => time_ms >= range.start_ms && time_ms < range.end_ms);
      const byEntity = Map.groupBy(within, ({ entity_id }) => entity_id);
      return [...byEntity].map(([entity_id, own]) => ({
        entity_id,
        provenance: own.at(-1)?.provenance ?? 'learned',
        hours: own.flatMap(toHour),
      }));
    },
  };
}
