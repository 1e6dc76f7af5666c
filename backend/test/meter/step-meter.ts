/** Moves a meter that is asked at its pace on by one question. */
import type { ManualClock } from '../manual-clock.ts';

/** While it runs: until the answer has been taken, and it sleeps again. */
export async function stepMeter(clock: ManualClock, ms: number, isRunning = true): Promise<void> {
  if (isRunning) await clock.asleep();
  await clock.advance(ms);
  if (isRunning) await clock.asleep();
}
