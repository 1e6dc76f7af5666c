/** Where the filter of draws stands between two stretches of cells, though others are on in the next one. */
import { drawPlace, meanPlace, type Belief } from './draw-filter.ts';
import { itemAt } from './item-at.ts';

/** What was on in the last cell, with its levels, and what is believed of it and of the base. Plain data. */
export type DrawStanding = { t: number; users: { entity_id: string; level: number }[]; belief: Belief };

/** Before the first cell: nothing is on, and the base is about what the meter shows at the least. */
export const firstStanding = (t: number, lowestW: number): DrawStanding => ({
  t,
  users: [],
  belief: { mean: [lowestW], covariance: [[(50 + 0.3 * Math.abs(lowestW)) ** 2]] },
});

/**
 * The belief about other users: of those that went on running, what was believed; of the rest, their learned mean.
 *
 * @example
 * beliefAbout(firstStanding(0, 90), ['switch.kettle'], () => ({ powerW: 2000, variance: 900 })).mean; // [90, 0, 2000]
 */
export function beliefAbout(
  { users, belief }: DrawStanding,
  ids: readonly string[],
  meanOf: (i: number) => { powerW: number; variance: number },
): Belief {
  const was = new Map(users.map(({ entity_id }, i) => [entity_id, i]));
  const places = [
    0,
    ...ids.flatMap((id) => {
      const i = was.get(id);
      return i === undefined ? [-1, -1] : [drawPlace(i), meanPlace(i)];
    }),
  ];
  const mean = places.map((place) => belief.mean[place] ?? 0);
  const covariance = places.map((row) => places.map((column) => belief.covariance[row]?.[column] ?? 0));
  ids.forEach((id, i) => {
    if (was.has(id)) return;
    const { powerW, variance } = meanOf(i);
    mean[meanPlace(i)] = powerW;
    itemAt(covariance, meanPlace(i))[meanPlace(i)] = variance;
  });
  return { mean, covariance };
}

/** What stays of the last cell: only of what was on in it. */
export function standingAfter(t: number, ids: readonly string[], levels: readonly number[], { mean, covariance }: Belief): DrawStanding {
  const on = levels.flatMap((level, i) => (level > 0 ? [i] : []));
  const kept = [0, ...on.flatMap((i) => [drawPlace(i), meanPlace(i)])];
  return {
    t,
    users: on.map((i) => ({ entity_id: itemAt(ids, i), level: itemAt(levels, i) })),
    belief: { mean: kept.map((i) => itemAt(mean, i)), covariance: kept.map((i) => kept.map((j) => itemAt(itemAt(covariance, i), j))) },
  };
}
