/**
 * What each entity draws over time while it is on, together with all that has no entity: a Kalman filter over the cells of the meter.
 *
 * The meter shows base + sum of level x draw. A draw begins, at each switching on, where it usually begins, and from then on wanders around
 * its mean (Ornstein-Uhlenbeck): not at all for a lamp, by hundreds of watts for a washing machine. How far each wanders is learned, so a
 * jump in the middle of a run goes to whom jumps are like. The means are part of the state: they are learned of all that is on together.
 * The base (fridge, what is always on, what nobody knows) wanders in the same way, and is always there.
 */
import { addOuter, addRow, copyMatrix, dot, scaleRow, timesSparse } from './matrices.ts';
import { itemAt } from './item-at.ts';

/** What is expected of the draw of an entity at full level: its beginning, and how far it wanders from its mean; W and W^2. */
export type Drawer = { startW: number; startVariance: number; wander: number };

/** What is expected of the base: its mean, W, and the variance that it gains in a second, W^2/s. */
export type Base = { meanW: number; drift: number };

/** The house over a stretch of time: `levels` of the drawers in it. */
export type DrawCell = { seconds: number; powerW: number; variance: number; levels: readonly number[] };

/** Of the base, then of each drawer what it draws now and its mean. */
export type Belief = { mean: number[]; covariance: number[][] };

/** Where a drawer stands in the belief. */
export const drawPlace = (i: number): number => 1 + 2 * i;
export const meanPlace = (i: number): number => 2 + 2 * i;

/** How one moves into a cell: `stay`, the share of its deviation that is left, `drift`, the variance that it gains; or it begins anew. */
export type Motion = { begins: boolean; stay: number; drift: number };
/** `moving`: the draws that do not stand still. */
type Motions = { base: Motion; draws: readonly Motion[]; moving: readonly number[] };
/** Of what is off. */
export const STILL: Motion = { begins: false, stay: 1, drift: 0 };

/** One cell passed: what was believed after it, and what the way back needs. */
export type DrawStep = {
  belief: Belief;
  motions: Motions;
  /** Share in which the meter shows each place of the belief. */
  shown: readonly number[];
  /** Where that is not 0. */
  seen: readonly number[];
  gain: readonly number[];
  surpriseW: number;
  surpriseVariance: number;
};

/** A deviation fades to 1/e within so long, s: washing machines heat for minutes, fridges run for a quarter of an hour. */
const DRAW_WANDERS_S = 300;
const BASE_WANDERS_S = 900;
/** Disturbances have outliers: a surprise of more sds than this shows that all moved further than usual. */
const MOST_SDS = 4;

/** What share of the deviation of a draw is left after so long. */
const drawStays = (seconds: number): number => Math.exp(-seconds / DRAW_WANDERS_S);

function motionOf({ startVariance, wander }: Drawer, seconds: number, level: number, before: number): Motion {
  if (level <= 0) return STILL;
  if (before === 0) return { begins: true, stay: 0, drift: startVariance };
  const stay = drawStays(seconds);
  return { begins: false, stay, drift: wander * (1 - stay * stay) };
}

function motionsOf(drawers: readonly Drawer[], { seconds, levels }: DrawCell, before: readonly number[], base: Base): Motions {
  const draws = drawers.map((drawer, i) => motionOf(drawer, seconds, levels[i] ?? 0, before[i] ?? 0));
  return {
    base: { begins: false, stay: Math.exp(-seconds / BASE_WANDERS_S), drift: base.drift * seconds },
    draws,
    moving: draws.flatMap(({ stay }, i) => (stay === 1 ? [] : [i])),
  };
}

/** A row of the belief: each draw goes towards its mean, or to nothing where it begins anew; one that is off stands still. */
function moveRow(row: number[], { base, draws, moving }: Motions): void {
  row[0] = base.stay * (row[0] ?? 0);
  for (const i of moving) {
    const { begins, stay } = draws[i] ?? STILL;
    const draw = drawPlace(i);
    row[draw] = begins ? 0 : stay * (row[draw] ?? 0) + (1 - stay) * (row[meanPlace(i)] ?? 0);
  }
}

