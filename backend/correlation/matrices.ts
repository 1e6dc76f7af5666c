/** Vectors as arrays, matrices as arrays of their rows. In plain loops: the filter of draws passes each minute of a home through them. */

export const copyMatrix = (matrix: readonly (readonly number[])[]): number[][] => matrix.map((row) => row.slice());

/** The inner product of two vectors of one length. */
export function dot(a: readonly number[], b: readonly number[]): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] ?? 0) * (b[i] ?? 0);
  return sum;
}

/** A matrix times a vector. */
export const times = (matrix: readonly (readonly number[])[], vector: readonly number[]): number[] => matrix.map((row) => dot(row, vector));

/** The same for a vector that is 0 but at these places: of a home of thirty devices few are on at once. */
export const timesSparse = (matrix: readonly (readonly number[])[], vector: readonly number[], places: readonly number[]): number[] =>
  matrix.map((row) => {
    let sum = 0;
    for (const j of places) sum += (row[j] ?? 0) * (vector[j] ?? 0);
    return sum;
  });

/** Adds a row so many times; changes the first. */
export function addRow(row: number[], factor: number, other: readonly number[]): void {
  if (factor === 0) return;
  for (let j = 0; j < row.length; j++) row[j] = (row[j] ?? 0) + factor * (other[j] ?? 0);
}

/** Makes a row so many times what it is; changes it. */
export function scaleRow(row: number[], factor: number): void {
  for (let j = 0; j < row.length; j++) row[j] = (row[j] ?? 0) * factor;
}

/**
 * Adds a b' to a matrix; changes it.
 *
 * @example
 * addOuter([[0, 0], [0, 0]], [1, 2], [3, 4]); // [[3, 4], [6, 8]]
 */
export function addOuter(matrix: readonly number[][], a: readonly number[], b: readonly number[]): void {
  for (let i = 0; i < matrix.length; i++) addRow(matrix[i] ?? [], a[i] ?? 0, b);
}

/** The same for a `b` that is 0 but at these places. */
export function addOuterSparse(matrix: readonly number[][], a: readonly number[], b: readonly number[], places: readonly number[]): void {
  for (let i = 0; i < matrix.length; i++) {
    const row = matrix[i] ?? [];
    const factor = a[i] ?? 0;
    for (const j of places) row[j] = (row[j] ?? 0) + factor * (b[j] ?? 0);
  }
}
