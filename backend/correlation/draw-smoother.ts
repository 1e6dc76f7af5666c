/** The way back over filtered cells: what each entity drew in each of them, seen from the end of the stretch. */
import { dot } from './dot.ts';
import { drawPlace, meanPlace, moveBoth, type DrawStep } from './draw-filter.ts';

/** What the cells from here on say of a disturbance: its pull, and how much they know of it (1/W and 1/W^2). */
export type Hint = { pull: number; information: number };

/** In one cell: the means of the state, W; hints of what moved the base and each draw into it. */
export type SmoothedCell = { mean: readonly number[]; base: Hint; draws: readonly Hint[] };

/** What later cells say of the state: as a pull (vector) and its information (matrix). */
type Later = { pull: number[]; information: number[][] };

/** Adds what this cell said to what the later ones did. */
function beforeCorrection({ shown, gain, surpriseW, surpriseVariance }: DrawStep, { pull, information }: Later): Later {
  const byGain = information.map((row) => dot(row, gain));
  const [pulled, informed] = [dot(gain, pull) + surpriseW / surpriseVariance, dot(gain, byGain) + 1 / surpriseVariance];
  return {
    pull: pull.map((p, i) => p - (shown[i] ?? 0) * pulled),
    information: information.map((row, i) => {
      const a = shown[i] ?? 0;
      return row.map((c, j) => c - a * (byGain[j] ?? 0) - (byGain[i] ?? 0) * (shown[j] ?? 0) + a * (shown[j] ?? 0) * informed);
    }),
  };
}

/** The transposed of the motion, on a row: what a mean does to its draw comes back to it. */
function moveBack(row: number[], { motions: { base, draws } }: DrawStep): void {
  row[0] = base.stay * (row[0] ?? 0);
  draws.forEach(({ begins, stay }, i) => {
    const [draw, mean] = [drawPlace(i), meanPlace(i)];
    const pulled = row[draw] ?? 0;
    if (!begins) row[mean] = (row[mean] ?? 0) + (1 - stay) * pulled;
    row[draw] = begins ? 0 : stay * pulled;
  });
}

function beforeMotion(step: DrawStep, { pull, information }: Later): Later {
  const moved = [...pull];
  moveBack(moved, step);
  return { pull: moved, information: moveBoth(information, (row) => moveBack(row, step)) };
}

/**
 * Fixed-interval smoothing without inverting a matrix (Bryson and Frazier 1963); the hints of the disturbances come from the same
 * recursion (Koopman, Biometrika 1993): of a disturbance of variance q, E = -q pull and Var = q - q^2 information.
 *
 * @example
 * smoothCells([filterCell(belief, drawers, cell, before, base)])[0].mean; // the filtered mean: nothing came later
 */
export function smoothCells(steps: readonly DrawStep[]): SmoothedCell[] {
  const size = steps[0]?.gain.length ?? 0;
  const zeros = (): number[] => Array<number>(size).fill(0);
  let later: Later = { pull: zeros(), information: zeros().map(zeros) };
  const smoothed = steps.toReversed().map((step): SmoothedCell => {
    const { mean, covariance } = step.belief;
    const smoothedMean = mean.map((w, i) => w - dot(covariance[i] ?? [], later.pull));
    const corrected = beforeCorrection(step, later);
    const hintAt = (i: number): Hint => ({ pull: corrected.pull[i] ?? 0, information: corrected.information[i]?.[i] ?? 0 });
    later = beforeMotion(step, corrected);
    return { mean: smoothedMean, base: hintAt(0), draws: step.motions.draws.map((_, i) => hintAt(drawPlace(i))) };
  });
  return smoothed.reverse();
}
