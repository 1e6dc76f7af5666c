/** The sums in the file: their tables, how they are made of readings, and how they are read. */
import { DAY_MS, dayOf, type CircuitHour, type Hours, type PowerHour, type SummedDay } from '../roll-up/hours.ts';
import type { CircuitBin, PowerBin, Range, Series } from '../store.ts';
import type { Read } from './database.ts';
import { appendRows } from './insert-rows.ts';
import { selectList, type Table } from './tables.ts';
import type { Writer } from './writer.ts';

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

const DAY_OF_ROW = `time_ms // ${DAY_MS} * ${DAY_MS}`;
const TABLES_OF_SUMS = [
  ['summed_day', 'day_ms'],
  [powerHourTable.name, DAY_OF_ROW],
  [circuitHourTable.name, DAY_OF_ROW],
] as const;

/** In place of what there was of these days. */
export async function writeSums(writer: Writer, homeId: string, days: readonly SummedDay[]): Promise<void> {
  if (days.length === 0) return;
  const list = days.map(({ day_ms }) => day_ms).join(', ');
  for (const [table, day] of TABLES_OF_SUMS)
    await writer.connection.run(`DELETE FROM ${table} WHERE home_id = $1 AND ${day} IN (${list})`, [homeId]);
  const power = days.flatMap(({ hours }) => hours?.power ?? []);
  const circuits = days.flatMap(({ hours }) => hours?.circuits ?? []);
  await appendRows({ table: powerHourTable, homeId }, await writer.appenderOf(powerHourTable.name), power);
  await appendRows({ table: circuitHourTable, homeId }, await writer.appenderOf(circuitHourTable.name), circuits);
  const values = days.map(({ day_ms, revision }) => `($1, ${day_ms}, false, ${revision}, false)`).join(', ');
  await writer.connection.run(`INSERT INTO summed_day (home_id, day_ms, lasts, revision, unmade) VALUES ${values}`, [homeId]);
}

export interface SumReads extends Pick<Series, 'powerBins' | 'circuitBins'> {
  /** Of the rows that lie in the file. */
  readFromRows: (day: Range) => Promise<Hours>;
}

/** The bins of the sums, and the sums as they are made. */
export const createSumReads = (read: Read, homeId: string): SumReads => {
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

/** The sums as they lie there. */
export const createReadHours = (read: Read, homeId: string) => {
  const ofDays = async <Row extends { time_ms: number }>(table: Table<Row>, days: readonly number[]) => {
    const sql = `SELECT ${selectList(table)} FROM ${table.name} WHERE home_id = $1 AND ${DAY_OF_ROW} IN (${days.join(', ')}) ORDER BY ALL`;
    const rows = (await read({ sql, values: [homeId] })) as unknown as Row[];
    return Map.groupBy(rows, ({ time_ms }) => dayOf(time_ms).start_ms);
  };
  return async (days: readonly number[]): Promise<(day: number) => Hours> => {
    const power = await ofDays(powerHourTable, days);
    const circuits = await ofDays(circuitHourTable, days);
    return (day) => ({ power: power.get(day) ?? [], circuits: circuits.get(day) ?? [] });
  };
};

/** `lasts`: its readings were deleted since, so that it stays as it is. */
export type KnownDay = { revision: number; state: 'summed' | 'lasts' | 'unmade' };

export async function readKnownDays(read: Read, homeId: string): Promise<Map<number, KnownDay>> {
  const sql = 'SELECT day_ms::DOUBLE AS day_ms, revision::DOUBLE AS revision, lasts, unmade FROM summed_day WHERE home_id = $1 ORDER BY 1';
  const rows = await read({ sql, values: [homeId] });
  return new Map(
    rows.map(({ day_ms, revision, lasts, unmade }) => [
      Number(day_ms),
      { revision: Number(revision), state: unmade === true ? 'unmade' : lasts === true ? 'lasts' : 'summed' },
    ]),
  );
}
