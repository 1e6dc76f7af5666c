/** The curve and its areas as paths of an SVG, a step a pixel. */
import type { Bucket } from './bucket-readings.ts';

type Known = NonNullable<Bucket>;
type Run = { from: number; values: Known[] };
/** Where a power lies, px from the top. */
export type YOf = (watts: number) => number;

/** Stretches without a gap. */
export function runsOf(buckets: readonly Bucket[]): Run[] {
  const runs: Run[] = [];
  buckets.forEach((bucket, i) => {
    if (bucket === null) return;
    if (i === 0 || buckets[i - 1] === null) runs.push({ from: i, values: [] });
    runs.at(-1)?.values.push(bucket);
  });
  return runs;
}

const round = (value: number): number => Math.round(value * 10) / 10;

/** From left to right; equal neighbours are one step. */
function stepsOf({ from, values }: Run, read: (value: Known) => number, y: YOf): string {
  let path = '';
  let height = NaN;
  values.forEach((value, i) => {
    const next = round(y(read(value)));
    if (next === height) return;
    path += `${i === 0 ? '' : `H${from + i}`}V${next}`;
    height = next;
  });
  return `${path}H${from + values.length}`;
}

/** The line itself. */
export const linePath = (runs: readonly Run[], read: (value: Known) => number, y: YOf): string =>
  runs.map((run) => stepsOf(run, read, y).replace(/^V/, `M${run.from} `)).join('');

/** What lies between the line and `baseY`. */
export const areaPath = (runs: readonly Run[], read: (value: Known) => number, y: YOf, baseY: number): string =>
  runs.map((run) => `M${run.from} ${baseY}${stepsOf(run, read, y)}V${baseY}Z`).join('');

/** What lies between two lines: down the one, and the other as a hole in it (`fill-rule: evenodd`). */
export const betweenPath = (
  runs: readonly Run[],
  { upper, lower, y, baseY }: { upper: (value: Known) => number; lower: (value: Known) => number; y: YOf; baseY: number },
): string => areaPath(runs, upper, y, baseY) + areaPath(runs, lower, y, baseY);
