/** The days that are summed up, in the file. A day of which a row is written later is summed up anew, and read from its readings until then. */
import type { DuckDBConnection } from '@duckdb/node-api';
import { DAY_MS, dayOf, type CircuitHour, type Hours, type PowerHour } from '../roll-up/hours.ts';
import type { CircuitBin, PowerBin, Range, Series } from '../store.ts';
import type { Database, Read } from './database.ts';
import { appendRows } from './insert-rows.ts';
import type { Table } from './tables.ts';

const powerHourTable: Table<PowerHour> = {
  name: 'power_hour',
  columns: [
    ['time_ms', 'time'],
    ['meter_id', 'text'],
    ['sum_w', 'number'],
    ['known', 'number'],
    ['min_w', 'number'],
    ['max_w', 'number'],
    ['last_ms', 'time'],
    ['known_ms', 'time'],
  ],
  identity: ['meter_id'],
  keyOf: (row) => row.meter_id,
  toCells: (row) => row,
};

const circuitHourTable: Table<CircuitHour> = {
  name: 'circuit_hour',
  columns: [
    ['time_ms', 'time'],
    ['meter_id', 'text'],
    ['circuit_id', 'text'],
    ['circuit_name', 'text'],
    ['sum_w', 'number'],
    ['known_w', 'number'],
    ['sum_percentage', 'number'],
    ['known_percentage', 'number'],
  ],
  identity: ['meter_id', 'circuit_id'],
  keyOf: (row) => `${row.meter_id}\n${row.circuit_id}`,
  toCells: (row) => row,
};

const HOUR_OF_ROW = '(time_ms // 3600000 * 3600000)::DOUBLE AS time_ms';
const sumPowerSql = `
  SELECT ${HOUR_OF_ROW}, meter_id, sum(total_power_w) AS sum_w, count(total_power_w)::DOUBLE AS known, min(total_power_w) AS min_w,
    max(total_power_w) AS max_w, max(time_ms)::DOUBLE AS last_ms, max(time_ms) FILTER (total_power_w IS NOT NULL)::DOUBLE AS known_ms
  FROM smart_meter WHERE home_id = $1 AND time_ms >= $2 AND time_ms < $3 GROUP BY ALL ORDER BY ALL`;
const sumCircuitsSql = `
  SELECT ${HOUR_OF_ROW}, meter_id, circuit_id, arg_max(circuit_name, time_ms) AS circuit_name, sum(power_w) AS sum_w,
    count(power_w)::DOUBLE AS known_w, sum(percentage) AS sum_percentage, count(percentage)::DOUBLE AS known_percentage
  FROM smart_meter_circuit WHERE home_id = $1 AND time_ms >= $2 AND time_ms < $3 GROUP BY 1, 2, 3 ORDER BY 1, 2, 3`;

const BIN = '(time_ms // $5 * $5)::DOUBLE AS time_ms';
const OF_METER = 'WHERE home_id = $1 AND meter_id = $2 AND time_ms >= $3 AND time_ms < $4';
const powerBinsSql = `
  SELECT ${BIN}, sum(sum_w) / nullif(sum(known), 0) AS mean_w, min(min_w) AS min_w, max(max_w) AS max_w,
    max(last_ms) IS DISTINCT FROM max(known_ms) AS ends_unknown
  FROM power_hour ${OF_METER} GROUP BY 1 ORDER BY 1`;
const circuitBinsSql = `
  SELECT ${BIN}, circuit_id, arg_max(circuit_name, time_ms) AS circuit_name, sum(sum_w) / nullif(sum(known_w), 0) AS power_w,
    sum(sum_percentage) / nullif(sum(known_percentage), 0) AS percentage
  FROM circuit_hour ${OF_METER} GROUP BY 1, 2 ORDER BY 1, 2`;

