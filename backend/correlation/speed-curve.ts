/** What a device of several speeds draws at each: from the steps that it was seen to make to, from and between them. */
import type { EntityModel } from './entity-model.ts';

/** Watts at a speed of 0 to 100 %. */
export type SpeedCurve = (percent: number) => number;

type Step = { from: number; to: number; stepW: number; weight: number };
type Point = readonly [percent: number, powerW: number];

/** As much evidence as two clear switches tells of a transition. */
const LEAST_WEIGHT = 1.5;

/** What each transition between speeds does most. */
const stepsOf = ({ transitions }: EntityModel): Step[] =>
  Object.values(transitions).flatMap(({ speeds, clusters }) => {
    const [usual] = [...clusters].sort((a, b) => b.count - a.count);
    if (speeds === null || usual === undefined || usual.count < LEAST_WEIGHT) return [];
    return [{ from: speeds[0], to: speeds[1], stepW: usual.mean, weight: usual.count }];
  });

/** The speeds that are one step away from those that are known, by the mean of the steps that lead there. */
function reachedFrom(known: ReadonlyMap<number, number>, steps: readonly Step[]): Point[] {
  const reached = steps.flatMap(({ from, to, stepW, weight }) => {
    const [before, after] = [known.get(from), known.get(to)];
    if (before !== undefined && after === undefined) return [{ percent: to, powerW: before + stepW, weight }];
    return after !== undefined && before === undefined ? [{ percent: from, powerW: after - stepW, weight }] : [];
  });
  return [...Map.groupBy(reached, ({ percent }) => percent)].map(([percent, ways]) => {
    const total = ways.reduce((sum, { weight }) => sum + weight, 0);
    return [percent, Math.max(0, ways.reduce((sum, { powerW, weight }) => sum + weight * powerW, 0) / total)];
  });
}

/** Straight between two speeds that are known; above the highest the power follows the speed by `exponent`. */
function powerAt(points: readonly Point[], percent: number, exponent: number): number {
  const next = points.findIndex(([known]) => known >= percent);
  const [low, powerW] = points.at(next === -1 ? -1 : Math.max(0, next - 1)) ?? [0, 0];
  const high = points[next];
  if (high === undefined) return powerW * (percent / low) ** exponent;
  return percent === low ? powerW : powerW + ((high[1] - powerW) * (percent - low)) / (high[0] - low);
}

/**
 * Null where no speed is known yet. At 0 it draws nothing.
 *
 * @example
 * speedCurveOf(modelOfAFan, 1.4)?.(66); // 31 W, where it draws 20 W at 33 % and 42 W at 100 %
 */
export function speedCurveOf(model: EntityModel, exponent: number): SpeedCurve | null {
  const steps = stepsOf(model);
  const known = new Map<number, number>([[0, 0]]);
  for (let reached = reachedFrom(known, steps); reached.length > 0; reached = reachedFrom(known, steps))
    for (const [percent, powerW] of reached) known.set(percent, powerW);
  if (known.size === 1) return null;
  const points = [...known].sort(([a], [b]) => a - b);
  return (percent) => powerAt(points, percent, exponent);
}
