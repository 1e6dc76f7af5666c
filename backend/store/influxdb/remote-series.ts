/** What lies on the server, read in windows that are bounded in time. Texts are parameters, times and numbers are checked and written out. */
import type { StoredCorrelation } from '../../contract/correlation.ts';
import { InvalidDataError } from '../../errors.ts';
import type { Row } from '../duckdb/from-cells.ts';
import { toCorrelation } from '../duckdb/from-cells.ts';
import type { Table } from '../duckdb/tables.ts';
import { changeTable, correlationTable } from '../duckdb/tables.ts';
import type { CircuitBin, CorrelationQuery, PowerBin, Range } from '../store.ts';
import type { Hours } from '../roll-up/hours.ts';
import type { InfluxdbRow } from './connection.ts';
import { MissingError } from './faults.ts';
import { createRemoteBins, type BinQuery } from './remote-bins.ts';
import { createRemoteSums, type RemoteSums } from './remote-sums.ts';
import type { Server } from './server.ts';
import { readWindows } from './windows.ts';

type AnyTable = Pick<Table<never>, 'name' | 'columns' | 'identity'>;
type Only = { column: string; value: string };

export interface RemoteSeries extends RemoteSums {
  /** In order of time and identity. */
  rows(table: AnyTable, range: Range, options?: { only?: Only | undefined; limit?: number; backwards?: boolean }): Promise<Row[]>;
  powerBins(query: BinQuery): Promise<PowerBin[]>;
  circuitBins(query: BinQuery): Promise<CircuitBin[]>;
  /** A day summed up hour by hour. */
  hours: (day: Range) => Promise<Hours>;
  correlations(query: CorrelationQuery): Promise<StoredCorrelation[]>;
  /** The newest change of each entity in the range. */
  newestChanges(range: Range): Promise<Row[]>;
  /** The identities, as `<time>\n<key>`, of the rows in the range. */
  identities(table: AnyTable, range: Range): Promise<Set<string>>;
  /** How many rows the range has. */
  count(table: AnyTable, range: Range): Promise<number>;
  /** The first and the newest time of this home in the table; null where it has no row. */
  span(table: AnyTable, nowMs: number): Promise<{ first_ms: number; newest_ms: number } | null>;
}

const DAY_MS = 86_400_000;
/** How far back a row is looked for where the server cannot tell at once. */
const LOOK_BACK_DAYS = 800;

const at = (ms: number): string => {
  if (!Number.isSafeInteger(ms)) throw new InvalidDataError('InfluxDB: a time in whole milliseconds is wanted.');
  return `'${new Date(ms).toISOString()}'`;
};
const literal = (value: number): string => {
  if (!Number.isFinite(value)) throw new InvalidDataError('InfluxDB: a finite number is wanted.');
  return `CAST(${value} AS DOUBLE)`;
};
const within = ({ start_ms, end_ms }: Range): string => `home_id = $home AND time >= ${at(start_ms)} AND time < ${at(end_ms)}`;

/** A row as the file tells it: its time in whole milliseconds, null for what is not there. */
const toRow =
  (columns: AnyTable['columns'], only?: Only) =>
  (row: InfluxdbRow): Row =>
    Object.fromEntries(
      columns.map(([name]) => {
        if (name === 'time_ms') return [name, Math.round(Number(row['time']))];
        return [name, name === only?.column ? only.value : (row[name] ?? null)];
      }),
    );

const selectOf = (columns: AnyTable['columns']): string => columns.map(([name]) => (name === 'time_ms' ? 'time' : name)).join(', ');

const ORDER: Record<CorrelationQuery['order'], string> = {
  time: 'time DESC, entity_id DESC',
  delta: 'abs(power_delta_w) DESC NULLS LAST, time DESC, entity_id DESC',
  entity: 'entity_id, time DESC',
};

/** The text of a query for correlations, without its time, and its parameters. */
function correlationFilter(query: CorrelationQuery): { sql: string; parameters: Record<string, string> } {
  const { entity_id, domain, before } = query;
  const conditions = [`abs(power_delta_w) >= ${literal(query.min_delta_w)}`, `confidence >= ${literal(query.min_confidence)}`];
  const parameters: Record<string, string> = {};
  if (entity_id !== undefined) {
    conditions.push('entity_id = $entity');
    parameters['entity'] = entity_id;
  }
  if (domain !== undefined) {
    conditions.push('domain = $domain');
    parameters['domain'] = domain;
  }
  if (before !== undefined) {
    conditions.push(`(time < ${at(before.time_ms)} OR entity_id < $before)`);
    parameters['before'] = before.entity_id;
  }
  return { sql: conditions.join(' AND '), parameters };
}

