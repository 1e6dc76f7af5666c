/** All that is known of the home, and of how well the backend can be reached. */
import type { Correlation } from '../../backend/contract/correlation.ts';
import type { Current } from '../../backend/contract/current.ts';
import type { Health, Progress } from '../../backend/contract/status.ts';
import type { Connection } from '../client/client.ts';
import type { Loadable } from '../client/loadable.ts';

/** The power from this time on; null: a gap. */
export type PowerPoint = { time_ms: number; power_w: number | null };

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
  /** Newest first. */
  correlations: Loadable<Correlation[]>;
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
  progress: null,
  health: null,
};
