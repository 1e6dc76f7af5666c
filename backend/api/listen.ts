/** The one listener, and its graceful stop. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { ConfigurationError, messageOf } from '../errors.ts';
import type { Api } from './app.ts';

/** How long answers that were begun may take. */
const PATIENCE_MS = 3000;

export interface Listener {
  readonly port: number;
  /** Takes no new connections, ends the streams, finishes the answers that were begun, and is gone within a few seconds. */
  stop(): Promise<void>;
}

export type ListenOptions = { api: Api; port: number; address: string };

const ADVICE: Record<string, (options: ListenOptions) => string> = {
  EADDRINUSE: ({ port }) => `port ${port} is in use by another program: stop that one, or set SERVICE_PORT to another port`,
  EACCES: ({ port }) => `port ${port} may not be opened by this user: set SERVICE_PORT to one above 1023`,
  EADDRNOTAVAIL: ({ address }) => `this machine has no address ${address}: set BIND_ADDRESS to one that it has`,
};

const faultOf = (error: NodeJS.ErrnoException, options: ListenOptions): ConfigurationError =>
  new ConfigurationError(
    `API: ${ADVICE[error.code ?? '']?.(options) ?? `cannot listen on ${options.address}, port ${options.port}: ${messageOf(error)}`}`,
    { cause: error },
  );

async function stop(server: Server, api: Api): Promise<void> {
  const closed = new Promise((resolve) => server.close(resolve));
  api.close();
  const done = new AbortController();
  const late = sleep(PATIENCE_MS, undefined, { signal: done.signal }).catch(() => undefined);
  // A connection falls idle when its answer is finished; the browser would keep it open.
  const idle = setInterval(() => server.closeIdleConnections(), 50);
  await Promise.race([closed, late]);
  done.abort();
  clearInterval(idle);
  server.closeAllConnections();
  await closed;
}

/** Throws ConfigurationError where it cannot listen. */
export function listen(options: ListenOptions): Promise<Listener> {
  const { api, port, address } = options;
  const server = createServer(api.app);
  return new Promise((resolve, reject) => {
    server.once('error', (error) => reject(faultOf(error, options)));
    server.listen(port, address, () => {
      const { port: chosen } = server.address() as AddressInfo;
      let stopping: Promise<void> | undefined;
      resolve({ port: chosen, stop: () => (stopping ??= stop(server, api)) });
    });
  });
}
