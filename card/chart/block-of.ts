/** Stretches of time on the chart. */
import { xOf, type ChartRange } from './chart-range.ts';

/** Px. */
export type Block = { x: number; width: number };

/** As far as it lies within the range, at least `least` px wide; none where all of it lies outside. */
export function blockOf(from: string, to: string, range: ChartRange, least: number): Block[] {
  const start = Math.max(0, xOf(Date.parse(from), range));
  const end = Math.min(range.width, xOf(Date.parse(to), range));
  const width = Math.max(least, end - start);
  return end < 0 || start > range.width ? [] : [{ x: Math.min(start, range.width - width), width }];
}

/** What overlaps or stands nearer than `apart` px is one. */
export const joinBlocks = (blocks: readonly Block[], apart = 1): Block[] =>
  blocks
    .toSorted((a, b) => a.x - b.x)
    .reduce<Block[]>((all, { x, width }) => {
      const last = all.at(-1);
      if (last === undefined || x >= last.x + last.width + apart) return [...all, { x, width }];
      last.width = Math.max(last.width, x + width - last.x);
      return all;
    }, []);
