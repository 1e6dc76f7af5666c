import * as v from 'valibot';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Health, Statistics } from '../../contract/status.ts';
import { aReading, NOON, startBackend, type ABackend } from './a-backend.ts';

let backend: ABackend;
beforeEach(async () => {
  backend = await startBackend();
});
afterEach(() => backend.close());

const readHealth = async (headers: Record<string, string> = {}, path = '/health') => {
  const response = await backend.ask(path, { headers });
  expect(response.status).toBe(200);
  return v.parse(Health, await response.json());
};
const readHouse = (power: number | null) => backend.events.emit('reading', { readings: [aReading(NOON, power)], circuits: [] });

describe('GET /health', () => {
  it('is ok while every part is and readings come', async () => {
    backend.board.reporter('store')('ok');
    readHouse(100);
    expect(await readHealth()).toMatchObject({
      status: 'ok',
      reasons: [],
      protocol: 1,
      mode: 'real',
      instance_id: 'b3f0c1de-1111',
      progress: null,
    });
  });

  it('is degraded before the first reading, when the readings stop, and when the meter does not know', async () => {
    expect(await readHealth()).toMatchObject({ status: 'degraded', reasons: ['No reading of the meter has come yet.'] });
    readHouse(100);
    expect((await readHealth()).status).toBe('ok');
    await backend.clock.advance(31_000);
    expect((await readHealth()).reasons).toEqual([expect.stringContaining('2026-11-24T12:00:00.000Z')]);
  });

  it('says which part is not well, and why', async () => {
    readHouse(100);
    backend.board.reporter('store')('failed', 'The disk is full.');
    backend.board.reporter('meter')('waiting');
    const { reasons, parts } = await readHealth();
    expect(reasons).toEqual(['store: The disk is full.', 'meter: waiting']);
    expect(parts).toHaveLength(2);
  });

  it('says that a damaged database was set aside', async () => {
    const damaged = await startBackend({ damaged: true });
    damaged.events.emit('reading', { readings: [aReading(NOON, 100)], circuits: [] });
    const { status, reasons } = v.parse(Health, await (await damaged.ask('/health')).json());
    expect([status, reasons]).toEqual(['degraded', [expect.stringContaining('It was set aside as')]]);
    await damaged.close();
  });

  it('tells only ok or degraded to who bears no token', async () => {
    backend.board.reporter('store')('failed', 'The disk is full.');
    for (const path of ['/health', '/api/v1/health'])
      expect(await (await fetch(backend.url + path)).json()).toEqual({ status: 'degraded' });
  });

  it('shows the settings to administrators alone', async () => {
    expect((await readHealth()).settings).toEqual([{ name: 'home_assistant_token', value: '***', from: 'environment' }]);
    expect((await readHealth({ 'Wattribute-Role': 'user' })).settings).toBeUndefined();
  });
});

describe('GET /statistics', () => {
  it.each(['/statistics', '/api/v1/statistics'])('tells at %s how much was done', async (path) => {
    await backend.clock.advance(5000);
    const statistics = v.parse(Statistics, await (await backend.ask(path)).json());
    expect(statistics).toMatchObject({
      total_events_processed: 40,
      correlations_found: 10,
      correlations_written: 9,
      correlation_rate: 0.25,
      readings_recorded: 1000,
      changes_recorded: 50,
      cursor: '2026-11-24T11:59:00.000Z',
      uptime_s: 5,
      store: { kind: 'duckdb' },
    });
    expect(statistics.memory_mb).toBeGreaterThan(10);
  });
});
