/** What earlier plans, or other tools, have left in a database: told with how it is removed, never touched. */
import type { Leftover } from '../../contract/leftover.ts';
import type { Connection } from './connection.ts';
import { fieldsOf, GAP_FIELD, MEASUREMENTS } from './measurements.ts';
import type { Server } from './server.ts';

/** Energy is the consequence of a state change and no part of it: beside each event it misleads who reads the table. */
const OF_ENERGY = /power|energy|watt|kwh|cost|(^|_)(w|amps?|volts?)($|_)/;

const known = new Map(
  MEASUREMENTS.map((measurement) => [
    measurement.table.name,
    new Set(['time', 'home_id', GAP_FIELD, ...measurement.tags, ...fieldsOf(measurement).map(([name]) => name)]),
  ]),
);

async function readTables(connection: Connection): Promise<Map<string, string[]>> {
  const rows = await connection.query(
    "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'iox' ORDER BY table_name, column_name",
  );
  const byTable = Map.groupBy(rows, ({ table_name }) => String(table_name));
  return new Map([...byTable].map(([table, inTable]) => [table, inTable.map(({ column_name }) => String(column_name))]));
}

/** The token stays a variable: what is printed may be shown to others. */
const deleteCommand = ({ url, database }: Connection, table: string): string =>
  `curl -X DELETE -H "Authorization: Bearer $INFLUXDB_TOKEN" "${url}/api/v3/configure/table?db=${encodeURIComponent(database)}&table=${encodeURIComponent(table)}"`;

function ofTable(connection: Connection, table: string): Leftover {
  const what = `The table ${table} is none that Wattribute reads or writes.`;
  const commands = [deleteCommand(connection, table)];
  return {
    database: connection.database,
    what,
    finding: { code: 'foreign_table', values: { table, commands }, text: what },
    remedy: ['If no other tool needs it, delete it:', ...commands],
  };
}

function ofFields(connection: Connection, table: string, fields: readonly string[]): Leftover {
  const energy = table === 'home_assistant_events' ? fields.filter((field) => OF_ENERGY.test(field)) : [];
  const why =
    energy.length === 0 ? '' : ` Of energy are ${energy.join(', ')}: which change moved the power stands in event_energy_correlation.`;
  const what = `The table ${table} has columns that nothing reads: ${fields.join(', ')}.${why}`;
  const commands = [
    'npm run migrate -- --from influxdb --to duckdb',
    deleteCommand(connection, table),
    'npm run migrate -- --from duckdb --to influxdb',
  ];
  return {
    database: connection.database,
    what,
    finding: { code: 'foreign_columns', values: { table, commands, columns: [...fields], energy }, text: what },
    remedy: [
      'InfluxDB 3 removes tables, never columns. Bring all rows of this home into the file, stop Wattribute, delete the table, take the rows back:',
      ...commands,
      'The table holds the rows of every home that shares the database: migrate each of them first.',
    ],
  };
}

async function findIn(connection: Connection): Promise<Leftover[]> {
  const found: Leftover[] = [];
  for (const [table, columns] of await readTables(connection)) {
    const ours = known.get(table);
    const strangers = ours === undefined ? [] : columns.filter((column) => !ours.has(column));
    if (ours === undefined) found.push(ofTable(connection, table));
    else if (strangers.length > 0) found.push(ofFields(connection, table, strangers));
  }
  return found;
}

/** Throws the errors of faults.ts. */
export async function findLeftovers({ connections }: Pick<Server, 'connections'>): Promise<Leftover[]> {
  const found: Leftover[] = [];
  for (const connection of connections) found.push(...(await findIn(connection)));
  return found;
}
