/** Solves the steps of a stretch of cells together: d_n = sum of a_in D_i + background. */
import { logScalesAt, SCALES, type CellBackground } from './cell-background.ts';
import { changeIn, type CellView, type Place } from './cells.ts';
import { conditionOnReadings, sumByPrior, type ConditionedPart, type StepReading } from './condition-on-readings.ts';
import { momentsOf, type Mixture } from './gaussian-mixture.ts';
import { itemAt } from './item-at.ts';
import { logNormal } from './normal.ts';
import { logSumExp } from './log-sum-exp.ts';
import { addUp, type Believed, type Unknown } from './tie-events.ts';

/** What was found of one unknown. */
export type Solved = {
  unknown: Unknown;
  posterior: Mixture;
  mean: number;
  variance: number;
  /** Posterior weight of each part of the prior. */
  ofPrior: readonly number[];
  /** The measured step, its variance, and how far it is believed. */
  lesson: { stepW: number; variance: number; weight: number };
  /** Log Bayes factor of this step against none. */
  gain: number;
  /** A gap hides it, or its cells never closed. One that cancels within a cell is not hidden: it is told by what is known of it. */
  isHidden: boolean;
};

const SWEEPS = 3;
/** A cell that shows less of a step than this tells nothing of it. */
const LEAST_SHARE = 0.05;
/** Further share of the change by which a level wanders. */
const WANDER = 0.01;
const NOTHING_SEEN = 1e10;

/** A cell as an unknown sees it: what the others leave of its change, and how unsure that is. */
type Left = { cell: number; leftW: number; variance: number };

/** The closed cells in which an unknown may be, less what is believed of all others. */
function cellsLeft(view: CellView, unknown: Unknown, others: readonly Believed[]): Left[] {
  const cells = new Set(unknown.places.flatMap(({ shares }) => shares.filter(([, share]) => Math.abs(share) > 0.02).map(([cell]) => cell)));
  const explained = addUp(others);
  return [...cells]
    .sort((a, b) => a - b)
    .flatMap((cell) => {
      const change = changeIn(view.samples, cell);
      if (change === null) return [];
      const { mean, variance } = explained.get(cell) ?? { mean: 0, variance: 0 };
      return [{ cell, leftW: change - mean, variance }];
    });
}

/** Variance of what is left of a cell, when the background has this scale. */
const varianceAt = ({ leftW, variance }: Left, scale: number): number => variance + scale * scale + (WANDER * leftW) ** 2;

/** Log density of the cells if the unknown is nothing, at one scale of the background. */
const logWithout = (cells: readonly Left[], scale: number): number =>
  cells.reduce((sum, left) => sum + logNormal(left.leftW, varianceAt(left, scale)), 0);

/**
 * One place and scale read as a step, by weighted least squares over the cells: precision = sum a^2 / r, D = sum a y / r / precision. Its
 * weight is what the cells say beyond D: N(y; 0, r) over N(D; 0, 1 / precision).
 */
function readAt(place: Place, cells: readonly Left[], scale: number, logScale: number): StepReading {
  const shares = new Map(place.shares);
  let [precision, sum] = [0, 0];
  for (const left of cells) {
    const share = shares.get(left.cell) ?? 0;
    precision += (share * share) / varianceAt(left, scale);
    sum += (share * left.leftW) / varianceAt(left, scale);
  }
  const stepW = sum / precision;
  const logWeight = Math.log(place.probability) + logScale + logWithout(cells, scale) - logNormal(stepW, 1 / precision);
  return { stepW, variance: 1 / precision, logWeight };
}

