/** Tries again what may pass, never what cannot. */
import type { Clock } from './clock.ts';
import { isPermanent } from './errors.ts';

export type RetryOptions = {
  clock: Clock;
  signal: AbortSignal;
  /** Longest wait before the first, and before any, new try. */
  firstMs?: number;
  maxMs?: number;
  /** Told of every failure that will be tried again, with the wait before the next try. */
  onRetry: (error: unknown, waitMs: number) => void;
  random?: () => number;
};

/**
 * Runs `attempt` until it succeeds or the signal aborts (then undefined); throws permanent errors.
 * Waits with full jitter, after "Exponential Backoff And Jitter" (AWS Architecture Blog, 2015): random(0, min(max, first · 2^n)).
 */
export async function retry<T>(attempt: () => Promise<T>, options: RetryOptions): Promise<T | undefined> {
  const { clock, signal, firstMs = 1000, maxMs = 60_000, onRetry, random = Math.random } = options;
  for (let failures = 0; !signal.aborted; failures++) {
    try {
      return await attempt();
    } catch (error) {
      if (isPermanent(error)) throw error;
      const waitMs = Math.round(random() * Math.min(maxMs, firstMs * 2 ** Math.min(failures, 16)));
      onRetry(error, waitMs);
      await clock.sleep(waitMs, signal);
    }
  }
  return undefined;
}
