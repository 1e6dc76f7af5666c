/** Passing a request on, and refusing one. */
import { request, STATUS_CODES, type IncomingMessage, type RequestOptions, type ServerResponse } from 'node:http';

/** The answer is this status. */
export class Refusal extends Error {
  override readonly name = 'Refusal' as const;
  readonly status: number;

  constructor(status: number, message = `${status}: ${STATUS_CODES[status] ?? ''}`) {
    super(message);
    this.status = status;
  }
}

export const HOP_BY_HOP = new Set(['connection', 'keep-alive', 'transfer-encoding', 'upgrade']);

/** Passes a request on and its answer back, piece by piece as each arrives. Rejects with a Refusal where nobody is there. */
export const pass = (incoming: IncomingMessage, response: ServerResponse, target: RequestOptions): Promise<void> =>
  new Promise((resolve, reject) => {
    const outgoing = request(target, (answer) => {
      response.writeHead(
        answer.statusCode ?? 502,
        Object.fromEntries(Object.entries(answer.headers).filter(([name]) => !HOP_BY_HOP.has(name))),
      );
      response.flushHeaders();
      answer.on('error', () => response.destroy());
      answer.pipe(response).on('finish', resolve);
    });
    outgoing.on('error', () => {
      if (response.headersSent) response.destroy();
      else reject(new Refusal(502));
    });
    response.on('close', () => {
      outgoing.destroy();
      resolve();
    });
    incoming.pipe(outgoing);
  });
