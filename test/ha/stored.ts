/** What the backend has kept, read from its file after its end. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';

/** Each table with what identifies a row of it. */
const identities = {
  smart_meter: 'home_id, meter_id, time_ms',
  home_assistant_events: 'home_id, entity_id, time_ms',
  event_energy_correlation: 'home_id, entity_id, time_ms',
};

export type Stored = {
  readings: number;
  /** Rows that share their identity with another, in all tables. */
  doubles: number;
  /** How often each switch was seen to go on, by its entity. */
  switchedOn: Record<string, number>;
  /** Correlations with the same entity and time to the second. */
  twins: number;
};

export async function readStored(dataDir: string): Promise<Stored> {
  const file = (await readdir(dataDir)).find((name) => name.endsWith('.duckdb'));
  if (file === undefined) throw new Error(`There is no database in ${dataDir}`);
  const instance = await DuckDBInstance.create(join(dataDir, file), { access_mode: 'READ_ONLY' });
  const connection = await instance.connect();
  const rowsOf = async (query: string) => (await connection.runAndReadAll(query)).getRowObjects();
  const count = async (query: string) => Number((await rowsOf(query))[0]?.['n']);
  try {
    const doubles = Object.entries(identities).map(([table, identity]) =>
      count(`SELECT count(*) - count(DISTINCT (${identity})) AS n FROM ${table}`),
    );
    const on = await rowsOf(
      `SELECT entity_id, count(*) AS n FROM home_assistant_events
       WHERE domain = 'switch' AND state_value = 'on' AND previous_state = 'off' GROUP BY ALL`,
    );
    return {
      readings: await count('SELECT count(*) AS n FROM smart_meter WHERE total_power_w IS NOT NULL'),
      doubles: (await Promise.all(doubles)).reduce((sum, n) => sum + n, 0),
      switchedOn: Object.fromEntries(on.map(({ entity_id, n }) => [String(entity_id), Number(n)])),
      twins: await count('SELECT count(*) - count(DISTINCT (entity_id, time_ms // 1000)) AS n FROM event_energy_correlation'),
    };
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}
