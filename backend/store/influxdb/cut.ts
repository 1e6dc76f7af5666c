/** Where a stretch of time lies: in the file, which is all of the recent time, or on the server. */
import type { Range } from '../store.ts';
import type { Place } from './place.ts';

export type Parts = { old: Range | null; recent: Range | null };

const rangeOrNull = (start_ms: number, end_ms: number): Range | null => (start_ms < end_ms ? { start_ms, end_ms } : null);

export interface Cut {
  /** Of readings and circuits. */
  raw(range: Range): Promise<Parts>;
  /** Of all else. */
  all(range: Range): Promise<Parts>;
  /** Of bins of readings and circuits: none of them is divided. */
  bins(range: Range & { bin_ms: number }): Promise<Parts>;
}

export function createCut(place: () => Place, firstMs: () => Promise<number | null>): Cut {
  /** The file answers from the boundary on; nothing is told of before `before_ms`. */
  const cut = async ({ start_ms, end_ms }: Range, boundary_ms: number | null, before_ms: number | null): Promise<Parts> => {
    const from = Math.max(start_ms, before_ms ?? -Infinity);
    const boundary = boundary_ms ?? -Infinity;
    const recent = rangeOrNull(Math.max(from, boundary), end_ms);
    if (from >= boundary) return { old: null, recent };
    // Before the first row there is nothing to ask for.
    return { old: rangeOrNull(Math.max(from, (await firstMs()) ?? boundary), Math.min(end_ms, boundary)), recent };
  };
  return {
    raw: (range) => cut(range, place().raw_from_ms, place().raw_before_ms),
    all: (range) => cut(range, place().all_from_ms, place().all_before_ms),
    bins(range) {
      const { raw_from_ms, raw_before_ms } = place();
      return cut(range, raw_from_ms === null ? null : Math.ceil(raw_from_ms / range.bin_ms) * range.bin_ms, raw_before_ms);
    },
  };
}

/** The rows of the server and then those of the file, at most `limit`. */
export async function join<T>(
  { old, recent }: Parts,
  readOld: (range: Range) => Promise<T[]>,
  readRecent: (range: Range, limit: number) => Promise<T[]>,
  limit = Infinity,
): Promise<T[]> {
  const found = old === null ? [] : await readOld(old);
  return recent === null || found.length >= limit ? found : [...found, ...(await readRecent(recent, limit - found.length))];
}
