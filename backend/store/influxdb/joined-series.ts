/** Reads that join what lies in the file with the older rows on the server. */
import type { StoredCorrelation } from '../../contract/correlation.ts';
import type { CircuitReading, Reading } from '../../contract/reading.ts';
import type { StoredStep } from '../../contract/unexplained.ts';
import { withNewestNames } from '../duckdb/bins.ts';
import { toChange, toCorrelation, type Row } from '../duckdb/from-cells.ts';
import { COMPARE } from '../duckdb/newest-correlations.ts';
import { changeTable, circuitTable, correlationTable, entityHourTable, meterHourTable, readingTable, stepTable } from '../duckdb/tables.ts';
import type { CorrelationQuery, EntityHour, MeterHour, Series } from '../store.ts';
import { createCut, join, type Cut } from './cut.ts';
import type { Place } from './place.ts';
import type { RemoteSeries } from './remote-series.ts';

const DAY_MS = 86_400_000;
const DEFAULT_LIMIT = 200_000;
/** How far before a time a state is looked for on the server. */
const STATES_BACK_MS = 90 * DAY_MS;

type Sources = { local: Series; remote: RemoteSeries; cut: Cut };
type Reads<Name extends keyof Series> = Pick<Series, Name>;

const byMeter = (value: string) => ({ column: 'meter_id', value });
const byEntity = (value: string | undefined) => (value === undefined ? undefined : { column: 'entity_id', value });
const asIs = <T>(rows: Row[]) => rows as unknown as T[];

const readRaw = ({ local, remote, cut }: Sources): Reads<'readings' | 'circuits' | 'powerBins' | 'circuitBins'> => ({
  readings: async ({ limit = DEFAULT_LIMIT, meter_id, ...range }) =>
    join(
      await cut.raw(range),
      async (old) => asIs<Reading>(await remote.rows(readingTable, old, { only: byMeter(meter_id), limit })),
      (recent, rest) => local.readings({ ...recent, meter_id, limit: rest }),
      limit,
    ),
  circuits: async ({ limit = DEFAULT_LIMIT, meter_id, ...range }) =>
    join(
      await cut.raw(range),
      async (old) => asIs<CircuitReading>(await remote.rows(circuitTable, old, { only: byMeter(meter_id), limit })),
      (recent, rest) => local.circuits({ ...recent, meter_id, limit: rest }),
      limit,
    ),
  powerBins: async ({ meter_id, bin_ms, ...range }) =>
    join(
      await cut.bins({ ...range, bin_ms }),
      (old) => remote.powerBins({ ...old, meter_id, bin_ms }),
      (recent) => local.powerBins({ ...recent, meter_id, bin_ms }),
    ),
  circuitBins: async ({ meter_id, bin_ms, ...range }) =>
    withNewestNames(
      await join(
        await cut.bins({ ...range, bin_ms }),
        (old) => remote.circuitBins({ ...old, meter_id, bin_ms }),
        (recent) => local.circuitBins({ ...recent, meter_id, bin_ms }),
      ),
    ),
});

const readChanges = ({ local, remote, cut }: Sources): Reads<'changes' | 'statesAt'> => ({
  changes: async ({ limit = DEFAULT_LIMIT, entity_id, ...range }) =>
    join(
      await cut.all(range),
      async (old) => (await remote.rows(changeTable, old, { only: byEntity(entity_id), limit })).map(toChange),
      (recent, rest) => local.changes({ ...recent, limit: rest, ...(entity_id !== undefined && { entity_id }) }),
      limit,
    ),
  async statesAt(time_ms) {
    const { old, recent } = await cut.all({ start_ms: time_ms - STATES_BACK_MS, end_ms: time_ms });
    // The file keeps the newest change of each entity from before its time.
    if (old === null || recent !== null) return await local.statesAt(time_ms);
    const states = await remote.newestChanges(old);
    return states.map(toChange).sort((a, b) => (a.entity_id < b.entity_id ? -1 : 1));
  },
});

const readCorrelated = ({ local, remote, cut }: Sources): Reads<'correlations' | 'correlation'> => ({
  async correlations(query: CorrelationQuery) {
    const { old, recent } = await cut.all(query);
    const newer = recent === null ? [] : await local.correlations({ ...query, ...recent });
    if (old === null || (query.order === 'time' && newer.length >= query.limit)) return newer;
    const older = await remote.correlations({ ...query, ...old });
    return [...newer, ...older].sort((a: StoredCorrelation, b: StoredCorrelation) => COMPARE[query.order](a, b)).slice(0, query.limit);
  },
  async correlation({ time_ms, entity_id }) {
    const { old, recent } = await cut.all({ start_ms: time_ms, end_ms: time_ms + 1 });
    if (recent !== null) return await local.correlation({ time_ms, entity_id });
    const [row] = old === null ? [] : await remote.rows(correlationTable, old, { only: byEntity(entity_id), limit: 1 });
    return row === undefined ? null : toCorrelation(row);
  },
});

const readHours = ({ local, remote, cut }: Sources): Reads<'steps' | 'meterHours' | 'entityHours'> => ({
  steps: async (range) =>
    join(
      await cut.all(range),
      async (old) => asIs<StoredStep>(await remote.rows(stepTable, old)),
      (recent) => local.steps(recent),
    ),
  meterHours: async ({ meter_id, ...range }) =>
    join(
      await cut.all(range),
      async (old) => asIs<MeterHour>(await remote.rows(meterHourTable, old, { only: byMeter(meter_id) })),
      (recent) => local.meterHours({ ...recent, meter_id }),
    ),
  entityHours: async ({ entity_id, ...range }) =>
    join(
      await cut.all(range),
      async (old) => asIs<EntityHour>(await remote.rows(entityHourTable, old, { only: byEntity(entity_id) })),
      (recent) => local.entityHours({ ...recent, ...(entity_id !== undefined && { entity_id }) }),
    ),
});

export function createJoinedSeries(options: {
  local: Series;
  remote: RemoteSeries;
  place: () => Place;
  firstMs: () => Promise<number | null>;
}): Omit<Series, 'append'> {
  const { local, remote, place, firstMs } = options;
  const sources = { local, remote, cut: createCut(place, firstMs) };
  return {
    ...readRaw(sources),
    ...readChanges(sources),
    ...readCorrelated(sources),
    ...readHours(sources),
    // The file keeps the newest row of each identity, however old.
    lastReading: (meter_id) => local.lastReading(meter_id),
    lastChangeMs: () => local.lastChangeMs(),
    firstMs,
  };
}
