/**
 * Share of right answers at each mass of `RAW`, by kind of meter. Made by `npm run calibrate`, which replays homes whose truth is known: near
 * each mass the share of the answers that were right (an answer counts for both masses that it lies between), drawn to the mass itself as by
 * 20 answers, made monotone (pool adjacent violators: Ayer et al., Ann. Math. Stat. 1955). The command also tells how well each home is served
 * by a table of the others alone. Made on 2026-11-26 of 8 homes.
 */
export const SHARE_RIGHT = {
  upTo2s: [0, 0.2486, 0.411, 0.4988, 0.6321, 0.701, 0.7509, 0.8646, 0.9272, 0.9704, 0.99, 0.99],
  upTo15s: [0.0069, 0.3778, 0.4227, 0.5091, 0.6246, 0.7205, 0.8031, 0.8631, 0.9271, 0.9608, 0.9775, 0.99],
  upTo45s: [0, 0.2149, 0.3966, 0.4632, 0.5953, 0.7002, 0.7579, 0.8168, 0.8882, 0.9052, 0.9475, 0.973],
  upTo150s: [0, 0.2044, 0.4096, 0.512, 0.6193, 0.6661, 0.7203, 0.79, 0.875, 0.8973, 0.9176, 0.9457],
  means: [0, 0.2467, 0.3811, 0.5066, 0.5959, 0.6755, 0.719, 0.7517, 0.8356, 0.8783, 0.9222, 0.9737],
  slower: [0, 0.2472, 0.4031, 0.4751, 0.5877, 0.6504, 0.6742, 0.7247, 0.7824, 0.8269, 0.8725, 0.8752],
};

export type MeterKind = keyof typeof SHARE_RIGHT;
