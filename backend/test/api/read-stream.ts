/** A listener to the stream, as a browser is one. */
import { request } from 'node:http';
import { TOKEN, type ABackend } from './a-backend.ts';

export type Block = { id?: string; event?: string; data?: string; retry?: string; comment?: string };

export interface StreamReader {
  readonly headers: Record<string, string | string[] | undefined>;
  /** All blocks until one fits. */
  until(fits: (block: Block) => boolean): Promise<Block[]>;
  /** Resolves when the backend has ended it. */
  readonly ended: Promise<void>;
  stop(): void;
}

const parse = (text: string): Block =>
  Object.fromEntries(text.split('\n').map((line) => [line.slice(0, line.indexOf(':')) || 'comment', line.slice(line.indexOf(':') + 2)]));

export const readStream = (backend: ABackend, { query = '', lastId }: { query?: string; lastId?: string } = {}): Promise<StreamReader> =>
  new Promise((resolve, reject) => {
    const headers = { Authorization: `Bearer ${TOKEN}`, ...(lastId !== undefined && { 'Last-Event-ID': lastId }) };
    const outgoing = request({ host: '127.0.0.1', port: backend.port, path: `/api/v1/stream${query}`, headers });
    outgoing.on('error', reject);
    outgoing.on('response', (response) => {
      const blocks: Block[] = [];
      let rest = '';
      let look = () => {};
      response.setEncoding('utf8').on('data', (text: string) => {
        const parts = (rest + text).split('\n\n');
        rest = parts.pop() ?? '';
        blocks.push(...parts.map(parse));
        look();
      });
      // A stream that the test stops breaks off, which is what it wants.
      response.on('error', () => undefined);
      resolve({
        headers: { ...response.headers, status: String(response.statusCode) },
        until: (fits) =>
          new Promise((found) => {
            look = () => {
              const last = blocks.findIndex(fits);
              if (last >= 0) found(blocks.splice(0, last + 1));
            };
            look();
          }),
        ended: new Promise((closed) => response.on('close', closed)),
        stop: () => void outgoing.destroy(),
      });
    });
    outgoing.end();
  });
