/** From the posterior mass of an answer to the probability that it is right. */

/** Raw masses at which the table is kept; straight lines between. */
const RAW = [0, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98, 1];

/**
 * Share of right answers at each raw mass, by kind of meter: isotonic regression (pool adjacent violators) over eight homes of measured
 * appliances with known truth, each home scored by the table of the others.
 */
const SHARE_RIGHT = {
  upTo2s: [0, 0.25, 0.43, 0.51, 0.64, 0.69, 0.79, 0.88, 0.94, 0.98, 0.99, 0.99],
  upTo15s: [0.01, 0.35, 0.41, 0.53, 0.67, 0.77, 0.85, 0.9, 0.95, 0.97, 0.98, 0.99],
  upTo45s: [0, 0.2, 0.35, 0.44, 0.59, 0.72, 0.78, 0.82, 0.9, 0.91, 0.94, 0.97],
  upTo150s: [0, 0.28, 0.44, 0.51, 0.61, 0.69, 0.76, 0.82, 0.89, 0.89, 0.91, 0.94],
  means: [0, 0.31, 0.37, 0.51, 0.6, 0.71, 0.74, 0.78, 0.83, 0.86, 0.91, 0.97],
  slower: [0, 0.17, 0.36, 0.45, 0.54, 0.66, 0.73, 0.75, 0.8, 0.81, 0.87, 0.87],
};

function tableOf(dt: number, averaging: boolean): readonly number[] {
  if (averaging) return SHARE_RIGHT.means;
  if (dt <= 2) return SHARE_RIGHT.upTo2s;
  if (dt <= 15) return SHARE_RIGHT.upTo15s;
  if (dt <= 45) return SHARE_RIGHT.upTo45s;
  return dt <= 150 ? SHARE_RIGHT.upTo150s : SHARE_RIGHT.slower;
}

/**
 * The probability that an answer with this posterior mass is right, on a meter of this pace (s).
 *
 * @example
 * confidenceOf(0.85, 10, false); // 0.925
 */
export function confidenceOf(mass: number, dt: number, averaging: boolean): number {
  const table = tableOf(dt, averaging);
  const raw = Math.min(Math.max(mass, 0), 1);
  const right = Math.max(
    1,
    RAW.findIndex((knot) => knot >= raw),
  );
  const [x0, x1, y0, y1] = [RAW[right - 1] ?? 0, RAW[right] ?? 1, table[right - 1] ?? 0, table[right] ?? 0];
  return y0 + ((raw - x0) / (x1 - x0)) * (y1 - y0);
}
