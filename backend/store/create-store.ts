/** The adapters of the store: the only list of them. */
import { createDuckdbStore, type DuckdbStoreOptions } from './duckdb.ts';
import type { Store } from './store.ts';

export type StoreOptions = Pick<DuckdbStoreOptions, 'directory' | 'home_id' | 'mode' | 'anew' | 'clock' | 'log' | 'reserveBytes'>;

/** Throws ConfigurationError where the file is in use, of the other mode, or newer than this version; a damaged file is told of in `notices`. */
export const createStore = (options: StoreOptions): Promise<Store> => createDuckdbStore(options);
