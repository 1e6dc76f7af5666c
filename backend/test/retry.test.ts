import { describe, expect, it } from 'vitest';
import type { Clock } from '../clock.ts';
import { AuthError, UnavailableError } from '../errors.ts';
import { retry } from '../retry.ts';

/** A clock whose sleeps end at once and are written down. */
const napping = () => {
  const naps: number[] = [];
  const clock: Clock = { now: () => 0, sleep: (ms) => (naps.push(ms), Promise.resolve()) };
  return { clock, naps };
};

describe('retry', () => {
  it('tries what may pass until it succeeds, waiting longer at most to maxMs', async () => {
    const { clock, naps } = napping();
    let tries = 0;
    const attempt = () => (++tries < 6 ? Promise.reject(new UnavailableError('busy')) : Promise.resolve('done'));
    const seen: string[] = [];
    const signal = new AbortController().signal;
    const result = await retry(attempt, {
      clock,
      signal,
      firstMs: 100,
      maxMs: 500,
      random: () => 1,
      onRetry: (error) => seen.push(String(error)),
    });
    expect(result).toBe('done');
    expect(naps).toEqual([100, 200, 400, 500, 500]);
    expect(seen).toHaveLength(5);
  });

  it('never tries again what cannot pass', async () => {
    const { clock, naps } = napping();
    const signal = new AbortController().signal;
    const attempt = () => Promise.reject(new AuthError('Home Assistant: the token is refused'));
    await expect(retry(attempt, { clock, signal, onRetry: () => undefined })).rejects.toThrow('the token is refused');
    expect(naps).toEqual([]);
  });

  it('ends with undefined when the signal aborts', async () => {
    const { clock } = napping();
    const controller = new AbortController();
    const attempt = (): Promise<string> => Promise.reject(new UnavailableError('away'));
    const onRetry = () => {
      controller.abort();
    };
    const result = await retry(attempt, { clock, signal: controller.signal, onRetry });
    expect(result).toBeUndefined();
  });
});
