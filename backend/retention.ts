/** Sums up the days that are over and deletes what is older than it is to be kept, once a day. */
import { isAborted, type Clock } from './clock.ts';
import { messageOf } from './errors.ts';
import type { Log } from './log.ts';
import type { Report } from './status-board.ts';
import type { Store } from './store/store.ts';

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
/** So much longer readings are kept of which no sums could be made: then the disk counts for more. */
const GRACE_DAYS = 14;

/** The first day (UTC) that is kept: a day of which half were gone would be summed up by the other half. */
const firstKept = (nowMs: number, days: number): number => Math.floor((nowMs - days * DAY_MS) / DAY_MS) * DAY_MS;

/** Runs until the signal aborts; a failure is logged and tried again an hour later, and reported where it fails again. */
export async function runRetention(options: {
  store: Store;
  rawDays: number;
  days: number;
  clock: Clock;
  log: Log;
  report: Report;
  signal: AbortSignal;
}): Promise<void> {
  const { store, rawDays, days, clock, log, report, signal } = options;
  /** Of the round before. */
  let isWell = true;
  const attempt = async (failed: string, job: () => Promise<void>): Promise<boolean> => {
    try {
      await job();
      return true;
    } catch (error) {
      const message = `${failed}; it is tried again in an hour: ${messageOf(error)}`;
      log.warn(message);
      // Where nothing is ever deleted nothing can be lost; and a disk that is full for a while is told by what cannot write.
      if (Number.isFinite(rawDays) && !isWell) report('failed', message);
      return false;
    }
  };
  const notSummed =
    `Past days could not be summed up. Their readings are kept for ${GRACE_DAYS} days more than the ${rawDays} that are set, then they are deleted ` +
    'and charts of hours and days show a gap there';
  while (!isAborted(signal)) {
    const all_before_ms = clock.now() - days * DAY_MS;
    const isSummed = await attempt(notSummed, () => store.rollUp(all_before_ms, signal));
    if (isAborted(signal)) return;
    const raw_before_ms = Math.max(all_before_ms, firstKept(clock.now(), rawDays + (isSummed ? 0 : GRACE_DAYS)));
    const isDeleted = await attempt('Old data could not be deleted', () => store.retain({ raw_before_ms, all_before_ms }));
    const wasWell = isWell;
    isWell = isSummed && isDeleted;
    if (isWell && !wasWell) report('ok');
    await clock.sleep(isWell ? DAY_MS : HOUR_MS, signal);
  }
}
