/** The one place where what was thrown becomes an answer: a problem after RFC 9457. */
import type { ErrorRequestHandler, RequestHandler, Response } from 'express';
import { API_PREFIX } from '../contract/endpoints.ts';
import type { Problem } from '../contract/problem.ts';
import { InvalidDataError, messageOf, NotFoundError, UnavailableError } from '../errors.ts';
import type { Log } from '../log.ts';

export type Fault = { field: string; message: string };

/** The request itself is refused; `headers` go with the answer. */
export class RequestError extends Error {
  override readonly name = 'RequestError' as const;
  readonly problem: Problem;
  readonly headers: Record<string, string>;

  constructor(problem: Omit<Problem, 'type'>, headers: Record<string, string> = {}) {
    super(problem.detail);
    this.problem = { type: 'about:blank', ...problem };
    this.headers = headers;
  }
}

/** A request with faults, each with its field. */
export const badRequest = (errors: Fault[]): RequestError =>
  new RequestError({
    title: 'Bad Request',
    status: 400,
    code: 'invalid_request',
    detail: errors.map(({ field, message }) => `${field}: ${message}`).join('; '),
    errors,
  });

/** Seconds after which a client may ask again. */
const RETRY_AFTER_S = '5';

/** What express and its parsers refuse by themselves: a path or a body that cannot be read. */
const statusOf = (error: unknown): number | undefined => {
  const status = error instanceof Error && 'status' in error ? error.status : undefined;
  return typeof status === 'number' && status >= 400 && status < 500 ? status : undefined;
};

function toRequestError(error: unknown): RequestError {
  if (error instanceof RequestError) return error;
  const detail = error instanceof Error ? error.message : '';
  if (error instanceof NotFoundError) return new RequestError({ title: 'Not Found', status: 404, code: 'not_found', detail });
  if (error instanceof InvalidDataError) return new RequestError({ title: 'Bad Request', status: 400, code: 'invalid_request', detail });
  if (error instanceof UnavailableError)
    return new RequestError({ title: 'Service Unavailable', status: 503, code: 'unavailable', detail }, { 'Retry-After': RETRY_AFTER_S });
  const status = statusOf(error);
  if (status !== undefined)
    return new RequestError({ title: 'Bad Request', status, code: 'invalid_request', detail: 'The request cannot be read.' });
  return new RequestError({
    title: 'Internal Server Error',
    status: 500,
    code: 'internal',
    detail: 'Something went wrong in the backend; its log says what.',
  });
}

function sendProblem(response: Response, { problem, headers }: RequestError): void {
  response.status(problem.status).set(headers).set('Cache-Control', 'no-store').type('application/problem+json');
  response.send(JSON.stringify(problem));
}

/** Nothing lies at this path. */
export const refuseUnknownPath: RequestHandler = () => {
  throw new NotFoundError(`There is nothing at this path; ${API_PREFIX}/openapi.json tells what there is.`);
};

/** The error boundary. The log gets the path, never a header or a query. */
export const createErrorBoundary =
  (log: Log): ErrorRequestHandler =>
  (error: unknown, request, response, _next) => {
    const answer = toRequestError(error);
    if (answer.problem.status === 500) {
      const stack = error instanceof Error ? error.stack : undefined;
      log.error({ stack }, `API: ${request.method} ${request.path} failed: ${messageOf(error)}`);
    }
    if (answer.problem.status === 503) log.debug(`API: ${request.method} ${request.path} is not available: ${messageOf(error)}`);
    if (response.headersSent) response.destroy();
    else sendProblem(response, answer);
  };
