/** Sums up the days that are over and deletes what is older than it is to be kept, once a day. */
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
  const attempt = async (failed: string, job: () => Promise<void>): Promise<boolean> => {
    try {
      await job();
      return true;
    } catch (error) {
      log.warn(`${failed}, it is tried again in an hour: ${messageOf(error)}`);
      return false;
    }
  };
  while (!isAborted(signal)) {
    const all_before_ms = clock.now() - days * DAY_MS;
    const isSummed = await attempt('Past days could not be summed up', () => store.rollUp(all_before_ms, signal));
    if (isAborted(signal)) return;
    const isDeleted = await attempt('Old data could not be deleted', () =>
      store.retain({ raw_before_ms: clock.now() - rawDays * DAY_MS, all_before_ms }),
    );
    await clock.sleep(isSummed && isDeleted ? DAY_MS : HOUR_MS, signal);
  }
}
