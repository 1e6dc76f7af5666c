/** The stretch of time that the chart shows, and where in it a time lies. */
const HOUR_MS = 3_600_000;

export type ChartRange = { startMs: number; endMs: number; hours: number; /** Of the plot, px. */ width: number };

/** Ends at a whole pixel of time, so that the curve stays the same until the next one; `endMs` null: the last hours. */
export function rangeOf({ hours, endMs, now, width }: { hours: number; endMs: number | null; now: number; width: number }): ChartRange {
  const pixelMs = (hours * HOUR_MS) / width;
  const end = endMs ?? Math.ceil(now / pixelMs) * pixelMs;
  return { startMs: end - hours * HOUR_MS, endMs: end, hours, width };
}

/** Where a time lies, px from the left. */
export const xOf = (timeMs: number, { startMs, endMs, width }: ChartRange): number => ((timeMs - startMs) / (endMs - startMs)) * width;

/** The time at a place. */
export const timeAt = (x: number, { startMs, endMs, width }: ChartRange): number => startMs + (x / width) * (endMs - startMs);

/** Longer ranges have neither markers nor steps: their mean and highest are told. */
export const hasMarkers = ({ hours }: Pick<ChartRange, 'hours'>): boolean => hours <= 24;
