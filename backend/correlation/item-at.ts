/**
 * The item at an index that is known to exist: an absence is a mistake of the caller, told at once instead of spreading as NaN.
 *
 * @example
 * itemAt([3, 1, 2], 1); // 1
 */
export function itemAt<T>(list: ArrayLike<T>, index: number): T {
  const item = list[index];
  if (item === undefined) throw new RangeError(`itemAt requires an index below ${list.length}, not ${index}`);
  return item;
}
