/** Knows patterns again: the same load is found a little larger or shorter each week. */

/** What a pattern is known by. */
export type Shape = { power_w: number; duration_s: number | null };

/** The same within max(10 W, 20 %) and a factor of two of length. */
const SAME_W = 10;
const SAME_SHARE = 0.2;
const SAME_LENGTH = Math.log(2);

/** 0: alike; beyond 1: not the same. */
function distance(a: Shape, b: Shape): number {
  const watts = Math.abs(a.power_w - b.power_w) / Math.max(SAME_W, SAME_SHARE * Math.max(a.power_w, b.power_w));
  const length = Math.abs(Math.log(Math.max(1, a.duration_s ?? 1) / Math.max(1, b.duration_s ?? 1))) / SAME_LENGTH;
  return Math.max(watts, length);
}

/**
 * Which known pattern each one is, the closest pairs first; those left out are new.
 *
 * @example
 * recognizePatterns([{ power_w: 97, duration_s: 1100 }], new Map([['p1', { power_w: 95, duration_s: 1080 }]])); // ['p1']
 */
export function recognizePatterns(found: readonly Shape[], known: ReadonlyMap<string, Shape>): (string | null)[] {
  const ids: (string | null)[] = found.map(() => null);
  const pairs = found.flatMap((shape, index) => [...known].map(([id, other]) => ({ index, id, far: distance(shape, other) })));
  const taken = new Set<string>();
  for (const { index, id, far } of pairs.sort((a, b) => a.far - b.far || a.index - b.index)) {
    if (far > 1) break;
    if (ids[index] !== null || taken.has(id)) continue;
    ids[index] = id;
    taken.add(id);
  }
  return ids;
}
