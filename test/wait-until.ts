/** Asks again and again until the answer is neither undefined nor false; throws with what was waited for, and what was last seen. */
import { setTimeout as sleep } from 'node:timers/promises';

export type Wait = {
  /** What is waited for, for the error. */
  what: string;
  seconds: number;
  /** Told with the error. */
  seen?: () => unknown;
};

export async function waitUntil<T>(
  { what, seconds, seen }: Wait,
  ask: () => Promise<T | undefined | false> | T | undefined | false,
): Promise<T> {
  const end = Date.now() + seconds * 1000;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined && answer !== false) return answer;
    if (Date.now() > end) {
      const told = seen === undefined ? '' : `; seen: ${String(await seen())}`;
      throw new Error(`${what}: not within ${seconds} s${told}`);
    }
    await sleep(200);
  }
}
