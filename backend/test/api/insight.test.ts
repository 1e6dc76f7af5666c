import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AnswerOf, EndpointName } from '../../contract/endpoints.ts';
import { NOON, startBackend, type ABackend } from './a-backend.ts';
import { askFor } from './ask-for.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

let backend: ABackend;
const get = <N extends EndpointName>(name: N, query?: string, path?: string): Promise<AnswerOf<N>> => askFor(backend, name, query, path);

beforeAll(async () => {
  backend = await startBackend();
});
afterAll(() => backend.close());

describe('GET /energy/unexplained', () => {
  const step = (time_ms: number, power_w: number) => ({ time_ms, end_ms: null, power_w, pattern_id: null });

  it('is empty where nothing is known', async () => {
    expect(await get('unexplained')).toEqual({ steps: [], patterns: [] });
  });

  it('tells a rise with its fall as one, and the pattern that it belongs to', async () => {
    const runs = Array.from({ length: 60 }, (_, i) => NOON - 2 * DAY_MS + i * 48 * MINUTE_MS);
    const fridge = runs.flatMap((start) => [step(start, 96), step(start + 18 * MINUTE_MS, -94)]);
    await backend.store.commit({
      correlations: [],
      steps: [...fridge, step(NOON - 20 * MINUTE_MS, 700)],
      meterHours: [],
      entityHours: [],
      facts: [],
    });
    await backend.clock.advance(10_000);
    const { steps, patterns } = await get('unexplained', '?hours=1');
    expect(patterns).toMatchObject([{ power_w: 96, duration_s: 1080, period_s: 2880, count: 60, guess: 'fridge', name: null }]);
    // 96 W · 18 min · 30 a day = 0.864 kWh, at 0.30.
    expect(patterns[0]!.energy_kwh_per_day).toBeCloseTo(0.864);
    expect(patterns[0]!.cost_per_day).toBeCloseTo(0.2592);
    expect(steps).toEqual([
      { start: '2026-11-24T11:12:00.000Z', end: '2026-11-24T11:30:00.000Z', power_w: 96, pattern_id: patterns[0]!.id },
      { start: '2026-11-24T11:40:00.000Z', end: null, power_w: 700, pattern_id: null },
    ]);
  });

  it('tells of more than a week only the patterns of its last seven days', async () => {
    const { steps, patterns } = await get('unexplained', '?hours=169');
    expect(steps).toEqual([]);
    expect(patterns).toHaveLength(1);
    expect((await get('unexplained', '?hours=168')).steps).toHaveLength(61);
  });
});
