import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import * as v from 'valibot';
import { Job, Jobs } from '../../contract/job.ts';
import { aReading, NOON, startBackend, type ABackend } from './a-backend.ts';
import { readStream } from './read-stream.ts';

let backend: ABackend;
beforeEach(async () => {
  backend = await startBackend();
  await backend.store.series.append({ readings: [aReading(NOON - 60_000, 123)] });
});
afterEach(() => backend.close());

const start = (body: object, headers: Record<string, string> = {}) =>
  backend.ask('/api/v1/jobs', { method: 'POST', body: JSON.stringify(body), headers: { 'Content-Type': 'application/json', ...headers } });
const list = async () => v.parse(Jobs, await (await backend.ask('/api/v1/jobs')).json());
const ended = () => vi.waitFor(async () => expect((await list()).jobs[0]!.status).toBe('done'), { timeout: 60_000 });

describe('jobs', () => {
  it('export what is recorded, and give the file to whoever may have it', async () => {
    const { id, status } = v.parse(Job, await (await start({ kind: 'export', to: 'csv' })).json());
    expect(status).toBe('running');
    await ended();
    const { jobs, store } = await list();
    expect(store).toBe('duckdb');
    expect(jobs[0]!.files).toMatchObject([{ name: 'smart_meter.csv' }]);
    const file = await backend.ask(`/api/v1/jobs/${id}/files/smart_meter.csv`);
    expect(file.headers.get('content-disposition')).toBe('attachment; filename=smart_meter.csv');
    expect(await file.text()).toContain('home,2026-11-24T11:59:00.000Z,house');
    for (const [headers, refused] of [
      [{ 'Wattribute-Role': 'user' }, 403],
      [{ Authorization: '' }, 401],
    ] as const)
      expect((await backend.ask(`/api/v1/jobs/${id}/files/smart_meter.csv`, { headers })).status).toBe(refused);
    expect((await backend.ask(`/api/v1/jobs/${id}/files/..%2F..%2Ftoken`)).status).toBe(404);
  });

  it('are told on the stream', async () => {
    const stream = await readStream(backend, { query: '?topics=job' });
    await start({ kind: 'export', to: 'parquet' });
    const blocks = await stream.until(({ data }) => data?.includes('"status":"done"') === true);
    const jobs = blocks.filter(({ event }) => event === 'job').map(({ data }) => v.parse(Job, JSON.parse(data ?? '')));
    expect(jobs.map(({ status }) => status)).toEqual([...jobs.slice(1).map(() => 'running'), 'done']);
    stream.stop();
  });

  it('are for administrators, and known kinds alone', async () => {
    expect((await start({ kind: 'export', to: 'csv' }, { 'Wattribute-Role': 'user' })).status).toBe(403);
    expect((await backend.ask('/api/v1/jobs', { headers: { 'Wattribute-Role': 'user' } })).status).toBe(403);
    expect((await start({ kind: 'export', to: 'xlsx' })).status).toBe(400);
    expect(await (await start({ kind: 'migrate', to: 'influxdb' })).json()).toMatchObject({
      status: 400,
      detail: expect.stringContaining('no InfluxDB server is set') as string,
    });
    expect((await backend.ask('/api/v1/jobs/none', { method: 'DELETE' })).status).toBe(404);
  });

  it('stand beside what the database holds in vain, which administrators are told', async () => {
    expect(await (await backend.ask('/api/v1/leftovers')).json()).toEqual({ leftovers: [] });
    expect((await backend.ask('/api/v1/leftovers', { headers: { 'Wattribute-Role': 'user' } })).status).toBe(403);
  });

  it('run one at a time, and end when they are cancelled', async () => {
    vi.spyOn(backend.store, 'exportTo').mockImplementation(
      (_, { signal }) => new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true })),
    );
    const first = v.parse(Job, await (await start({ kind: 'export', to: 'csv' })).json());
    const second = await start({ kind: 'export', to: 'csv' });
    expect([second.status, await second.json()]).toMatchObject([409, { code: 'busy' }]);
    const cancelled = await backend.ask(`/api/v1/jobs/${first.id}`, { method: 'DELETE' });
    expect(await cancelled.json()).toMatchObject({ status: 'cancelled' });
  });
});
