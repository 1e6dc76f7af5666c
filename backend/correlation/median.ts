import { itemAt } from './item-at.ts';

/**
 * The value in the middle: unlike the mean it is not moved by one wild reading, which is why levels and noise are measured with it.
 * Of an even number of values it is the mean of the two in the middle; of none it is 0.
 *
 * @example
 * median([230, 231, 2900]); // 231
 */
export function median(values: readonly number[]): number {
  if (values.length === 0) return 0;
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? itemAt(sorted, middle) : (itemAt(sorted, middle - 1) + itemAt(sorted, middle)) / 2;
}
