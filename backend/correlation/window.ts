/** A window over an endless series: the recent items under the index that they have in the whole series, older ones dropped. */
import { itemAt } from './item-at.ts';

export type Window<T extends { t: number }> = { offset: number; items: T[] };

export const createWindow = <T extends { t: number }>(): Window<T> => ({ offset: 0, items: [] });

/** Index of the next item to come: one behind the last. */
export const endOf = <T extends { t: number }>(window: Window<T>): number => window.offset + window.items.length;

export const windowAt = <T extends { t: number }>(window: Window<T>, index: number): T => itemAt(window.items, index - window.offset);

/**
 * Index of the first item at or after `t` seconds (binary search: items are in time order).
 *
 * @example
 * firstAtOrAfter({ offset: 7, items: [{ t: 1 }, { t: 2 }] }, 1.5); // 8
 */
export function firstAtOrAfter<T extends { t: number }>(window: Window<T>, t: number): number {
  let [low, high] = [0, window.items.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (itemAt(window.items, middle).t < t) low = middle + 1;
    else high = middle;
  }
  return window.offset + low;
}

/** Forgets the items before `index`; in lumps, so that a long series costs O(1) an item. */
export function dropBefore<T extends { t: number }>(window: Window<T>, index: number): void {
  const count = Math.min(index - window.offset, window.items.length);
  if (count < 64) return;
  window.items.splice(0, count);
  window.offset += count;
}
