/** The writes of the series: each call is one transaction, after which what is known of the file and the kept bins follow. */
import type { CircuitReading, Reading } from '../../contract/reading.ts';
import type { CorrelatorBatch, Range, SeriesRows } from '../store.ts';
import type { Bins } from './bins.ts';
import type { Database } from './database.ts';
import { putFact } from './facts.ts';
import type { HoursInFile } from './hours-in-file.ts';
import type { NewestCorrelations } from './newest-correlations.ts';
import { insertRows, requireTimes, type Inserted } from './insert-rows.ts';
import type { KnownRows } from './known-rows.ts';
import {
  changeTable,
  circuitTable,
  correlationTable,
  entityHourTable,
  meterHourTable,
  readingTable,
  stepTable,
  type Table,
} from './tables.ts';
import type { Writer } from './writer.ts';

/** The stretch of time that the rows of each meter cover, its last row included. */
function stretchesOf(rows: readonly (Reading | CircuitReading)[]): Map<string, Range> {
  const stretches = new Map<string, Range>();
  for (const { meter_id, time_ms } of rows) {
    const stretch = stretches.get(meter_id);
    if (stretch === undefined) stretches.set(meter_id, { start_ms: time_ms, end_ms: time_ms });
    else {
      stretch.start_ms = Math.min(stretch.start_ms, time_ms);
      stretch.end_ms = Math.max(stretch.end_ms, time_ms);
    }
  }
  return stretches;
}

/** Told of the rows that were added, within the transaction that adds them. */
export type OnAdded = <Row extends { time_ms: number }>(writer: Writer, table: Table<Row>, rows: readonly Row[]) => Promise<void>;

type InserterOptions = { homeId: string; known: KnownRows; onAdded?: OnAdded | undefined };

/** Inserts into several tables; tells what was added to each, by name. */
const createInserter = ({ homeId, known, onAdded }: InserterOptions, writer: Writer) => {
  const added = new Map<string, Inserted>();
  const insert = async <Row extends { time_ms: number }>(table: Table<Row>, rows: readonly Row[] = []) => {
    if (rows.length === 0) return;
    const inserted = await insertRows({ writer, table, homeId }, rows, known.of(table.name).newest);
    added.set(table.name, inserted);
    await onAdded?.(writer, table, inserted.added);
  };
  return { added, insert };
};

type SeriesWritesOptions = InserterOptions & {
  database: Database;
  bins: Bins;
  hours: Pick<HoursInFile, 'forget' | 'forgotten'>;
  newestCorrelations: NewestCorrelations;
};

export function createSeriesWrites(options: SeriesWritesOptions) {
  const { database, homeId, known, bins, hours, newestCorrelations } = options;
  const inserter = (writer: Writer) => createInserter(options, writer);
  const remember = (added: Map<string, Inserted>) => added.forEach((inserted, table) => known.add(table, inserted));

  return {
    async append({ readings = [], circuits = [], changes = [] }: SeriesRows): Promise<void> {
      requireTimes(readingTable, readings);
      requireTimes(circuitTable, circuits);
      const [ofReadings, ofCircuits] = [stretchesOf(readings), stretchesOf(circuits)];
      const stretches = [...ofReadings.values(), ...ofCircuits.values()];
      await database.transaction(
        async (writer) => {
          const { added, insert } = inserter(writer);
          await hours.forget(writer, stretches);
          await insert(readingTable, readings);
          await insert(circuitTable, circuits);
          await insert(changeTable, changes);
          return added;
        },
        {
          committed(added) {
            remember(added);
            hours.forgotten(stretches);
            for (const [meterId, stretch] of ofReadings) bins.dropPower(meterId, stretch);
            for (const [meterId, stretch] of ofCircuits) bins.dropCircuits(meterId, stretch);
          },
        },
      );
    },
    commit: ({ correlations, steps, meterHours, entityHours, facts }: CorrelatorBatch): Promise<void> =>
      database.transaction(
        async (writer) => {
          const { added, insert } = inserter(writer);
          await insert(correlationTable, correlations);
          await insert(stepTable, steps);
          await insert(meterHourTable, meterHours);
          await insert(entityHourTable, entityHours);
          for (const fact of facts) await putFact(writer.connection, homeId, fact);
          return added;
        },
        {
          committed(added) {
            remember(added);
            if (added.get(correlationTable.name)?.repeats === true) newestCorrelations.clear();
            else newestCorrelations.add(correlations);
          },
        },
      ),
  };
}
