/** The reads of the series, each bounded in time or in number. */
import type { CircuitReading, Reading } from '../../contract/reading.ts';
import type { StoredStep } from '../../contract/unexplained.ts';
import type { EntityHour, MeterHour, Series } from '../store.ts';
import type { Bins } from './bins.ts';
import type { Read } from './database.ts';
import { toChange, toCorrelation } from './from-cells.ts';
import { earlier, type KnownRows } from './known-rows.ts';
import { createReadStretch } from './read-stretch.ts';
import type { NewestCorrelations } from './newest-correlations.ts';
import {
  changeTable,
  circuitTable,
  correlationTable,
  entityHourTable,
  meterHourTable,
  readingTable,
  selectList,
  stepTable,
  TABLES,
} from './tables.ts';

const statesSql =
  `SELECT ${selectList(changeTable)} FROM home_assistant_events JOIN (` +
  'SELECT entity_id AS newest_id, max(time_ms) AS newest_ms FROM home_assistant_events WHERE home_id = $1 AND time_ms < $2 GROUP BY 1' +
  ') ON entity_id = newest_id AND home_assistant_events.time_ms = newest_ms WHERE home_id = $1 AND home_assistant_events.time_ms < $2 ORDER BY entity_id';

export function createSeriesReads(options: {
  read: Read;
  homeId: string;
  known: KnownRows;
  bins: Bins;
  newestCorrelations: NewestCorrelations;
}): Omit<Series, 'append'> {
  const { read, homeId, known, bins, newestCorrelations } = options;
  const stretch = createReadStretch(read, homeId);
  const byMeter = (value: string) => ({ column: 'meter_id', value });
  const byEntity = (value: string | undefined) => (value === undefined ? undefined : { column: 'entity_id', value });
  const only = (time_ms: number) => ({ start_ms: time_ms, end_ms: time_ms + 1 });
  return {
    readings: async ({ meter_id, ...range }) => (await stretch(readingTable, range, byMeter(meter_id))) as Reading[],
    circuits: async ({ meter_id, ...range }) => (await stretch(circuitTable, range, byMeter(meter_id))) as CircuitReading[],
    changes: async ({ entity_id, ...range }) => (await stretch(changeTable, range, byEntity(entity_id))).map(toChange),
    async lastReading(meter_id) {
      const newestMs = known.of(readingTable.name).newest.get(meter_id);
      if (newestMs === undefined) return null;
      const rows = await stretch(readingTable, only(newestMs), byMeter(meter_id));
      return (rows[0] as Reading | undefined) ?? null;
    },
    lastChangeMs: () =>
      Promise.resolve(
        known
          .of(changeTable.name)
          .newest.values()
          .reduce<number | null>((last, ms) => Math.max(last ?? ms, ms), null),
      ),
    firstMs: () => Promise.resolve(TABLES.reduce<number | null>((first, { name }) => earlier(first, known.of(name).firstMs), null)),
    async statesAt(time_ms) {
      const rows = await read({
        sql: statesSql,
        values: [homeId, BigInt(time_ms)],
      });
      return rows.map(toChange);
    },
    powerBins: (query) => bins.power(query),
    circuitBins: (query) => bins.circuits(query),
    correlations: (query) => newestCorrelations.read(query),
    async correlation({ time_ms, entity_id }) {
      const [row] = await stretch(correlationTable, only(time_ms), byEntity(entity_id));
      return row === undefined ? null : toCorrelation(row);
    },
    steps: async (range) => (await stretch(stepTable, range)) as StoredStep[],
    meterHours: async ({ meter_id, ...range }) => (await stretch(meterHourTable, range, byMeter(meter_id))) as MeterHour[],
    entityHours: async ({ entity_id, ...range }) => (await stretch(entityHourTable, range, byEntity(entity_id))) as EntityHour[],
  };
}
