/** The way back over filtered cells: what each entity drew in each of them, seen from the end of the stretch. */
import { drawPlace, meanPlace, STILL, type DrawStep } from './draw-filter.ts';
import { itemAt } from './item-at.ts';
import { addOuter, addOuterSparse, addRow, dot, scaleRow, times } from './matrices.ts';

/** What the cells from here on say of a disturbance: its pull, and how much they know of it (1/W and 1/W^2). */
export type Hint = { pull: number; information: number };

/** In one cell: the means of what is on, W; hints of what moved the base and each draw into it. */
export type SmoothedCell = { mean: readonly number[]; base: Hint; draws: readonly Hint[] };

/** What later cells say of the state: as a pull (vector) and its information (matrix). */
type Later = { pull: number[]; information: number[][] };

/** Adds what this cell said to what the later ones did; changes `later`. */
function addCorrection(later: Later, { shown, seen, gain, surpriseW, surpriseVariance }: DrawStep): void {
  const byGain = times(later.information, gain);
  const pulled = dot(gain, later.pull) + surpriseW / surpriseVariance;
  const informed = dot(gain, byGain) + 1 / surpriseVariance;
  later.pull = later.pull.map((p, i) => p - (shown[i] ?? 0) * pulled);
  addOuter(
    later.information,
    shown,
    byGain.map((g, i) => (shown[i] ?? 0) * informed - g),
  );
  addOuterSparse(
    later.information,
    byGain.map((g) => -g),
    shown,
    seen,
  );
}

/** The transposed of the motion, on a row: what a mean does to its draw comes back to it. */
function moveBack(row: number[], { motions: { base, draws, moving } }: DrawStep): void {
  row[0] = base.stay * (row[0] ?? 0);
  for (const i of moving) {
    const { begins, stay } = draws[i] ?? STILL;
    const [draw, mean] = [drawPlace(i), meanPlace(i)];
    const pulled = row[draw] ?? 0;
    if (!begins) row[mean] = (row[mean] ?? 0) + (1 - stay) * pulled;
    row[draw] = stay * pulled;
  }
}

/** F' L F: the way back of each row, then of the rows as wholes; changes the matrix. */
function moveBothBack(matrix: number[][], step: DrawStep): void {
  for (const row of matrix) moveBack(row, step);
  const { base, draws, moving } = step.motions;
  scaleRow(itemAt(matrix, 0), base.stay);
  for (const i of moving) {
    const { begins, stay } = draws[i] ?? STILL;
    const draw = itemAt(matrix, drawPlace(i));
    addRow(itemAt(matrix, meanPlace(i)), begins ? 0 : 1 - stay, draw);
    scaleRow(draw, stay);
  }
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
  const later: Later = { pull: zeros(), information: zeros().map(zeros) };
  const hintAt = (i: number): Hint => ({ pull: later.pull[i] ?? 0, information: later.information[i]?.[i] ?? 0 });
  const smoothed = steps.toReversed().map((step): SmoothedCell => {
    const { mean, covariance } = step.belief;
    // Only of what the meter shows in this cell: the rest has no draw in it.
    const smoothedMean = mean.map((w, i) => ((step.shown[i] ?? 0) === 0 ? w : w - dot(covariance[i] ?? [], later.pull)));
    addCorrection(later, step);
    const draws = step.motions.draws.map((_, i) => hintAt(drawPlace(i)));
    const base = hintAt(0);
    moveBack(later.pull, step);
    moveBothBack(later.information, step);
    return { mean: smoothedMean, base, draws };
  });
  return smoothed.reverse();
}
