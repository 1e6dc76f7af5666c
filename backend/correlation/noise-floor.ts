/** How much the readings of a steady house differ: the threshold above which a difference is a step follows it. */
import { itemAt } from './item-at.ts';
import { median } from './median.ts';

export type NoiseFloor = {
  /** Differences of the block that is being filled, W. */
  block: number[];
  /** Medians of the last full blocks, W. */
  medians: number[];
  /** Spread of one reading about the true power, W. */
  sigma: number;
};

const BLOCK = 512;
const BLOCKS = 4;
/** sigma = 1.4826 median|x| for a normal x; a difference of two readings spreads sqrt(2) more than one. */
const TO_SIGMA = 1.4826 / Math.SQRT2;

/** Before anything is known: 2 W. */
export const createNoiseFloor = (): NoiseFloor => ({ block: [], medians: [], sigma: 2 });

/** A coarse meter repeats itself: where less than half of the differences are not 0, only those count. */
function typicalDifference(differences: readonly number[]): number {
  const changed = differences.filter((d) => d > 0);
  return median(changed.length > 0 && changed.length < differences.length / 2 ? changed : differences);
}

/**
 * The spread of one reading that these differences tell of.
 *
 * @example
 * sigmaOf([1, 2, 0, 3, 1]); // 1.048
 */
export const sigmaOf = (differences: readonly number[]): number => TO_SIGMA * typicalDifference(differences);

/** Takes the next difference between neighbouring samples; the spread changes when a block is full, so that it never looks ahead. */
export function trackNoise(floor: NoiseFloor, difference: number): void {
  floor.block.push(Math.abs(difference));
  if (floor.block.length < BLOCK) return;
  floor.medians = [...floor.medians, sigmaOf(floor.block)].slice(-BLOCKS);
  floor.block = [];
  const sorted = [...floor.medians].sort((a, b) => a - b);
  floor.sigma = Math.min(15, Math.max(0.8, (itemAt(sorted, (sorted.length - 1) >> 1) + itemAt(sorted, sorted.length >> 1)) / 2));
}
