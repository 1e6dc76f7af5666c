/** From how many watts on a device with a power sensor of its own is on: what waits draws a little too. */

/** Above so much, and above this share of the most that it drew. */
const ON_W = 3;
const ON_SHARE = 0.15;

/** @example onThreshold(140) // 21 */
export const onThreshold = (mostW: number): number => Math.max(ON_W, ON_SHARE * mostW);
