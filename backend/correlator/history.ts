/** First start: history is read twice, once to learn from it and once to correlate it with what was learned. */
import type { Clock } from '../clock.ts';
import { isAborted } from '../clock.ts';
import { createEngine } from '../correlation/engine.ts';
import { emptyHour } from '../correlation/meter-hours.ts';
import type { Engine, EngineCorrection } from '../correlation/types.ts';
import type { Recorder } from '../recorder.ts';
import { newMemory, type Memory } from './memory.ts';
import { whereTheySit, type Pass, type PassOptions } from './pass.ts';
import type { ProgressTeller } from './progress-teller.ts';
import { runStretch } from './stretch.ts';

/** Results are written after so much of history. */
const COMMIT_MS = 6 * 3_600_000;

const countLearned = (engine: Engine): number => engine.devices().filter(({ verdict }) => verdict === 'learned').length;

/** Waits until the history that can be had is in the store. */
export async function awaitHistory({
  recorder,
  clock,
  teller,
  signal,
}: {
  recorder: Recorder;
  clock: Clock;
  teller: ProgressTeller;
  signal: AbortSignal;
}): Promise<void> {
  while (!isAborted(signal) && (recorder.completeUntilMs() === 0 || recorder.refillFraction() < 1)) {
    // While a source is not there nothing is read, and nobody can say when it will be.
    if (recorder.refillFraction() < 1) teller.tell('reading', recorder.refillFraction(), () => 0);
    else teller.pause();
    await clock.sleep(500, signal);
  }
  await recorder.flush();
}

/**
 * Pass 1: learns from all history up to end_ms and drops the answers (`passes` 1: skips that), with what users have `told` of the entities. Nothing is written: killed, it begins again.
 * Returns the memory from which pass 2 starts.
 */
export async function learnFromHistory(
  { end_ms, passes, told }: { end_ms: number; passes: 1 | 2; told: readonly EngineCorrection[] },
  teller: ProgressTeller,
  options: PassOptions,
  signal: AbortSignal,
): Promise<Memory> {
  const { store, meter_id, windowS } = options;
  const start_ms = (await store.series.firstMs()) ?? end_ms;
  const learner = createEngine({ window_s: windowS });
  learner.correct(told);
  learner.sits(whereTheySit(options));
  learner.measures(options.kind());
  if (passes === 2) {
    for await (const { end_ms: reached } of runStretch({ engine: learner, store, meter_id, hour: emptyHour, start_ms, end_ms, signal })) {
      teller.tell('learning', (reached - start_ms) / (end_ms - start_ms), () => countLearned(learner));
    }
  }
  const fresh = createEngine({ learned: learner.state(), window_s: windowS });
  return { ...newMemory(start_ms, fresh.state()), history_end_ms: end_ms };
}

/** Pass 2: correlates history up to end_ms. Killed, it goes on at the cursor. */
export async function correlateHistory(pass: Pass, end_ms: number, teller: ProgressTeller, signal: AbortSignal): Promise<void> {
  const start_ms = pass.memory.cursor_ms;
  let committedMs = start_ms;
  for await (const slice of pass.process(end_ms, signal)) {
    teller.tell('correlating', (slice.end_ms - start_ms) / (end_ms - start_ms), () => countLearned(pass.engine));
    if (slice.end_ms - committedMs < COMMIT_MS) continue;
    await pass.commit();
    committedMs = slice.end_ms;
  }
  await pass.commit();
  if (isAborted(signal)) return;
  pass.memory.history_end_ms = null;
  await pass.commit();
  teller.tell('done', 1, () => countLearned(pass.engine));
}
