/** The tables of InfluxDB: which columns are tags, and each row as a line of line protocol. */
import {
  changeTable,
  circuitTable,
  correlationTable,
  entityHourTable,
  meterHourTable,
  readingTable,
  stepTable,
  type Cell,
  type Kind,
  type Table,
} from '../duckdb/tables.ts';
import { sumTable } from './packed-sums.ts';

export type Measurement = {
  table: Pick<Table<never>, 'name' | 'columns' | 'identity'>;
  /** In the order in which the table is made, which stays; home_id is before them all. */
  tags: readonly string[];
};

/** Says that a row has no value at all, as the start of a gap does: a line needs a field. */
export const GAP_FIELD = 'gap';

/** What is recorded. Tags beyond the identity of a row never differ for one identity. */
export const RECORDED: readonly Measurement[] = [
  { table: readingTable, tags: ['meter_id', 'meter_type', 'meter_source'] },
  { table: circuitTable, tags: ['meter_id', 'circuit_id', 'circuit_name', 'meter_type'] },
  { table: changeTable, tags: ['entity_id', 'domain'] },
  { table: correlationTable, tags: ['entity_id', 'domain', 'state', 'previous_state'] },
  { table: meterHourTable, tags: ['meter_id'] },
  { table: entityHourTable, tags: ['entity_id'] },
  { table: stepTable, tags: [] },
];

/** All that lies on the server. */
export const MEASUREMENTS: readonly Measurement[] = [...RECORDED, { table: sumTable, tags: sumTable.identity }];

/** Readings and circuits: most of the rows, and the first to grow old. */
export const RAW: readonly string[] = [readingTable.name, circuitTable.name];

const tagsOf = new Map(MEASUREMENTS.map(({ table, tags }) => [table.name, tags]));

export function tableOf(name: string): Measurement['table'] {
  const found = MEASUREMENTS.find(({ table }) => table.name === name);
  if (found === undefined) throw new Error(`tableOf requires the name of a measurement, not ${name}`);
  return found.table;
}

/** All columns but the time that are no tags, with their kinds. */
export const fieldsOf = ({ table, tags }: Measurement): [name: string, kind: Kind][] =>
  table.columns.filter(([name]) => name !== 'time_ms' && !tags.includes(name)).map(([name, kind]) => [name, kind]);

/** A line break would end the line, and a backslash before a separator would take that into the value. */
const tagText = (value: string): string =>
  // Most have nothing to be escaped, and this runs for each tag of each row.
  /[\r\n\\,= ]/.test(value)
    ? value
        .replace(/[\r\n]+/g, ' ')
        .replace(/\\+(?=[,= ]|$)/g, '')
        .replace(/[,= ]/g, '\\$&')
    : value;
const fieldText = (value: string): string => `"${value.replace(/["\\]/g, '\\$&')}"`;

function fieldValue(kind: Kind, value: Cell | undefined): string | null {
  if (value === null || value === undefined) return null;
  if (typeof value === 'string') return fieldText(value);
  if (!Number.isFinite(value)) return null;
  return kind === 'time' ? `${value}i` : String(value);
}

/** An empty tag is refused, so it is left out. */
const tag = (name: string, value: Cell | undefined): string =>
  value === null || value === undefined || value === '' ? '' : `,${name}=${tagText(String(value))}`;

function fieldsOfRow(
  columns: Measurement['table']['columns'],
  tags: readonly string[],
  cells: ReturnType<Table<{ time_ms: number }>['toCells']>,
): string {
  let fields = '';
  for (const [name, kind] of columns) {
    const value = name === 'time_ms' || tags.includes(name) ? null : fieldValue(kind, cells[name]);
    if (value !== null) fields += `${fields === '' ? '' : ','}${name}=${value}`;
  }
  return fields === '' ? `${GAP_FIELD}=true` : fields;
}

/** `cells` hold time_ms beside the columns of the table. */
export function lineOfCells(
  table: Pick<Table<never>, 'name' | 'columns'>,
  homeId: string,
  cells: { readonly [column: string]: unknown },
): string {
  const known = cells as ReturnType<Table<{ time_ms: number }>['toCells']>;
  const tags = tagsOf.get(table.name) ?? [];
  let head = table.name + tag('home_id', homeId);
  for (const name of tags) head += tag(name, known[name]);
  return `${head} ${fieldsOfRow(table.columns, tags, known)} ${Number(known['time_ms'])}000000`;
}

/** @example toLine(readingTable, 'home', reading) // smart_meter,home_id=home,meter_id=house,… total_power_w=350 1764000000000000000 */
export const toLine = <Row extends { time_ms: number }>(table: Table<Row>, homeId: string, row: Row): string =>
  lineOfCells(table, homeId, table.toCells(row));
