/** One question to a backend over HTTP, on a connection that is kept; returns the bytes of the answer. */
import { Agent, get } from 'node:http';
import { BENCH_TOKEN } from './build-backend.ts';

const agent = new Agent({ keepAlive: true });

/** Rejects on any answer but 200. */
export const ask = (port: number, path: string, token = BENCH_TOKEN): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    const headers = { authorization: `Bearer ${token}` };
    get({ agent, host: '127.0.0.1', port, path: `/api/v1${path}`, headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.once('end', () => {
        const body = Buffer.concat(chunks);
        if (response.statusCode === 200) resolve(body);
        else reject(new Error(`${path}: ${response.statusCode ?? ''} ${body.toString()}`));
      });
      response.once('error', reject);
    }).once('error', reject);
  });
