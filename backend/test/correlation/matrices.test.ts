import { describe, expect, it } from 'vitest';
import { addOuter, copyMatrix, dot, times, transpose } from '../../correlation/matrices.ts';

// R: A <- matrix(c(1, 2, 3, 4, 5, 6, 7, 8, 10), 3, byrow = TRUE); x <- c(1, -1, 2)
const A = [
  [1, 2, 3],
  [4, 5, 6],
  [7, 8, 10],
] as const;
const X = [1, -1, 2] as const;

describe('matrices', () => {
  it('are multiplied by a vector, and vectors by each other', () => {
    expect(dot(X, X)).toBe(6); // sum(x * x)
    expect(times(A, X)).toEqual([5, 11, 19]); // A %*% x
    expect([dot([], []), times([], [])]).toEqual([0, []]);
  });

  it('grow by an outer product, and leave the one that was copied', () => {
    const grown = copyMatrix(A);
    addOuter(grown, [1, 0, 2], X);
    // A + outer(c(1, 0, 2), x)
    expect(grown).toEqual([
      [2, 1, 5],
      [4, 5, 6],
      [9, 6, 14],
    ]);
    expect(A[0]).toEqual([1, 2, 3]);
  });

  it('are turned over', () => {
    const turned = copyMatrix(A);
    transpose(turned);
    // t(A)
    expect(turned).toEqual([
      [1, 4, 7],
      [2, 5, 8],
      [3, 6, 10],
    ]);
  });
});
