/** How often answers of a mass are right: the table that makes a confidence of it. */
import { RAW } from '../../correlation/confidence-table.ts';
import type { Judged } from './home-truth.ts';

/** With few answers near it, a mass is taken at its word: as if by so many. */
const AT_ITS_WORD = 20;
/** Nothing is certain. */
const MOST = 0.99;
const DIGITS = 4;

type Pool = { share: number; weight: number; size: number };

/** How far a mass belongs to a knot: wholly at it, not at all at its neighbours. */
function belonging(mass: number, knot: number): number {
  const [at, left, right] = [RAW[knot] ?? 0, RAW[knot - 1] ?? -1, RAW[knot + 1] ?? 2];
  return Math.max(0, mass <= at ? (mass - left) / (at - left) : (right - mass) / (right - at));
}

/** Pools neighbours that fall until all grow. */
function monotone(points: readonly { share: number; weight: number }[]): number[] {
  const pools: Pool[] = [];
  for (const { share, weight } of points) {
    let pool = { share, weight, size: 1 };
    for (let before = pools.at(-1); before !== undefined && before.share > pool.share; before = pools.at(-1)) {
      pools.pop();
      const sum = before.weight + pool.weight;
      pool = { share: (before.share * before.weight + pool.share * pool.weight) / sum, weight: sum, size: before.size + pool.size };
    }
    pools.push(pool);
  }
  return pools.flatMap(({ share, size }) => Array<number>(size).fill(share));
}

/**
 * The share of right answers at each mass of `RAW`, growing.
 *
 * @example
 * fitShares([]); // RAW itself, up to .99
 */
export function fitShares(judged: readonly Judged[]): number[] {
  const points = RAW.map((at, knot) => {
    let [weight, surplus] = [AT_ITS_WORD, 0];
    for (const { mass, isRight } of judged) {
      const part = belonging(mass, knot);
      weight += part;
      surplus += part * ((isRight ? 1 : 0) - mass);
    }
    return { share: at + surplus / weight, weight };
  });
  return monotone(points).map((share) => Number(Math.min(MOST, Math.max(0, share)).toFixed(DIGITS)));
}

/**
 * The text of the data file with other tables in it.
 *
 * @param made when and of how many homes: `2026-11-26 of 8 homes`
 */
export function replaceTables(text: string, tables: Record<string, readonly number[]>, made: string): string {
  const lines = Object.entries(tables).map(([kind, shares]) => `  ${kind}: [${shares.join(', ')}],\n`);
  return text
    .replace(/SHARE_RIGHT = \{\n[^}]*\}/, `SHARE_RIGHT = {\n${lines.join('')}}`)
    .replace(/Made on \S+ of \d+ homes/, `Made on ${made}`);
}
