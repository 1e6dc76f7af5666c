/** Energy of the local day, from Home Assistant's statistics. */
import * as v from 'valibot';
import { toTimestamp } from '../contract/identity.ts';
import type { HomeAssistantConnection } from '../home-assistant/connection.ts';
import type { EnergyPreferences, EnergySource } from '../home-assistant/energy-preferences.ts';
import { startOfDay } from '../local-day.ts';
import type { PowerPlan } from './power-plan.ts';

/** Statistics that count what the house uses: these, less those. */
export type EnergyCounters = { plus: string[]; minus: string[] };

const into = (sources: readonly EnergySource[]) => sources.flatMap((source) => source.energyIn);
const outOf = (sources: readonly EnergySource[]) => sources.flatMap((source) => source.energyOut);

/** What belongs to the power of the plan: the whole home's own counter, else grid + solar + battery, or of a `net` meter the grid. */
export function energyCounters({ kind }: PowerPlan, { home, grid, solar, battery }: EnergyPreferences): EnergyCounters {
  if (kind === 'load' && home.length > 0) return { plus: into(home), minus: [] };
  const counted = kind === 'net' ? grid : [...grid, ...solar, ...battery];
  return into(grid).length === 0 ? { plus: [], minus: [] } : { plus: into(counted), minus: outOf(counted) };
}

/** kWh from startMs up to (not including) endMs; null: not known. */
export type DailyEnergy = { start_ms: number; end_ms: number; kwh: number | null };

const Statistics = v.record(v.string(), v.array(v.object({ change: v.optional(v.nullable(v.number())) })));

const HALF_DAYS_MS = 36 * 3_600_000;

/** Sum of a statistic's changes; null: no data. */
const changeOf = (rows: { change?: number | null | undefined }[] | undefined): number | null => {
  const changes = (rows ?? []).map((row) => row.change).filter((change) => typeof change === 'number');
  return changes.length === 0 ? null : changes.reduce((a, b) => a + b, 0);
};

async function changes(connection: HomeAssistantConnection, ids: readonly string[], startMs: number, period: '5minute' | 'hour') {
  if (ids.length === 0) return new Map<string, number>();
  const query = { start_time: toTimestamp(startMs), statistic_ids: ids, period, types: ['change'], units: { energy: 'kWh' } };
  const answer = v.parse(Statistics, await connection.call({ type: 'recorder/statistics_during_period', ...query }));
  return new Map(Object.entries(answer).flatMap(([id, rows]) => (changeOf(rows) === null ? [] : [[id, changeOf(rows) ?? 0] as const])));
}

/** The day that holds nowMs, in Home Assistant's time zone. A counter without data leaves the whole unknown. */
export async function readDailyEnergy(
  connection: HomeAssistantConnection,
  { plus, minus }: EnergyCounters,
  timeZone: string,
  nowMs: number,
): Promise<DailyEnergy> {
  const start_ms = startOfDay(nowMs, timeZone);
  const day = { start_ms, end_ms: startOfDay(start_ms + HALF_DAYS_MS, timeZone) };
  if (plus.length === 0) return { ...day, kwh: null };
  const ids = [...new Set([...plus, ...minus])];
  // Midnight lies within an hour where zones are off by half an hour. Statistics from outside know whole hours only.
  const fine = await changes(connection, ids, start_ms, '5minute');
  const coarse = await changes(
    connection,
    ids.filter((id) => !fine.has(id)),
    start_ms,
    'hour',
  );
  const sum = (counters: readonly string[]) => counters.reduce((total, id) => total + (fine.get(id) ?? coarse.get(id) ?? NaN), 0);
  const kwh = sum(plus) - sum(minus);
  return { ...day, kwh: Number.isNaN(kwh) ? null : Math.round(kwh * 1e6) / 1e6 };
}
