/**
 * Days that are summed up, as rows of one table on the server. There a block of ten minutes is a file at least, and a query opens few hundred of
 * them: the hours of a month lie packed at its start, a millisecond each, and a year that was written day by day is 365 files.
 */
import type { Cell, Table } from '../duckdb/tables.ts';
import type { Row } from '../duckdb/from-cells.ts';
import { dayOf, HOUR_MS, type CircuitHour, type Hours, type PowerHour, type SummedDay } from '../roll-up/hours.ts';
import type { Range } from '../store.ts';

/** `time_ms` is the packed time, `hour_ms` the start of the hour. */
type SumRow = { time_ms: number; hour_ms: number; [column: string]: Cell };

export const sumTable: Table<SumRow> = {
  name: 'smart_meter_hour_sum',
  columns: [
    ['time_ms', 'time'],
    // A point is never written twice with other values, so a day that is summed up anew is other points.
    ['revision', 'text'],
    ['meter_id', 'text'],
    ['circuit_id', 'text'],
    ['hour_ms', 'time'],
    // So many rows make the day of this revision; 0: the day is not summed up any more.
    ['day_rows', 'number'],
    ['circuit_name', 'text'],
    ...['sum_w', 'known', 'min_w', 'max_w'].map((name) => [name, 'number'] as const),
    ['last_ms', 'time'],
    ['known_ms', 'time'],
    ...['sum_percentage', 'known_percentage'].map((name) => [name, 'number'] as const),
  ],
  identity: ['revision', 'meter_id', 'circuit_id'],
  keyOf: ({ revision, meter_id, circuit_id }) => [revision, meter_id, circuit_id].join('\n'),
  toCells: (row) => row,
};

const startOfMonth = (ms: number): number => {
  const date = new Date(ms);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth());
};

/** @example packedMs(Date.UTC(2026, 10, 2, 5)) // Date.UTC(2026, 10, 1) + 29 */
const packedMs = (hourMs: number): number => {
  const month = startOfMonth(hourMs);
  return month + (hourMs - month) / HOUR_MS;
};

/** Where the hours of a stretch lie packed, and more of its first and its last month. */
export const packedRange = ({ start_ms, end_ms }: Range): Range => ({
  start_ms: startOfMonth(start_ms),
  end_ms: packedMs(dayOf(end_ms - 1).end_ms - HOUR_MS) + 1,
});

const ofPower = ({ time_ms, ...sums }: PowerHour) => ({ hour_ms: time_ms, ...sums });
const ofCircuit = ({ time_ms, known_w, ...sums }: CircuitHour) => ({ hour_ms: time_ms, known: known_w, ...sums });

/** A day without any hour is a row all the same, and so is one that was unmade. */
export function toSumRows({ day_ms, revision, hours }: SummedDay): SumRow[] {
  const found = hours === null ? [] : [...hours.power.map(ofPower), ...hours.circuits.map(ofCircuit)];
  const rows: Omit<SumRow, 'time_ms'>[] = found.length === 0 ? [{ hour_ms: day_ms }] : found;
  const day_rows = hours === null ? 0 : rows.length;
  return rows.map((row) => ({
    ...{ ...row, hour_ms: Number(row['hour_ms']) },
    ...{ time_ms: packedMs(Number(row['hour_ms'])), revision: String(revision), day_rows },
  }));
}

const number = (cell: Row[string] | undefined): number => Number(cell ?? 0);
const numberOrNull = (cell: Row[string] | undefined): number | null => (typeof cell === 'number' ? cell : null);
/** An empty tag is none. */
const text = (cell: Row[string] | undefined): string => String(cell ?? '');

const toPowerHour = (row: Row): PowerHour => ({
  ...{ time_ms: number(row['hour_ms']), meter_id: text(row['meter_id']), sum_w: numberOrNull(row['sum_w']), known: number(row['known']) },
  ...{ min_w: numberOrNull(row['min_w']), max_w: numberOrNull(row['max_w']) },
  ...{ last_ms: number(row['last_ms']), known_ms: numberOrNull(row['known_ms']) },
});

const toCircuitHour = (row: Row): CircuitHour => ({
  ...{ time_ms: number(row['hour_ms']), meter_id: text(row['meter_id']) },
  ...{ circuit_id: text(row['circuit_id']), circuit_name: text(row['circuit_name']) },
  ...{ sum_w: numberOrNull(row['sum_w']), known_w: number(row['known']) },
  ...{ sum_percentage: numberOrNull(row['sum_percentage']), known_percentage: number(row['known_percentage']) },
});

function toHours(rows: readonly Row[]): Hours {
  const sums = rows.filter(({ known }) => typeof known === 'number');
  const isCircuit = ({ known_percentage }: Row) => typeof known_percentage === 'number';
  return { power: sums.filter((row) => !isCircuit(row)).map(toPowerHour), circuits: sums.filter(isCircuit).map(toCircuitHour) };
}

/** The newest revision of each day; one that did not arrive whole has no hours. */
export const toSummedDays = (rows: readonly Row[]): SummedDay[] =>
  [...Map.groupBy(rows, ({ hour_ms }) => dayOf(number(hour_ms)).start_ms)].map(([day_ms, ofDay]) => {
    const revision = ofDay.reduce((newest, row) => Math.max(newest, Number(row['revision'])), -Infinity);
    const newest = ofDay.filter((row) => Number(row['revision']) === revision);
    return { day_ms, revision, hours: newest.length === newest[0]?.['day_rows'] ? toHours(newest) : null };
  });
