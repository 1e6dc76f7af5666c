/** The body of a request: JSON, of bounded size. */
import { json, type Request, type RequestHandler, type Response } from 'express';
import { RequestError } from './problem.ts';

const LIMIT = '64kb';
const parse: RequestHandler = json({ limit: LIMIT });

/** Throws a RequestError unless the body is JSON of at most 64 kB. */
export async function readBody(request: Request, response: Response): Promise<unknown> {
  if (request.is('json') !== 'json')
    throw new RequestError({
      title: 'Unsupported Media Type',
      status: 415,
      code: 'not_json',
      detail: 'JSON is wanted: Content-Type: application/json.',
    });
  await new Promise<void>((resolve, reject) => {
    const done = (error?: unknown) => {
      if (error === undefined) resolve();
      else reject(error instanceof Error ? error : new Error('The body cannot be read.'));
    };
    void parse(request, response, done);
  });
  return request.body;
}