export interface HoursInFile extends Pick<Series, 'powerBins' | 'circuitBins'> {
  /** Reads which days are summed up. */
  load(read: Read): Promise<void>;
  isSummed: (dayMs: number) => boolean;
  /** Of the rows that lie in the file. */
  readFromRows: (day: Range) => Promise<Hours>;
  /** Sums up a day, unless a row of it is written meanwhile. */
  sumUp(day: Range, readHours: (day: Range) => Promise<Hours | null>): Promise<void>;
  /** Within the transaction that writes rows into these stretches, their ends included: their days are to be summed up anew. */
  forget(connection: DuckDBConnection, stretches: Iterable<Range>): Promise<void>;
  /** That transaction is committed. */
  forgotten(stretches: Iterable<Range>): void;
}

function* daysOf(stretches: Iterable<Range>): Generator<number> {
  for (const { start_ms, end_ms } of stretches) for (let day = dayOf(start_ms).start_ms; day <= end_ms; day += DAY_MS) yield day;
}

const deleteDay = async (connection: DuckDBConnection, homeId: string, { start_ms, end_ms }: Range): Promise<void> => {
  for (const table of [powerHourTable.name, circuitHourTable.name])
    await connection.run(`DELETE FROM ${table} WHERE home_id = $1 AND time_ms >= ${start_ms} AND time_ms < ${end_ms}`, [homeId]);
};

/** The bins of the sums. */
const createReads = (read: Read, homeId: string): Pick<HoursInFile, 'powerBins' | 'circuitBins' | 'readFromRows'> => {
  const ask = async <T>(sql: string, values: (bigint | string)[]) => (await read({ sql, values: [homeId, ...values] })) as T[];
  const inDay = ({ start_ms, end_ms }: Range) => [BigInt(start_ms), BigInt(end_ms)];
  const binned = ({ meter_id, bin_ms, ...range }: Parameters<Series['powerBins']>[0]) => [meter_id, ...inDay(range), BigInt(bin_ms)];
  return {
    powerBins: (query) => ask<PowerBin>(powerBinsSql, binned(query)),
    circuitBins: (query) => ask<CircuitBin>(circuitBinsSql, binned(query)),
    readFromRows: async (day) => ({
      power: await ask<PowerHour>(sumPowerSql, inDay(day)),
      circuits: await ask<CircuitHour>(sumCircuitsSql, inDay(day)),
    }),
  };
};

export function createHoursInFile(options: { read: Read; transaction: Database['transaction']; homeId: string }): HoursInFile {
  const { read: readFile, transaction, homeId } = options;
  /** The days that are summed up; true: their readings were deleted since, so that they stay as they are. */
  const summed = new Map<number, boolean>();
  /** Days that are being read, and of which nothing was written since. */
  const underWay = new Set<number>();
  return {
    ...createReads(readFile, homeId),
    async load(read) {
      const rows = await read({ sql: 'SELECT day_ms::DOUBLE AS day_ms, lasts FROM summed_day WHERE home_id = $1', values: [homeId] });
      summed.clear();
      underWay.clear();
      for (const { day_ms, lasts } of rows) summed.set(Number(day_ms), lasts === true);
    },
    isSummed: (dayMs) => summed.has(dayMs),
    async sumUp(day, readHours) {
      const { start_ms } = day;
      underWay.add(start_ms);
      const hours = await readHours(day);
      if (hours === null) return;
      await transaction(
        async (writer) => {
          if (!underWay.has(start_ms)) return;
          await deleteDay(writer.connection, homeId, day);
          await appendRows({ table: powerHourTable, homeId }, await writer.appenderOf(powerHourTable.name), hours.power);
          await appendRows({ table: circuitHourTable, homeId }, await writer.appenderOf(circuitHourTable.name), hours.circuits);
          await writer.connection.run('INSERT INTO summed_day VALUES ($1, $2, false)', [homeId, BigInt(start_ms)]);
        },
        {
          committed() {
            if (underWay.delete(start_ms)) summed.set(start_ms, false);
          },
        },
      );
    },
    async forget(connection, stretches) {
      const days = [...daysOf(stretches)].filter((day) => summed.get(day) === false);
      if (days.length > 0) await connection.run(`DELETE FROM summed_day WHERE home_id = $1 AND day_ms IN (${days.join(', ')})`, [homeId]);
    },
    forgotten(stretches) {
      for (const day of daysOf(stretches)) {
        underWay.delete(day);
        if (summed.get(day) === false) summed.delete(day);
      }
    },
  };
}