/** F P F': the motion of each row, then of the rows as wholes; changes the matrix. */
function moveBoth(matrix: number[][], motions: Motions): void {
  for (const row of matrix) moveRow(row, motions);
  scaleRow(itemAt(matrix, 0), motions.base.stay);
  for (const i of motions.moving) {
    const { begins, stay } = motions.draws[i] ?? STILL;
    const draw = itemAt(matrix, drawPlace(i));
    scaleRow(draw, stay);
    addRow(draw, begins ? 0 : 1 - stay, itemAt(matrix, meanPlace(i)));
  }
}

function foretell({ mean, covariance }: Belief, drawers: readonly Drawer[], motions: Motions, base: Base): Belief {
  const expected = [...mean];
  moveRow(expected, motions);
  expected[0] = (expected[0] ?? 0) + (1 - motions.base.stay) * base.meanW;
  const foretold = copyMatrix(covariance);
  moveBoth(foretold, motions);
  const add = (i: number, variance: number): void => {
    const row = foretold[i];
    if (row !== undefined) row[i] = (row[i] ?? 0) + variance;
  };
  add(0, motions.base.drift);
  motions.draws.forEach(({ begins, drift }, i) => {
    add(drawPlace(i), drift);
    if (begins) expected[drawPlace(i)] = drawers[i]?.startW ?? 0;
  });
  return { mean: expected, covariance: foretold };
}

/** By how much all drifts must grow for a surprise to be no more than MOST_SDS; 1 where it is not. */
function outlierOf(surpriseW: number, variance: number, { base, draws }: Motions, shown: readonly number[]): number {
  const missing = (surpriseW / MOST_SDS) ** 2 - variance;
  if (missing <= 0) return 1;
  const drift = draws.reduce((sum, motion, i) => sum + motion.drift * (shown[drawPlace(i)] ?? 0) ** 2, base.drift);
  return 1 + missing / drift;
}

const larger = (motion: Motion, factor: number): Motion => ({ ...motion, drift: motion.drift * factor });

/**
 * The next cell: foretold from the last belief, then corrected by what the meter showed (Kalman 1960, one scalar reading).
 *
 * @param before levels in the cell before
 * @example
 * filterCell(belief, [kettle], { seconds: 60, powerW: 2100, variance: 4, levels: [1] }, [0], base).belief.mean[1]; // about 2000
 */
export function filterCell(belief: Belief, drawers: readonly Drawer[], cell: DrawCell, before: readonly number[], base: Base): DrawStep {
  const shown = [1, ...cell.levels.flatMap((level) => [level, 0])];
  const seen = shown.flatMap((share, i) => (share === 0 ? [] : [i]));
  const usual = motionsOf(drawers, cell, before, base);
  const attempt = (motions: Motions) => {
    const { mean, covariance } = foretell(belief, drawers, motions, base);
    const spread = timesSparse(covariance, shown, seen);
    return { motions, mean, covariance, spread, variance: dot(spread, shown) + cell.variance, surpriseW: cell.powerW - dot(mean, shown) };
  };
  const first = attempt(usual);
  const factor = outlierOf(first.surpriseW, first.variance, usual, shown);
  const { motions, mean, covariance, spread, variance, surpriseW } =
    factor === 1
      ? first
      : attempt({ ...usual, base: larger(usual.base, factor), draws: usual.draws.map((motion) => larger(motion, factor)) });
  const gain = spread.map((s) => s / variance);
  addOuter(
    covariance,
    gain.map((share) => -share),
    spread,
  );
  return {
    belief: { mean: mean.map((w, i) => w + (gain[i] ?? 0) * surpriseW), covariance },
    ...{ motions, shown, seen, gain, surpriseW },
    surpriseVariance: variance,
  };
}
