/** Which changes are shown: neither what is less likely right than wrong, nor what is smaller than `minDelta`, W. */
import type { Correlation } from '../../backend/contract/correlation.ts';
import { confidenceOf } from './confidence-of.ts';

export const worthShowing = (all: readonly Correlation[], minDelta: number): Correlation[] =>
  all.filter((correlation) => confidenceOf(correlation) !== null && Math.abs(correlation.power_delta_w) >= minDelta);
