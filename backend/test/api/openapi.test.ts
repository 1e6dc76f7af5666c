import { describe, expect, it } from 'vitest';
import { createOpenApi } from '../../api/openapi.ts';
import { endpoints } from '../../contract/endpoints.ts';

const text = JSON.stringify(createOpenApi('0.0.0'), null, 2);

describe('createOpenApi', () => {
  it('is the description that is kept: the wire changes only on purpose', async () => {
    await expect(`${text}\n`).toMatchFileSnapshot('./openapi.json.snap');
  });

  it('has every row of the table', () => {
    const { paths } = createOpenApi('0.0.0') as { paths: Record<string, object> };
    for (const { path, method } of Object.values(endpoints)) expect(paths[path]).toHaveProperty(method.toLowerCase());
  });

  it('refers only to schemas that it has', () => {
    const { components } = createOpenApi('0.0.0') as { components: { schemas: object } };
    const names = [...text.matchAll(/"#\/([^"]+)"/g)].map(([, path]) => path?.split('/').at(-1));
    expect(names.length).toBeGreaterThan(5);
    expect(Object.keys(components.schemas)).toEqual(expect.arrayContaining(names));
    expect(text).not.toContain('$defs');
  });

  it('tells a number of a query as a number, with its bounds and its default', () => {
    const { paths } = createOpenApi('0.0.0') as { paths: Record<string, { get: { parameters: { name: string; schema: object }[] } }> };
    const limit = paths['/energy/correlations']?.get.parameters.find(({ name }) => name === 'limit');
    expect(limit?.schema).toEqual({ type: 'number', minimum: 1, maximum: 10_000, default: 1000 });
  });
});
