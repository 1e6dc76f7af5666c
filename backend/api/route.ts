/** One call of the contract as an express route: checked on its way in, typed on its way out. */
import type { Request, RequestHandler, Response } from 'express';
import * as v from 'valibot';
import type { Endpoint } from '../contract/endpoint.ts';
import { type AnswerOf, type BodyOf, type EndpointName, endpoints, type QueryOf } from '../contract/endpoints.ts';
import type { Asker } from './asker.ts';
import { faultsOf } from './faults.ts';
import type { Memo } from './memo.ts';
import { badRequest, RequestError } from './problem.ts';
import { readBody } from './read-body.ts';

type PathOf<N extends EndpointName> = (typeof endpoints)[N] extends { path_parameters: infer P extends v.GenericSchema }
  ? v.InferOutput<P>
  : undefined;
type Call<N extends EndpointName> = { query: QueryOf<N>; path: PathOf<N>; body: BodyOf<N>; asker: Asker };
/** What answers a call; throws NotFoundError, UnavailableError, InvalidDataError or RequestError. */
export type Handler<N extends EndpointName> = (call: Call<N>) => AnswerOf<N> | Promise<AnswerOf<N>>;
export type Handlers = { [N in EndpointName]: Handler<N> };

const nothing = v.strictObject({});
const noBody = v.undefined();

/** The query as written; a parameter that is given twice is a list, which no schema takes. */
function queryOf(request: Request): Record<string, string | string[]> {
  const { searchParams } = new URL(request.originalUrl, 'http://localhost');
  return Object.fromEntries(
    [...new Set(searchParams.keys())].map((name) => {
      const values = searchParams.getAll(name);
      return [name, values.length > 1 ? values : (values[0] ?? '')];
    }),
  );
}

/** Throws a RequestError that names every fault with its field. */
export function checkQuery<S extends v.GenericSchema>(schema: S, request: Request): v.InferOutput<S> {
  const query = v.safeParse(schema, queryOf(request));
  if (!query.success) throw badRequest(faultsOf(query.issues));
  return query.output;
}

async function readCall(endpoint: Endpoint, request: Request, response: Response): Promise<Record<'query' | 'path' | 'body', unknown>> {
  const { path_parameters: path = nothing, query = nothing, body = noBody } = endpoint;
  const parts = [
    v.safeParse(path, request.params),
    v.safeParse(query, queryOf(request)),
    v.safeParse(body, body === noBody ? undefined : await readBody(request, response)),
  ] as const;
  const faults = parts.flatMap(({ issues }) => faultsOf(issues ?? []));
  if (faults.length > 0) throw badRequest(faults);
  return { path: parts[0].output, query: parts[1].output, body: parts[2].output };
}

/** Throws a RequestError unless the asker may make this call. */
export async function checkRole(role: Endpoint['role'], asker: Asker): Promise<void> {
  if (role === 'public') return;
  if (asker.by === 'nobody')
    throw new RequestError(
      {
        title: 'Unauthorized',
        status: 401,
        code: 'unauthorized',
        detail: 'A token is wanted: Authorization: Bearer …, or a signed-in page.',
      },
      { 'WWW-Authenticate': 'Bearer' },
    );
  if (role === 'admin' && !(await asker.isAdmin()))
    throw new RequestError({ title: 'Forbidden', status: 403, code: 'forbidden', detail: 'Only an administrator may do this.' });
}

const sendJson = (response: Response, body: Buffer): void =>
  void response.set('Cache-Control', 'no-store').type('application/json').send(body);

export type RouteOptions = {
  identify: (request: Request) => Asker;
  /** Absent: every answer is made anew. */
  memo?: Memo | undefined;
};

/** `{name}` of the contract is `:name` in express. */
export const pathOf = (endpoint: Endpoint): string => endpoint.path.replaceAll(/\{(\w+)\}/g, ':$1');

export function createRoute<N extends EndpointName>(name: N, handle: Handler<N>, { identify, memo }: RouteOptions): RequestHandler {
  const endpoint: Endpoint = endpoints[name];
  return async function answer(request, response) {
    const asker = identify(request);
    await checkRole(endpoint.role, asker);
    // The schemas of the row gave these, so they are of the row's types.
    const call = (await readCall(endpoint, request, response)) as Omit<Call<N>, 'asker'>;
    const make = async () => Buffer.from(JSON.stringify(await handle({ ...call, asker })));
    sendJson(response, memo === undefined ? await make() : await memo.answer(JSON.stringify([call.path, call.query]), make));
  };
}