/** All readings of an unknown: each place with each scale. A place that no closed cell shows says nothing. */
function readingsOf(places: readonly Place[], cells: readonly Left[], logScales: readonly number[]): StepReading[] {
  return places.flatMap((place) => {
    const isSeen = place.shares.some(([cell, share]) => Math.abs(share) > LEAST_SHARE && cells.some((left) => left.cell === cell));
    if (isSeen) return SCALES.map((scale, k) => readAt(place, cells, scale, itemAt(logScales, k)));
    const logWeight = Math.log(place.probability / SCALES.length);
    return SCALES.map(() => ({ stepW: 0, variance: NOTHING_SEEN, logWeight }));
  });
}

/** A reading that unknown neighbours blur beyond 10 W + 10 % teaches nothing. */
const clarityOf = ({ stepW, variance }: StepReading): number => 1 / (1 + variance / (10 + 0.1 * Math.abs(stepW)) ** 2);

/** The lesson: the clearest likely reading, believed as far as the readings near it are. */
function lessonOf(parts: readonly ConditionedPart[], readings: readonly StepReading[]): Solved['lesson'] {
  const weights = readings.map(() => 0);
  for (const { readingIndex, weight } of parts) weights[readingIndex] = itemAt(weights, readingIndex) + weight;
  const worth = readings.map((reading, i) => itemAt(weights, i) * clarityOf(reading));
  const best = itemAt(readings, worth.indexOf(Math.max(...worth)));
  const near = readings.reduce(
    (sum, { stepW }, i) => sum + (Math.abs(stepW - best.stepW) < 10 + 0.1 * Math.abs(best.stepW) ? itemAt(weights, i) : 0),
    0,
  );
  return { stepW: best.stepW, variance: best.variance, weight: near * clarityOf(best) };
}

const isMeasured = (readings: readonly StepReading[]): boolean => readings.some(({ variance }) => variance < NOTHING_SEEN);

/** One unknown, given what is believed of all others. */
function solveOne(view: CellView, unknown: Unknown, others: readonly Believed[], logScales: readonly number[]): Solved {
  const { prior } = unknown.first;
  const cells = cellsLeft(view, unknown, others);
  const readings = readingsOf(unknown.places, cells, logScales);
  const { parts, logEvidence } = conditionOnReadings(
    prior,
    prior.map(({ weight }) => Math.log(weight + 1e-12)),
    readings,
  );
  return {
    unknown,
    posterior: parts,
    ...momentsOf(parts),
    ofPrior: sumByPrior(parts, prior.length),
    lesson: lessonOf(parts, readings),
    gain: isMeasured(readings) ? logEvidence - logSumExp(SCALES.map((scale, k) => itemAt(logScales, k) + logWithout(cells, scale))) : 0,
    isHidden: unknown.places.every(({ shares }) => shares.every(([cell]) => changeIn(view.samples, cell) === null)),
  };
}

/**
 * Three sweeps over the unknowns, the most certain first: each is solved with the others at what is believed of them so far (mean and
 * variance), so that a kettle is settled before the lamp in its cell.
 *
 * @param past steps already decided that still reach into these cells
 * @example
 * solveCells(view, background, 12, tieEvents(view, events), []).map(({ mean }) => mean); // [60, 1998]
 */
export function solveCells(
  view: CellView,
  background: CellBackground,
  cell: number,
  unknowns: readonly Unknown[],
  past: readonly Believed[],
): Solved[] {
  const logScales = logScalesAt(background, view.samples, cell);
  const believed = unknowns.map((unknown) => ({ places: unknown.places, ...momentsOf(unknown.first.prior) }));
  const solved = new Map<number, Solved>();
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    const order = unknowns.map((_, i) => i).sort((a, b) => itemAt(believed, a).variance - itemAt(believed, b).variance);
    for (const i of order) {
      const unknown = itemAt(unknowns, i);
      const found = solveOne(view, unknown, [...past, ...believed.toSpliced(i, 1)], logScales);
      solved.set(i, found);
      believed[i] = { places: unknown.places, mean: found.mean, variance: found.variance };
    }
  }
  return [...solved.entries()].sort(([a], [b]) => a - b).map(([, found]) => found);
}
