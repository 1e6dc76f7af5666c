/** How fast the store takes rows, against the bare appender of DuckDB with the same rows and transactions. */
import { DuckDBInstance, type DuckDBAppender, type DuckDBConnection } from '@duckdb/node-api';
import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import type { Reading } from '../../contract/reading.ts';
import type { Store } from '../../store/store.ts';
import { batches, type MeterRows } from './rows.ts';

const CIRCUITS = 20;
const NUMBERS = [
  'total_power_w',
  'daily_kwh',
  'grid_w',
  'solar_w',
  'battery_w',
  'phase_1_w',
  'phase_2_w',
  'phase_3_w',
] as const satisfies (keyof Reading)[];

function appendNumber(appender: DuckDBAppender, value: number | null): void {
  if (value === null) appender.appendNull();
  else appender.appendDouble(value);
}

/** A transaction a batch, without looking at any row. */
async function appendBare(connection: DuckDBConnection, { readings, circuits }: MeterRows): Promise<void> {
  await connection.run('BEGIN');
  const toReadings = await connection.createAppender('smart_meter');
  for (const row of readings) {
    for (const text of ['home', row.meter_id, row.meter_type, row.meter_source]) toReadings.appendVarchar(text);
    toReadings.appendBigInt(BigInt(row.time_ms));
    for (const name of NUMBERS) appendNumber(toReadings, row[name]);
    toReadings.endRow();
  }
  toReadings.closeSync();
  const toCircuits = await connection.createAppender('smart_meter_circuit');
  for (const row of circuits) {
    for (const text of ['home', row.meter_id, row.meter_type, row.circuit_id, row.circuit_name]) toCircuits.appendVarchar(text);
    toCircuits.appendBigInt(BigInt(row.time_ms));
    appendNumber(toCircuits, row.power_w);
    appendNumber(toCircuits, row.percentage);
    toCircuits.endRow();
  }
  toCircuits.closeSync();
  await connection.run('COMMIT');
}

const openBare = async (directory: string) => {
  const instance = await DuckDBInstance.create(join(directory, 'bare.duckdb'), { memory_limit: '192MB', threads: '2' });
  const connection = await instance.connect();
  const values = 'total_power_w DOUBLE, daily_kwh DOUBLE, a DOUBLE, b DOUBLE, c DOUBLE, d DOUBLE, e DOUBLE, f DOUBLE';
  await connection.run(
    `CREATE TABLE smart_meter (home_id VARCHAR, meter_id VARCHAR, type VARCHAR, source VARCHAR, time_ms BIGINT, ${values})`,
  );
  await connection.run(
    'CREATE TABLE smart_meter_circuit (home_id VARCHAR, meter_id VARCHAR, type VARCHAR, id VARCHAR, name VARCHAR, time_ms BIGINT, power_w DOUBLE, percentage DOUBLE)',
  );
  return { instance, connection };
};

/** Rows per second of the time spent in `write`. */
async function rate(days: number, seconds: number, write: (rows: MeterRows) => Promise<void>): Promise<number> {
  let rows = 0;
  let ms = 0;
  for await (const batch of batches({ days, seconds, circuits: CIRCUITS })) {
    const start = performance.now();
    await write(batch);
    ms += performance.now() - start;
    rows += batch.readings.length + batch.circuits.length;
  }
  return (rows / ms) * 1000;
}

/** One line: `seconds` of rows a batch. */
export async function benchIngest(options: {
  folder: string;
  seconds: number;
  days: number;
  open: (directory: string) => Promise<Store>;
}): Promise<string> {
  const { folder, seconds, days, open } = options;
  const directory = await mkdtemp(join(folder, 'ingest-'));
  const bare = await openBare(directory);
  const bareRate = await rate(days, seconds, (batch) => appendBare(bare.connection, batch));
  bare.connection.closeSync();
  bare.instance.closeSync();
  const store = await open(directory);
  const storeRate = await rate(days, seconds, (batch) => store.series.append(batch));
  await store.close();
  const [storeText, bareText] = [storeRate, bareRate].map((value) => Math.round(value).toLocaleString('en'));
  const ratio = (storeRate / bareRate).toFixed(2);
  return `ingest, ${seconds * (CIRCUITS + 1)} rows a batch: store ${storeText ?? ''} rows/s, bare appender ${bareText ?? ''} rows/s, ratio ${ratio}`;
}
