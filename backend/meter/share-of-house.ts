/** What share of the power of the house a circuit is. */
import { roundWatts } from './plan-power.ts';

/**
 * %, 100 at the most: the meters of a circuit and of the house do not tell of the same moment. Null where one of them is not known, or the house is
 * not above 0 W.
 *
 * @example shareOfHouse(250, 1000) // 25
 */
export const shareOfHouse = (watts: number | null, houseW: number | null): number | null =>
  watts === null || houseW === null || houseW <= 0 ? null : Math.min(100, roundWatts((100 * watts) / houseW));
