/**
 * Share of right answers at each mass of `RAW`, by kind of meter. Made by `npm run calibrate`, which replays homes whose truth is known: near
 * each mass the share of the answers that were right (an answer counts for both masses that it lies between), drawn to the mass itself as by
 * 20 answers, made monotone (pool adjacent violators: Ayer et al., Ann. Math. Stat. 1955). The command also tells how well each home is served
 * by a table of the others alone. Made on 2026-11-26 of 8 homes.
 */
export const SHARE_RIGHT = {
  upTo2s: [0, 0.2455, 0.397, 0.4876, 0.6392, 0.6966, 0.7592, 0.8702, 0.9398, 0.9806, 0.99, 0.99],
  upTo15s: [0.0069, 0.3591, 0.4153, 0.5145, 0.6289, 0.7301, 0.8111, 0.8799, 0.9398, 0.9688, 0.9823, 0.99],
  upTo45s: [0, 0.2108, 0.3989, 0.469, 0.6127, 0.7049, 0.7629, 0.8241, 0.8934, 0.9134, 0.9517, 0.9733],
  upTo150s: [0, 0.199, 0.399, 0.5134, 0.6292, 0.6673, 0.7331, 0.8143, 0.882, 0.9061, 0.9242, 0.9477],
  means: [0, 0.2669, 0.3594, 0.4986, 0.6143, 0.6828, 0.7287, 0.7477, 0.8462, 0.8823, 0.9282, 0.9771],
  slower: [0, 0.2584, 0.389, 0.4876, 0.6076, 0.6698, 0.7289, 0.7721, 0.8267, 0.8544, 0.8842, 0.8842],
};

export type MeterKind = keyof typeof SHARE_RIGHT;
