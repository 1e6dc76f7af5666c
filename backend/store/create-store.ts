/** The adapters of the store: the only list of them. */
import { createDuckdbStore } from './duckdb.ts';
import { createInfluxdbStore, type InfluxdbStoreOptions } from './influxdb.ts';
import type { Store } from './store.ts';

export type StoreOptions = Pick<InfluxdbStoreOptions, 'directory' | 'home_id' | 'mode' | 'anew' | 'clock' | 'log' | 'reserveBytes'> & {
  /** Where series go; undefined: they stay in the embedded database. */
  influxdb?: (InfluxdbStoreOptions['influxdb'] & { takeover: boolean }) | undefined;
};

/**
 * Throws ConfigurationError where the file is in use, of the other mode, or newer than this version, and where the server cannot be used;
 * a damaged file is told of in `notices`.
 */
export const createStore = ({ influxdb, ...options }: StoreOptions): Promise<Store> =>
  influxdb === undefined ? createDuckdbStore(options) : createInfluxdbStore({ ...options, influxdb, takeover: influxdb.takeover });
