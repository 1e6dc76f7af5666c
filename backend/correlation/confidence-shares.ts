/**
 * Share of right answers at each mass of `RAW`, by kind of meter. Made by `npm run calibrate`, which replays homes whose truth is known: near
 * each mass the share of the answers that were right (an answer counts for both masses that it lies between), drawn to the mass itself as by
 * 20 answers, made monotone (pool adjacent violators: Ayer et al., Ann. Math. Stat. 1955). The command also tells how well each home is served
 * by a table of the others alone.
 */
export const SHARE_RIGHT = {
  upTo2s: [0, 0.25, 0.43, 0.51, 0.64, 0.69, 0.79, 0.88, 0.94, 0.98, 0.99, 0.99],
  upTo15s: [0.01, 0.35, 0.41, 0.53, 0.67, 0.77, 0.85, 0.9, 0.95, 0.97, 0.98, 0.99],
  upTo45s: [0, 0.2, 0.35, 0.44, 0.59, 0.72, 0.78, 0.82, 0.9, 0.91, 0.94, 0.97],
  upTo150s: [0, 0.28, 0.44, 0.51, 0.61, 0.69, 0.76, 0.82, 0.89, 0.89, 0.91, 0.94],
  means: [0, 0.31, 0.37, 0.51, 0.6, 0.71, 0.74, 0.78, 0.83, 0.86, 0.91, 0.97],
  slower: [0, 0.17, 0.36, 0.45, 0.54, 0.66, 0.73, 0.75, 0.8, 0.81, 0.87, 0.87],
};

export type MeterKind = keyof typeof SHARE_RIGHT;
