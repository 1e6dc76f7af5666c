/** Bins of what lies on the server: each window of time tells sums, which are put together here, as a bin may be wider than a window. */
import type { Cell } from '../duckdb/tables.ts';
import { HOUR_MS, type CircuitHour, type Hours, type PowerHour } from '../roll-up/hours.ts';
import type { CircuitBin, PowerBin, Range } from '../store.ts';
import type { InfluxdbRow } from './connection.ts';
import { readWindows } from './windows.ts';

export type BinQuery = Range & { meter_id: string; bin_ms: number };
type Ask = (table: string, sql: string, parameters?: Record<string, string>) => Promise<InfluxdbRow[]>;

/** Of one bin within one window. */
type PowerPart = Omit<PowerHour, 'time_ms' | 'meter_id'>;

const numberOrNull = (value: Cell | boolean | undefined): number | null => (typeof value === 'number' ? value : null);
const count = (value: Cell | boolean | undefined): number => Number(value ?? 0);
const either = (pick: (a: number, b: number) => number) => (a: number | null, b: number | null) =>
  a === null || b === null ? (a ?? b) : pick(a, b);
const least = either(Math.min);
const most = either(Math.max);
const add = either((a, b) => a + b);
const mean = (sum: number | null, known: number): number | null => (sum === null || known === 0 ? null : sum / known);

/** Where the bin or the hour of these rows begins. */
const timeOf = (rows: readonly InfluxdbRow[]): number => Math.round(Number(rows[0]?.['bin']));

const partOf = (row: InfluxdbRow): PowerPart => {
  const known_ms = numberOrNull(row['known_time']);
  return {
    sum_w: numberOrNull(row['sum_w']),
    known: count(row['known']),
    min_w: numberOrNull(row['min_w']),
    max_w: numberOrNull(row['max_w']),
    last_ms: Math.round(count(row['last_time'])),
    known_ms: known_ms === null ? null : Math.round(known_ms),
  };
};

/** Of a bin or an hour, over all windows. */
const wholeOf = (rows: readonly InfluxdbRow[]): PowerPart =>
  rows.map(partOf).reduce((a, b) => ({
    sum_w: add(a.sum_w, b.sum_w),
    known: a.known + b.known,
    min_w: least(a.min_w, b.min_w),
    max_w: most(a.max_w, b.max_w),
    last_ms: Math.max(a.last_ms, b.last_ms),
    known_ms: most(a.known_ms, b.known_ms),
  }));

function toPowerBin(rows: readonly InfluxdbRow[]): PowerBin {
  const { sum_w, known, min_w, max_w, last_ms, known_ms } = wholeOf(rows);
  return { time_ms: timeOf(rows), mean_w: mean(sum_w, known), min_w, max_w, ends_unknown: last_ms !== known_ms };
}

const toPowerHour = (rows: readonly InfluxdbRow[]): PowerHour => ({
  time_ms: timeOf(rows),
  meter_id: String(rows[0]?.['meter_id']),
  ...wholeOf(rows),
});

/** Rows of one circuit, in the order of their windows. */
function toCircuitHour(rows: readonly InfluxdbRow[]): CircuitHour {
  const total = (name: string) => rows.map((row) => numberOrNull(row[name])).reduce(add, null);
  const newest = rows.at(-1) ?? {};
  return {
    time_ms: timeOf(rows),
    meter_id: String(newest['meter_id']),
    circuit_id: String(newest['circuit_id']),
    circuit_name: String(newest['newest_name'] ?? ''),
    sum_w: total('sum_w'),
    known_w: total('known_w') ?? 0,
    sum_percentage: total('sum_percentage'),
    known_percentage: total('known_percentage') ?? 0,
  };
}

function toCircuitBin(rows: readonly InfluxdbRow[]): CircuitBin {
  const { time_ms, circuit_id, circuit_name, ...sums } = toCircuitHour(rows);
  return {
    ...{ time_ms, circuit_id, circuit_name },
    power_w: mean(sums.sum_w, sums.known_w),
    percentage: mean(sums.sum_percentage, sums.known_percentage),
  };
}

const POWER =
  'sum(total_power_w) AS sum_w, count(total_power_w) AS known, min(total_power_w) AS min_w, max(total_power_w) AS max_w, ' +
  'max(time) AS last_time, max(CASE WHEN total_power_w IS NOT NULL THEN time END) AS known_time';
const CIRCUITS =
  'circuit_id, last_value(circuit_name ORDER BY time) AS newest_name, sum(power_w) AS sum_w, count(power_w) AS known_w, ' +
  'sum(percentage) AS sum_percentage, count(percentage) AS known_percentage';

const binOf = (bin_ms: number): string =>
  `date_bin(INTERVAL '${Math.trunc(bin_ms)} milliseconds', time, TIMESTAMP '1970-01-01T00:00:00Z') AS bin`;

/** `within` writes the condition for home and time. */
export function createRemoteBins(ask: Ask, within: (range: Range) => string) {
  const read = (query: BinQuery, { select, table, group }: { select: string; table: string; group: string }) =>
    readWindows(query, (window) =>
      ask(
        table,
        `SELECT ${binOf(query.bin_ms)}, ${select} ` +
          `FROM ${table} WHERE ${within(window)} AND meter_id = $meter GROUP BY ${group} ORDER BY ${group}`,
        { meter: query.meter_id },
      ),
    );
  /** The rows of each bin and of what it is grouped by beside its time. */
  const grouped = (rows: readonly InfluxdbRow[], columns: readonly string[]): InfluxdbRow[][] => [
    ...Map.groupBy(rows, (row) => ['bin', ...columns].map((column) => String(row[column])).join('\n')).values(),
  ];
  const readHours = async (day: Range, { select, table, columns }: { select: string; table: string; columns: readonly string[] }) => {
    const group = ['1', ...columns].join(', ');
    const rows = await readWindows(day, (window) =>
      ask(table, `SELECT ${binOf(HOUR_MS)}, meter_id, ${select} FROM ${table} WHERE ${within(window)} GROUP BY ${group} ORDER BY ${group}`),
    );
    return grouped(rows, columns);
  };
  return {
    async powerBins(query: BinQuery): Promise<PowerBin[]> {
      const rows = await read(query, { select: POWER, table: 'smart_meter', group: '1' });
      return grouped(rows, []).map(toPowerBin);
    },
    async circuitBins(query: BinQuery): Promise<CircuitBin[]> {
      const rows = await read(query, { select: CIRCUITS, table: 'smart_meter_circuit', group: '1, 2' });
      const bins = grouped(rows, ['circuit_id']).map(toCircuitBin);
      return bins.sort((a, b) => a.time_ms - b.time_ms || (a.circuit_id < b.circuit_id ? -1 : 1));
    },
    /** A day summed up. */
    hours: async (day: Range): Promise<Hours> => ({
      power: (await readHours(day, { select: POWER, table: 'smart_meter', columns: ['meter_id'] })).map(toPowerHour),
      circuits: (await readHours(day, { select: CIRCUITS, table: 'smart_meter_circuit', columns: ['meter_id', 'circuit_id'] })).map(
        toCircuitHour,
      ),
    }),
  };
}
