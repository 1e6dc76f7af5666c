import { describe, expect, it } from 'vitest';
import { fitShares, replaceTables } from '../../bench/accuracy/fit-shares.ts';
import type { Judged } from '../../bench/accuracy/home-truth.ts';
import { RAW, shareAt } from '../../correlation/confidence-table.ts';

/** So many answers of a mass, of which this share was right. */
const judged = (mass: number, count: number, share: number): Judged[] =>
  Array.from({ length: count }, (_, i) => ({ mass, isRight: i < share * count }));

describe('the table of confidences', () => {
  it('takes a mass at its word where nobody answered', () => {
    expect(fitShares([])).toEqual(RAW.map((mass) => Math.min(0.99, mass)));
  });

  it('tells how often answers were right, drawn to their mass as by twenty', () => {
    const table = fitShares(Object.freeze(judged(0.8, 180, 0.9)));
    // (180 * .9 + 20 * .8) / 200
    expect(shareAt(table, 0.8)).toBe(0.89);
    expect(shareAt(table, 0.7)).toBe(0.7);
  });

  it('shares an answer between the two masses that it lies between', () => {
    const table = fitShares(judged(0.65, 80, 0.75));
    // 40 answers belong to .6 and to .7 each, and were right a tenth more often than they said
    expect(shareAt(table, 0.6)).toBeCloseTo(0.6 + (40 * 0.1) / 60, 4);
    expect(shareAt(table, 0.7)).toBeCloseTo(0.7 + (40 * 0.1) / 60, 4);
  });

  it('never falls: pools the neighbours that do', () => {
    const table = fitShares([...judged(0.5, 980, 0.9), ...judged(0.6, 980, 0.5)]);
    expect(table).toEqual([...table].sort((a, b) => a - b));
    // sklearn.isotonic: the two pool into their weighted mean
    expect(shareAt(table, 0.5)).toBeCloseTo((980 * 0.9 + 20 * 0.5 + 980 * 0.5 + 20 * 0.6) / 2000, 4);
    expect(shareAt(table, 0.6)).toBe(shareAt(table, 0.5));
  });

  it('is written in the place of the one before, with when and of how many homes', () => {
    const text = '/** Made on 2026-01-01 of 2 homes. */\nexport const SHARE_RIGHT = {\n  slower: [0, 1],\n};\n\nexport type A = 1;\n';
    expect(replaceTables(text, { slower: [0, 0.5] }, '2026-11-26 of 8 homes')).toBe(
      text.replace('2026-01-01 of 2', '2026-11-26 of 8').replace('[0, 1]', '[0, 0.5]'),
    );
  });
});
