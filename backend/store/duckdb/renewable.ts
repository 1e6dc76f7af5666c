/** Connections that are made anew when DuckDB has given them up. */
import { UnavailableError } from '../../errors.ts';
import type { Connections } from './connections.ts';
import { isGivenUp } from './faults.ts';

export interface Renewable {
  /** The present connections; tries to open the file where that failed before. */
  get: () => Promise<Connections>;
  /** Leaves connections that were given up and opens the file again, once however many ask. */
  renew: (old: Connections, error: unknown) => Promise<Connections>;
  /** Runs `act`, a second time where the connections were given up. */
  attempt: <T>(act: (connections: Connections) => Promise<T>) => Promise<T>;
  close: () => Promise<void>;
}

export function createRenewable(open: () => Promise<Connections>, onGivenUp: (error: unknown) => void): Renewable {
  let closed = false;
  let current: Promise<Connections> | undefined;
  const get = (old?: Connections): Promise<Connections> => {
    if (closed) return Promise.reject(new UnavailableError('Store: it is closed.'));
    current ??= (old?.close() ?? Promise.resolve()).then(open).catch((error: unknown) => {
      current = undefined;
      throw error;
    });
    return current;
  };
  const renew = async (old: Connections, error: unknown): Promise<Connections> => {
    if ((await get()) !== old) return await get();
    onGivenUp(error);
    current = undefined;
    return await get(old);
  };
  return {
    get: () => get(),
    renew,
    async attempt(act) {
      const connections = await get();
      try {
        return await act(connections);
      } catch (error) {
        if (!isGivenUp(error)) throw error;
        return await act(await renew(connections, error));
      }
    },
    async close() {
      const connections = await current?.catch(() => undefined);
      closed = true;
      await connections?.close();
    },
  };
}
