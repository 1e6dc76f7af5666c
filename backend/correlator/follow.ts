/** Live: correlates what has become complete since the cursor, as soon as an event can be decided. */
import type { Clock } from '../clock.ts';
import { isAborted } from '../clock.ts';
import type { Events } from '../events.ts';
import type { Recorder } from '../recorder.ts';
import type { Report } from '../status-board.ts';
import type { Pass } from './pass.ts';

/** How often it looks whether an event can be decided. */
const TICK_MS = 2000;
/** Without results the state is written so seldom: it is large, and after a kill the same input gives it again. */
const STATE_COMMIT_MS = 15 * 60_000;

export type FollowOptions = {
  recorder: Recorder;
  events: Events;
  report: Report;
  processingIntervalS: number;
  clock: Clock;
  signal: AbortSignal;
};

/** Runs until the signal aborts, then writes what is left. Throws UnavailableError when the store cannot write. */
export async function follow(pass: Pass, { recorder, events, report, processingIntervalS, clock, signal }: FollowOptions): Promise<void> {
  // Events wait for their meter: then it looks at every tick, otherwise at the processing interval.
  let hot = true;
  const unsubscribe = events.subscribe('change', () => (hot = true));
  let [processedMs, committedMs] = [0, clock.now()];
  /** After a clock was set back nobody knows how long ago it was. */
  const sinceMs = (ms: number): number => (clock.now() < ms ? Infinity : clock.now() - ms);

  const tick = async () => {
    if (!hot && sinceMs(processedMs) < processingIntervalS * 1000) return;
    processedMs = clock.now();
    hot = false;
    await recorder.flush();
    for await (const _ of pass.process(recorder.completeUntilMs(), signal));
    hot ||= pass.engine.waitMs() > 0;
    if (!pass.isWaiting() && sinceMs(committedMs) < STATE_COMMIT_MS) return;
    await pass.commit();
    committedMs = clock.now();
    report('ok');
  };

  try {
    while (!isAborted(signal)) {
      await clock.sleep(TICK_MS, signal);
      await tick();
    }
    await pass.commit();
  } finally {
    unsubscribe();
  }
}
