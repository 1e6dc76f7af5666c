import { describe, expect, it } from 'vitest';
import { addOuter, addOuterSparse, addRow, copyMatrix, dot, scaleRow, times, timesSparse } from '../../correlation/matrices.ts';

// R: A <- matrix(c(1, 2, 3, 2, 5, 6, 3, 6, 10), 3); x <- c(1, -1, 2)
const A = [
  [1, 2, 3],
  [2, 5, 6],
  [3, 6, 10],
] as const;
const X = [1, -1, 2] as const;

describe('matrices', () => {
  it('are multiplied by a vector, and vectors by each other', () => {
    expect(dot(X, X)).toBe(6); // sum(x * x)
    expect(times(A, X)).toEqual([5, 9, 17]); // A %*% x
    expect([dot([], []), times([], [])]).toEqual([0, []]);
  });

  it('grow by an outer product, and leave the one that was copied', () => {
    const grown = copyMatrix(A);
    addOuter(grown, [1, 0, 2], X);
    // A + outer(c(1, 0, 2), x)
    expect(grown).toEqual([
      [2, 1, 5],
      [2, 5, 6],
      [5, 4, 14],
    ]);
    expect(A[0]).toEqual([1, 2, 3]);
  });

  it('do the same with vectors that are 0 but at some places, to the last bit', () => {
    const sparse = [0, 0.1, 0];
    expect(timesSparse(A, sparse, [1])).toEqual(times(A, sparse));
    const [all, few] = [copyMatrix(A), copyMatrix(A)];
    addOuter(all, [0.7, 0, 1 / 3], sparse);
    addOuterSparse(few, [0.7, 0, 1 / 3], sparse, [1]);
    expect(few).toEqual(all);
  });

  it('have rows that are scaled and added to each other', () => {
    const row = [1, 2, 3];
    scaleRow(row, 2);
    expect(row).toEqual([2, 4, 6]);
    addRow(row, -1, X);
    expect(row).toEqual([1, 5, 4]);
    addRow(row, 0, X);
    expect(row).toEqual([1, 5, 4]);
  });
});
