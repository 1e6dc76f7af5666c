/** The time of a reading: later than the last: two in one ms are one apart. A clock that was set back is followed. */
export const nextTime = (timeMs: number, last: number): number => (timeMs <= last && last - timeMs < 1000 ? last + 1 : timeMs);
