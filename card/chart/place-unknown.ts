/** The steps without an entity: blocks of dots from rise to fall; where they crowd, columns of dots that tell how much of the time one lasted. */
import type { UnexplainedStep } from '../../backend/contract/unexplained.ts';
import { blockOf, joinBlocks, type Block } from './block-of.ts';
import type { ChartRange } from './chart-range.ts';

/** From dot to dot, px: what is drawn has whole dots. */
const DOT = 4;
/** Of the lane, dots. */
const ROWS = 4;
/** Where a step has less room, single blocks can no longer be told apart, px. */
const LEAST_ROOM = 9;

export type UnknownLane = { isCrowded: boolean; blocks: (Block & { height: number })[] };

const wholeDots = (px: number): number => Math.round(px / DOT) * DOT;

/** As many dots as a column of the lane is covered: one at least where it is at all. */
function columnsOf(blocks: readonly Block[]): UnknownLane['blocks'] {
  const covered = new Map<number, number>();
  for (const { x, width } of blocks)
    for (let at = Math.floor(x / DOT) * DOT; at < x + width; at += DOT)
      covered.set(at, (covered.get(at) ?? 0) + Math.min(at + DOT, x + width) - Math.max(at, x));
  return [...covered].map(([x, px]) => ({ x, width: DOT, height: Math.max(DOT, wholeDots(px * ROWS)) }));
}

export function placeUnknown(steps: readonly UnexplainedStep[], range: ChartRange): UnknownLane {
  const blocks = steps.flatMap(({ start, end }) => blockOf(start, end ?? start, range, 1));
  if (blocks.length * LEAST_ROOM > range.width) return { isCrowded: true, blocks: columnsOf(joinBlocks(blocks)) };
  const whole = blocks.map(({ x, width }) => ({
    x: Math.min(wholeDots(x), wholeDots(range.width) - DOT),
    width: Math.max(DOT, wholeDots(width)),
  }));
  return { isCrowded: false, blocks: joinBlocks(whole).map((block) => ({ ...block, height: ROWS * DOT })) };
}
