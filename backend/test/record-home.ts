/** Starts the backend over a Home Assistant, and asks it as its owner does. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import { systemClock } from '../clock.ts';
import { Correlation } from '../contract/correlation.ts';
import { Current } from '../contract/current.ts';
import { Health, Statistics } from '../contract/status.ts';
import { createLog } from '../log.ts';
import { createStore } from '../store/create-store.ts';
import { startBackend } from './start-backend.ts';

export const POWER = 'sensor.house_power';
export const WATTS = { unit_of_measurement: 'W', device_class: 'power', state_class: 'measurement' };

/** Without history, where the environment does not say otherwise. */
export async function recordHome({ url, token }: { url: string; token: string }, environment: Record<string, string> = {}) {
  const backend = await startBackend({
    ...{ HOME_ASSISTANT_URL: url, HOME_ASSISTANT_TOKEN: token, METER_ENTITY: POWER, METER_ID: 'house' },
    ...{ HISTORY_DAYS: '0', PROCESSING_INTERVAL: '1', ...environment },
  });
  const authorization = `Bearer ${readFileSync(join(backend.dataDir, 'token'), 'utf8').trim()}`;
  /** Throws where the answer is an error or not what the contract says. */
  const ask = async <S extends v.GenericSchema>(schema: S, path: string): Promise<v.InferOutput<S>> => {
    const answer = await backend.get(`/api/v1${path}`, { authorization });
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    return v.parse(schema, await answer.json());
  };
  return {
    ...backend,
    ask,
    health: () => ask(Health, '/health'),
    /** Why all is not well, in one text. */
    reasons: async () => (await ask(Health, '/health')).reasons!.join('\n'),
    current: () => ask(Current, '/energy/current'),
    statistics: () => ask(Statistics, '/statistics'),
    correlations: () => ask(v.array(Correlation), '/energy/correlations?hours=9600&min_delta=0&min_confidence=0&limit=10000'),
  };
}

/** What the store of a backend that has ended holds. */
export async function readStored(directory: string) {
  const log = createLog({ level: 'silent', secrets: [] });
  const store = await createStore({ directory, home_id: 'home', mode: 'real', clock: systemClock, log });
  try {
    const range = { start_ms: 0, end_ms: Date.now() + 7 * 86_400_000 };
    return {
      readings: await store.series.readings({ ...range, meter_id: 'house' }),
      changes: await store.series.changes(range),
      correlations: await store.series.correlations({ ...range, min_delta_w: 0, min_confidence: 0, order: 'time', limit: 10_000 }),
    };
  } finally {
    await store.close();
  }
}
