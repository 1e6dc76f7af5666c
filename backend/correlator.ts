/** Store -> correlations, from a durable cursor; announces results. */
import type { Progress } from './contract/status.ts';
import type { EngineDevice, EngineProfile } from './correlation/types.ts';

export interface Correlator {
  /** Correlates until the signal aborts. */
  run(signal: AbortSignal): Promise<void>;
  devices(): EngineDevice[];
  profile(): EngineProfile;
  /** Of the reading back of history; null when there is none. */
  progress(): Progress | null;
  /** Up to where state changes are correlated. */
  cursorMs(): number | null;
  statistics(): { total_events_processed: number; correlations_found: number; correlations_written: number };
}
