/** How well the steps of a circuit coincide with the state changes of an entity: whether it sits there. */

/** Of one entity and one circuit. */
export type PlaceOdds = {
  /** Changes of the entity at which the circuit stepped as well, and all changes that tell. */
  count: number;
  seen: number;
  /** Log odds of sitting there against meeting by chance, from the changes alone. */
  logOdds: number;
};

/** How often a circuit shows a change of what sits on it: small loads and gaps between readings hide some. */
const SHOWN = 0.85;
/** One coincidence speaks only so loud: nobody moves house by one switch. */
const MOST_FOR_ONE = 2.5;
/** Old ones fade: what was moved to another socket is found there. */
const FORGET = 0.97;
const MOST = 12;

export const createPlaceOdds = (): PlaceOdds => ({ count: 0, seen: 0, logOdds: 0 });

/**
 * Takes one more change: whether the circuit stepped as well, and how likely that is by chance.
 *
 * @example
 * weighChange({ count: 2, seen: 2, logOdds: 5 }, true, 0.05); // { count: 3, seen: 3, logOdds: 7.35 }
 */
export function weighChange({ count, seen, logOdds }: PlaceOdds, stepped: boolean, chance: number): PlaceOdds {
  const evidence = stepped ? Math.min(MOST_FOR_ONE, Math.log(SHOWN / chance + 1 - SHOWN)) : Math.log(1 - SHOWN);
  const sum = FORGET * logOdds + evidence;
  return { count: count + (stepped ? 1 : 0), seen: seen + 1, logOdds: Math.max(-MOST, Math.min(MOST, sum)) };
}

/** From so many coincidences on, and at such odds, a circuit is asked first. */
const SURE = { count: 5, logOdds: 6 } as const;

/** The circuit on which an entity surely sits; null: none. Of a circuit and the one that it is part of, either will do: both show its steps. */
export function surePlace(odds: Readonly<Record<string, PlaceOdds>>): string | null {
  const sure = Object.entries(odds).filter(([, { count, logOdds }]) => count >= SURE.count && logOdds >= SURE.logOdds);
  return sure.sort(([, a], [, b]) => b.logOdds - a.logOdds)[0]?.[0] ?? null;
}