/** Rows of this home. */
type Ask = (table: string, sql: string, parameters?: Record<string, string>) => Promise<InfluxdbRow[]>;

const readRows =
  (ask: Ask): RemoteSeries['rows'] =>
  async (table, range, { only, limit = Infinity, backwards = false } = {}) => {
    if (only?.value === '') return [];
    const order = ['time', ...table.identity].map((column) => (backwards ? `${column} DESC` : column)).join(', ');
    const filter = only === undefined ? '' : ` AND ${only.column} = $only`;
    const cut = Number.isFinite(limit) ? ` LIMIT ${Math.trunc(limit)}` : '';
    const found = await readWindows(
      range,
      (window) =>
        ask(
          table.name,
          `SELECT ${selectOf(table.columns)} FROM ${table.name} WHERE ${within(window)}${filter} ORDER BY ${order}${cut}`,
          only === undefined ? {} : { only: only.value },
        ),
      { enough: limit, backwards },
    );
    return found.slice(0, limit).map(toRow(table.columns, only));
  };

const readCorrelations =
  (ask: Ask): RemoteSeries['correlations'] =>
  async (query) => {
    const { sql, parameters } = correlationFilter(query);
    const end_ms = Math.min(query.end_ms, query.before === undefined ? Infinity : query.before.time_ms + 1);
    const found = await readWindows(
      { start_ms: query.start_ms, end_ms },
      (window) =>
        ask(
          correlationTable.name,
          `SELECT ${selectOf(correlationTable.columns)} FROM event_energy_correlation WHERE ${within(window)} AND ${sql} ` +
            `ORDER BY ${ORDER[query.order]} LIMIT ${Math.trunc(query.limit)}`,
          parameters,
        ),
      query.order === 'time' ? { backwards: true, enough: query.limit } : {},
    );
    return found.map((row) => toCorrelation(toRow(correlationTable.columns)(row)));
  };

const known = (ask: Ask): Pick<RemoteSeries, 'newestChanges' | 'identities' | 'count' | 'span'> => ({
  async newestChanges(range) {
    const select = selectOf(changeTable.columns);
    const found = await readWindows(
      range,
      (window) =>
        ask(
          changeTable.name,
          `SELECT DISTINCT ON (entity_id) ${select} FROM home_assistant_events WHERE ${within(window)} ORDER BY entity_id, time DESC`,
        ),
      { backwards: true },
    );
    const newest = new Map<string, InfluxdbRow>();
    for (const row of found) if (!newest.has(String(row['entity_id']))) newest.set(String(row['entity_id']), row);
    return [...newest.values()].map(toRow(changeTable.columns));
  },
  async identities(table, range) {
    const columns = ['time', ...table.identity];
    const found = await readWindows(range, (window) =>
      ask(table.name, `SELECT ${columns.join(', ')} FROM ${table.name} WHERE ${within(window)}`),
    );
    return new Set(
      found.map((row) => [Math.round(Number(row['time'])), table.identity.map((column) => String(row[column])).join('\n')].join('\n')),
    );
  },
  async count(table, range) {
    const found = await readWindows(range, (window) =>
      ask(table.name, `SELECT count(*) AS rows FROM ${table.name} WHERE ${within(window)}`),
    );
    return found.reduce((sum, { rows }) => sum + Number(rows ?? 0), 0);
  },
  async span(table, nowMs) {
    const found = await readWindows(
      { start_ms: nowMs - LOOK_BACK_DAYS * DAY_MS, end_ms: nowMs + DAY_MS },
      (window) => ask(table.name, `SELECT min(time) AS first_time, max(time) AS newest_time FROM ${table.name} WHERE ${within(window)}`),
      { width_ms: 2 * LOOK_BACK_DAYS * DAY_MS },
    );
    const times = found.flatMap(({ first_time, newest_time }) => [first_time, newest_time]).filter((time) => typeof time === 'number');
    return times.length === 0 ? null : { first_ms: Math.round(Math.min(...times)), newest_ms: Math.round(Math.max(...times)) };
  },
});

export function createRemoteSeries(server: Pick<Server, 'of'>, homeId: string): RemoteSeries {
  /** Nothing was ever written where a table is missing. */
  const ask: Ask = async (table, sql, parameters = {}) => {
    try {
      return await server.of(table).query(sql, { home: homeId, ...parameters });
    } catch (error) {
      if (error instanceof MissingError) return [];
      throw error;
    }
  };
  return {
    rows: readRows(ask),
    ...createRemoteBins(ask, within),
    ...createRemoteSums(ask, within),
    correlations: readCorrelations(ask),
    ...known(ask),
  };
}
