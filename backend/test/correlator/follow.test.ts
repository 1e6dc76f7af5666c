import { expect, it } from 'vitest';
import type { Clock } from '../../clock.ts';
import { follow } from '../../correlator/follow.ts';
import type { Pass } from '../../correlator/pass.ts';
import { createEvents } from '../../events.ts';
import type { Recorder } from '../../recorder.ts';

const T0 = Date.UTC(2026, 10, 24, 12);
const HOUR = 3_600_000;

it('goes on processing and keeping its state when the clock is set back by an hour', async () => {
  const stopping = new AbortController();
  let [nowMs, ticks] = [T0, 0];
  const clock: Clock = {
    now: () => nowMs,
    sleep(ms) {
      nowMs += ms;
      ticks++;
      if (ticks === 5) nowMs -= HOUR;
      if (ticks === 100) stopping.abort();
      return Promise.resolve();
    },
  };
  const [processed, committed]: [number[], number[]] = [[], []];
  const pass = {
    engine: { waitMs: () => 0 },
    // eslint-disable-next-line @typescript-eslint/require-await, require-yield -- it has nothing to wait for, and finds nothing
    async *process() {
      processed.push(ticks);
    },
    commit: () => Promise.resolve(void committed.push(ticks)),
    isWaiting: () => false,
  } as unknown as Pass;
  const recorder = { flush: () => Promise.resolve(), completeUntilMs: () => nowMs } as unknown as Recorder;
  const about = { recorder, events: createEvents(), report: () => undefined, processingIntervalS: 60, clock };
  await follow(pass, { ...about, signal: stopping.signal });
  // Every 30th tick of 2 s, and once when it was set back.
  expect(processed).toEqual([1, 5, 35, 65, 95]);
  expect(committed[0]).toBe(5);
});
