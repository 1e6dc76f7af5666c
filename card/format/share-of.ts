/** The share of a part in the whole, %; null where there is no whole to have a share of. */
export const shareOf = (part: number | null, whole: number | null): number | null =>
  part === null || whole === null || whole <= 0 ? null : (100 * part) / whole;
