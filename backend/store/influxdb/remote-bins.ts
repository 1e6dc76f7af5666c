/** Bins of what lies on the server: each window of time tells sums, which are put together here, as a bin may be wider than a window. */
import type { Cell } from '../duckdb/tables.ts';
import type { CircuitBin, PowerBin, Range } from '../store.ts';
import type { InfluxdbRow } from './connection.ts';
import { readWindows } from './windows.ts';

export type BinQuery = Range & { meter_id: string; bin_ms: number };
type Ask = (sql: string, parameters: Record<string, string>) => Promise<InfluxdbRow[]>;

/** Of one bin within one window. */
type PowerPart = {
  sum: number | null;
  known: number;
  min_w: number | null;
  max_w: number | null;
  last_time: number;
  known_time: number | null;
};

const numberOrNull = (value: Cell | boolean | undefined): number | null => (typeof value === 'number' ? value : null);
const count = (value: Cell | boolean | undefined): number => Number(value ?? 0);
const either = (pick: (a: number, b: number) => number) => (a: number | null, b: number | null) =>
  a === null || b === null ? (a ?? b) : pick(a, b);
const least = either(Math.min);
const most = either(Math.max);
const add = either((a, b) => a + b);
const mean = (sum: number | null, known: number): number | null => (sum === null || known === 0 ? null : sum / known);

const startOfBin = (row: InfluxdbRow): number => Math.round(Number(row['bin']));

function toPowerBin(time_ms: number, rows: readonly InfluxdbRow[]): PowerBin {
  const parts = rows.map((row): PowerPart => ({
    sum: numberOrNull(row['sum_w']),
    known: count(row['known']),
    min_w: numberOrNull(row['min_w']),
    max_w: numberOrNull(row['max_w']),
    last_time: count(row['last_time']),
    known_time: numberOrNull(row['known_time']),
  }));
  const whole = parts.reduce((a, b) => ({
    sum: add(a.sum, b.sum),
    known: a.known + b.known,
    min_w: least(a.min_w, b.min_w),
    max_w: most(a.max_w, b.max_w),
    last_time: Math.max(a.last_time, b.last_time),
    known_time: most(a.known_time, b.known_time),
  }));
  const { min_w, max_w } = whole;
  return { time_ms, mean_w: mean(whole.sum, whole.known), min_w, max_w, ends_unknown: whole.last_time !== whole.known_time };
}

/** Rows of one circuit, in the order of their windows. */
function toCircuitBin(rows: readonly InfluxdbRow[]): CircuitBin {
  const total = (name: string) => rows.map((row) => numberOrNull(row[name])).reduce(add, null);
  const newest = rows.at(-1) ?? {};
  return {
    time_ms: startOfBin(newest),
    circuit_id: String(newest['circuit_id']),
    circuit_name: String(newest['newest_name'] ?? ''),
    power_w: mean(total('sum_w'), total('known_w') ?? 0),
    percentage: mean(total('sum_percentage'), total('known_percentage') ?? 0),
  };
}

const POWER =
  'sum(total_power_w) AS sum_w, count(total_power_w) AS known, min(total_power_w) AS min_w, max(total_power_w) AS max_w, ' +
  'max(time) AS last_time, max(CASE WHEN total_power_w IS NOT NULL THEN time END) AS known_time';
const CIRCUITS =
  'circuit_id, last_value(circuit_name ORDER BY time) AS newest_name, sum(power_w) AS sum_w, count(power_w) AS known_w, ' +
  'sum(percentage) AS sum_percentage, count(percentage) AS known_percentage';

/** `within` writes the condition for home and time. */
export function createRemoteBins(ask: Ask, within: (range: Range) => string) {
  const read = (query: BinQuery, { select, table, group }: { select: string; table: string; group: string }) =>
    readWindows(query, (window) =>
      ask(
        `SELECT date_bin(INTERVAL '${Math.trunc(query.bin_ms)} milliseconds', time, TIMESTAMP '1970-01-01T00:00:00Z') AS bin, ${select} ` +
          `FROM ${table} WHERE ${within(window)} AND meter_id = $meter GROUP BY ${group} ORDER BY ${group}`,
        { meter: query.meter_id },
      ),
    );
  return {
    async powerBins(query: BinQuery): Promise<PowerBin[]> {
      const rows = await read(query, { select: POWER, table: 'smart_meter', group: '1' });
      return [...Map.groupBy(rows, startOfBin)].map(([time_ms, inBin]) => toPowerBin(time_ms, inBin));
    },
    async circuitBins(query: BinQuery): Promise<CircuitBin[]> {
      const rows = await read(query, { select: CIRCUITS, table: 'smart_meter_circuit', group: '1, 2' });
      const bins = [...Map.groupBy(rows, (row) => `${startOfBin(row)} ${String(row['circuit_id'])}`).values()].map(toCircuitBin);
      return bins.sort((a, b) => a.time_ms - b.time_ms || (a.circuit_id < b.circuit_id ? -1 : 1));
    },
  };
}
