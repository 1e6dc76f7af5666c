/** Looks at many things in the background, one after the other, and again when it is time: what is found is at hand at once. */
import type { Clock } from './clock.ts';
import { messageOf } from './errors.ts';
import type { Log } from './log.ts';

/** `found` null: forget what was found before; undefined: keep it. */
type Look<T> = (key: string) => Promise<{ found: T | null | undefined; againMs: number }>;

/** What was found by now, of these keys and others. Begins to look at those that are due. */
export type LookInTurn<T> = (keys: readonly string[]) => ReadonlyMap<string, T>;

/** After a failure. */
const RETRY_MS = 60_000;

/** `what` names it in the log, as in "Where devices are". */
export function createLookInTurn<T>({ look, what, clock, log }: { look: Look<T>; what: string; clock: Clock; log: Log }): LookInTurn<T> {
  const found = new Map<string, T>();
  const dueMs = new Map<string, number>();
  let isLooking = false;

  async function lookAt(key: string): Promise<void> {
    const { found: one, againMs } = await look(key);
    dueMs.set(key, clock.now() + againMs);
    if (one === null) found.delete(key);
    else if (one !== undefined) found.set(key, one);
  }
  async function lookAtAll(keys: readonly string[]): Promise<void> {
    isLooking = true;
    try {
      for (const key of keys) await lookAt(key);
    } catch (error) {
      for (const key of keys) dueMs.set(key, clock.now() + RETRY_MS);
      log.warn(`${what} could not be read: ${messageOf(error)}`);
    } finally {
      isLooking = false;
    }
  }

  return (keys) => {
    const due = isLooking ? [] : keys.filter((key) => (dueMs.get(key) ?? 0) <= clock.now());
    if (due.length > 0) void lookAtAll(due);
    return found;
  };
}
