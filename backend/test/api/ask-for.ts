/** Asks a call of the table, and holds the answer against the contract. */
import * as v from 'valibot';
import { expect } from 'vitest';
import { API_PREFIX, endpoints, type AnswerOf, type EndpointName } from '../../contract/endpoints.ts';
import type { ABackend } from './a-backend.ts';

export async function askFor<N extends EndpointName>(
  backend: ABackend,
  name: N,
  query = '',
  path: string = endpoints[name].path,
): Promise<AnswerOf<N>> {
  const response = await backend.ask(`${API_PREFIX}${path}${query}`);
  const body: unknown = await response.json();
  expect(response.status, JSON.stringify(body)).toBe(200);
  // In the answer there is nothing that the contract does not know.
  const parsed: unknown = v.parse(endpoints[name].response, body);
  expect(body).toEqual(parsed);
  return parsed as AnswerOf<N>;
}
