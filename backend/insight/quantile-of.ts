/**
 * The number below which this share of the numbers lies, 0 to 1, between neighbours in proportion; null of none.
 * @example quantileOf([4, 1, 3, 2], 0.25) // 1.75, as quantile(c(4, 1, 3, 2), 0.25) in R
 */
export function quantileOf(numbers: readonly number[], share: number): number | null {
  const sorted = numbers.toSorted((a, b) => a - b);
  const place = share * (sorted.length - 1);
  const [below, above] = [sorted[Math.floor(place)], sorted[Math.ceil(place)]];
  return below === undefined || above === undefined ? null : below + (above - below) * (place - Math.floor(place));
}

/** The middle of numbers; null of none. */
export const medianOf = (numbers: readonly number[]): number | null => quantileOf(numbers, 0.5);
