/** A list that is made anew each time that someone goes through it: a year of hours fills no memory. */

/** @example [...lazily(() => [1, 2, 3].values())] // [1, 2, 3] */
export const lazily = <T>(make: () => Iterator<T, undefined>): Iterable<T, undefined> => ({ [Symbol.iterator]: make });
