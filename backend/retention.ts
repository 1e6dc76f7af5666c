/** Deletes what is older than it is to be kept, once a day. */
import { isAborted, type Clock } from './clock.ts';
import { messageOf } from './errors.ts';
import type { Log } from './log.ts';
import type { Store } from './store/store.ts';

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

/** Runs until the signal aborts; a failure is logged and tried again an hour later. */
export async function runRetention(options: {
  store: Store;
  rawDays: number;
  days: number;
  clock: Clock;
  log: Log;
  signal: AbortSignal;
}): Promise<void> {
  const { store, rawDays, days, clock, log, signal } = options;
  while (!isAborted(signal)) {
    let waitMs = DAY_MS;
    try {
      await store.retain({ raw_before_ms: clock.now() - rawDays * DAY_MS, all_before_ms: clock.now() - days * DAY_MS });
    } catch (error) {
      log.warn(`Old data could not be deleted, it is tried again in an hour: ${messageOf(error)}`);
      waitMs = HOUR_MS;
    }
    await clock.sleep(waitMs, signal);
  }
}
