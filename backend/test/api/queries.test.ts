import * as v from 'valibot';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { API_PREFIX } from '../../contract/endpoints.ts';
import { Problem } from '../../contract/problem.ts';
import { startBackend, type ABackend } from './a-backend.ts';
import { rawRequest } from './raw-request.ts';

let backend: ABackend;
beforeAll(async () => {
  backend = await startBackend();
});
afterAll(() => backend.close());

/** The problem that a call is answered with. */
async function problemOf(path: string, init?: { method: string }): Promise<Problem> {
  const response = await backend.ask(path, init);
  expect(response.headers.get('Content-Type')).toMatch(/^application\/problem\+json/);
  const problem = v.parse(Problem, await response.json());
  expect(problem.status).toBe(response.status);
  return problem;
}
const fieldsOf = async (query: string, path = '/energy/correlations') => {
  const { status, errors } = await problemOf(`${API_PREFIX}${path}${query}`);
  expect(status).toBe(400);
  return errors?.map(({ field }) => field);
};

describe('a query', () => {
  it('is refused with every fault and its field', async () => {
    const { status, code, errors } = await problemOf(`${API_PREFIX}/energy/correlations?limit=0&order=size&min_delta=x&colour=red`);
    expect([status, code]).toEqual([400, 'invalid_request']);
    expect(errors).toEqual([
      { field: 'min_delta', message: 'a number is wanted' },
      { field: 'order', message: expect.stringContaining('"time"') as string },
      { field: 'limit', message: 'Invalid value: Expected >=1 but received 0' },
      { field: 'colour', message: 'there is no such parameter' },
    ]);
  });

  it.each([
    ['?hours=9601', 'hours'],
    ['?hours=0', 'hours'],
    ['?hours=', 'hours'],
    ['?hours=1e3', 'hours'],
    ['?limit=1.5', 'limit'],
    ['?limit=10001', 'limit'],
    ['?min_confidence=1.1', 'min_confidence'],
    ['?entity_id=kitchen', 'entity_id'],
    [`?entity_id=light.${'x'.repeat(250)}`, 'entity_id'],
    ['?domain=a-b', 'domain'],
    ['?before=yesterday', 'before'],
    ['?start=yesterday', 'start'],
    ['?start=2026-11-24T12:00:00Z&end=2026-11-24T11:00:00Z', 'start'],
    ['?start=2020-01-01T00:00:00Z', 'start'],
    ['?limit=5&limit=6', 'limit'],
    ['?toString=1', 'toString'],
  ])('%s is refused for its %s', async (query, field) => {
    expect(await fieldsOf(query)).toEqual([field]);
  });

  it('is refused where a call takes none', async () => {
    expect(await fieldsOf('?x=1', '/energy/context')).toEqual(['x']);
  });

  it('says that a parameter was given twice', async () => {
    const { errors } = await problemOf(`${API_PREFIX}/energy/series?points=20&points=30`);
    expect(errors).toEqual([{ field: 'points', message: 'is given more than once' }]);
  });

  it('is refused by the entity of its path too', async () => {
    expect(await fieldsOf('?days=0', '/energy/device-impact/kettle')).toEqual(['entity_id', 'days']);
  });

  it.each(['/energy/series', '/energy/circuits', '/energy/correlations'])('of the longest stretch is answered by %s', async (path) => {
    expect((await backend.ask(`${API_PREFIX}${path}?hours=9600`)).status).toBe(200);
  });

  it('may hold odd characters', async () => {
    const odd = `light.${encodeURIComponent(`ünï'"%;--<b>/\\${'€'.repeat(200)}`)}`;
    expect((await backend.ask(`${API_PREFIX}/energy/correlations?entity_id=${odd}`)).status).toBe(200);
    expect((await backend.ask(`${API_PREFIX}/energy/device-impact/${odd}`)).status).toBe(404);
  });
});

describe('a problem', () => {
  it('answers an unknown path', async () => {
    expect(await problemOf('/api/v1/energy/nothing')).toMatchObject({ status: 404, code: 'not_found', type: 'about:blank' });
    expect(await problemOf('/nothing')).toMatchObject({ status: 404 });
    expect(await problemOf(`${API_PREFIX}/energy/current`, { method: 'POST' })).toMatchObject({ status: 404 });
  });

  it('answers a path that cannot be read', async () => {
    expect((await rawRequest({ port: backend.port, path: `${API_PREFIX}/energy/device-impact/%E0%A4%A` })).status).toBe(400);
  });

  it('answers 503 with Retry-After while the store is closed', async () => {
    const closing = await startBackend();
    await closing.store.close();
    const response = await closing.ask(`${API_PREFIX}/energy/correlations`);
    expect(response.status).toBe(503);
    expect(response.headers.get('Retry-After')).toBe('5');
    expect(v.parse(Problem, await response.json()).code).toBe('unavailable');
    await closing.close(false);
  });

  it('tells nothing of the inside where something breaks, but the log does', async () => {
    const broken = await startBackend();
    Object.defineProperty(broken.told, 'entities', {
      get: () => {
        throw new TypeError('the inside of the house');
      },
    });
    const response = await broken.ask(`${API_PREFIX}/energy/entities?`);
    expect(response.status).toBe(500);
    expect(await response.text()).not.toContain('inside of the house');
    expect(broken.logged()).toContain('the inside of the house');
    await broken.close();
  });
});
