/** One HTTP request as it is: any header, and from any address of this machine. */
import { request } from 'node:http';
import { text } from 'node:stream/consumers';

export type RawAnswer = { status: number; headers: Record<string, string | string[] | undefined>; body: string };

export type RawRequest = { port: number; path: string; method?: string; headers?: Record<string, string>; from?: string; body?: string };

export const rawRequest = ({ port, path, method = 'GET', headers = {}, from, body }: RawRequest): Promise<RawAnswer> =>
  new Promise((resolve, reject) => {
    const outgoing = request({ host: '127.0.0.1', port, path, method, headers, ...(from !== undefined && { localAddress: from }) });
    outgoing.on('error', reject);
    outgoing.on('response', (answer) => {
      text(answer).then((read) => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: read }), reject);
    });
    outgoing.end(body);
  });
