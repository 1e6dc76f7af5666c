/** Keeps answers for a moment, so that many who ask the same cost one query. */
import type { Clock } from '../clock.ts';

export interface Memo {
  /** The answer kept for this key, or what `make` makes; who asks meanwhile waits for the same one. */
  answer(key: string, make: () => Promise<Buffer>): Promise<Buffer>;
  /** What was made before is no longer true. */
  clear(): void;
}

/** Kept so long as it is; then given out once more while it is made anew. */
const FRESH_MS = 2000;
const STALE_MS = 10_000;
/** Bytes of all answers kept, and of the longest. */
const MOST_BYTES = 8_000_000;
const LONGEST = 1_000_000;

type Kept = { body: Buffer; madeMs: number };

export function createMemo(clock: Clock): Memo {
  const kept = new Map<string, Kept>();
  const pending = new Map<string, Promise<Buffer>>();

  function keep(key: string, answer: Kept): void {
    kept.delete(key);
    kept.set(key, answer);
    let bytes = [...kept.values()].reduce((sum, { body }) => sum + body.length, 0);
    for (const [oldest, { body }] of kept) {
      if (bytes <= MOST_BYTES) return;
      kept.delete(oldest);
      bytes -= body.length;
    }
  }

  function begin(key: string, make: () => Promise<Buffer>): Promise<Buffer> {
    const running = pending.get(key);
    if (running !== undefined) return running;
    const made = make().then((body) => {
      // Cleared meanwhile: it may tell of what was before.
      if (pending.get(key) === made && body.length <= LONGEST) keep(key, { body, madeMs: clock.now() });
      return body;
    });
    const forget = () => {
      if (pending.get(key) === made) pending.delete(key);
    };
    pending.set(key, made);
    made.then(forget, forget);
    return made;
  }

  function refresh(key: string, make: () => Promise<Buffer>): void {
    // Who asks next makes it again, and is told of the failure.
    begin(key, make).catch(() => void kept.delete(key));
  }

  return {
    answer(key, make) {
      const found = kept.get(key);
      const ageMs = found === undefined ? Infinity : clock.now() - found.madeMs;
      if (found === undefined || ageMs >= STALE_MS || ageMs < 0) return begin(key, make);
      if (ageMs >= FRESH_MS) refresh(key, make);
      return Promise.resolve(found.body);
    },
    clear() {
      kept.clear();
      pending.clear();
    },
  };
}
