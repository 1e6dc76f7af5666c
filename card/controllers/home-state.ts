/** All that is known of the home, and of how well the backend can be reached. */
import type { Correlation } from '../../backend/contract/correlation.ts';
import type { Current } from '../../backend/contract/current.ts';
import type { Devices } from '../../backend/contract/device.ts';
import type { MeterProfile } from '../../backend/contract/meter-profile.ts';
import type { PowerSeries } from '../../backend/contract/series.ts';
import type { Health, Progress } from '../../backend/contract/status.ts';
import type { Unexplained } from '../../backend/contract/unexplained.ts';
import type { Connection } from '../client/client.ts';
import type { Loadable } from '../client/loadable.ts';

/** The power from this time on; null: a gap. */
export type PowerPoint = { time_ms: number; power_w: number | null };

/** A bin of the chart; it holds until the next one. Null: a gap. */
export type PowerBin = PowerPoint & { max_w: number | null; explained_w: number | null };

/** The power over the range of the chart, oldest first. */
export type PowerHistory = { bin_ms: number; bins: readonly PowerBin[] } & Pick<PowerSeries, 'always_on_w' | 'usage'>;

export type HomeState = {
  connection: { status: 'connecting' } | Connection;
  /** Whether the last request was answered. */
  reachable: boolean;
  /** When the backend last told anything; null: never. */
  answeredMs: number | null;
  /** When it is asked again; null: nothing is waited for. */
  retryAtMs: number | null;
  /** How far the backend's clock is ahead of this one. */
  clockAheadMs: number;
  current: Loadable<Current>;
  /** The last hour, oldest first. */
  lastHour: Loadable<PowerPoint[]>;
  /** Of the range, newest first. */
  correlations: Loadable<Correlation[]>;
  history: Loadable<PowerHistory>;
  /** Changes without an entity, of the range. */
  unexplained: Loadable<Unexplained>;
  devices: Loadable<Devices>;
  meter: Loadable<MeterProfile>;
  /** Counts corrections: what was told before one is to be read anew. */
  corrected: number;
  /** Null: all history is read. */
  progress: Progress | null;
  health: Health | null;
};

const loading = { status: 'loading', value: null } as const;

export const nothingKnown: HomeState = {
  connection: { status: 'connecting' },
  reachable: true,
  answeredMs: null,
  retryAtMs: null,
  clockAheadMs: 0,
  current: loading,
  lastHour: loading,
  correlations: loading,
  history: loading,
  unexplained: loading,
  devices: loading,
  meter: loading,
  corrected: 0,
  progress: null,
  health: null,
};
