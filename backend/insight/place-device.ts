/** Finds the circuit that a learned device is part of: the one that saw its steps. */

/** A step of a device, W, and what the circuits showed around it. */
export type SeenStep = { power_delta_w: number; circuits: ReadonlyMap<string, { before_w: number; after_w: number }> };

/** A circuit saw a step where its own differs by no more than max(5 W, 25 %). */
const TOLERANCE_W = 5;
const TOLERANCE_SHARE = 0.25;
/** Of the steps that it told of, so many at least, and so large a share. */
const LEAST_SEEN = 3;
const LEAST_SHARE = 0.6;

const isSeen = (stepW: number, { before_w, after_w }: { before_w: number; after_w: number }): boolean =>
  Math.abs(after_w - before_w - stepW) <= Math.max(TOLERANCE_W, TOLERANCE_SHARE * Math.abs(stepW));

/**
 * The circuit that saw most of the steps; null: none saw enough of them.
 *
 * @example
 * placeDevice([{ power_delta_w: 2000, circuits: new Map([['kitchen', { before_w: 16, after_w: 2020 }]]) }, … ]); // 'kitchen'
 */
export function placeDevice(steps: readonly SeenStep[]): string | null {
  const counts = new Map<string, { seen: number; told: number }>();
  for (const { power_delta_w, circuits } of steps)
    for (const [circuitId, around] of circuits) {
      const { seen, told } = counts.get(circuitId) ?? { seen: 0, told: 0 };
      counts.set(circuitId, { seen: seen + (isSeen(power_delta_w, around) ? 1 : 0), told: told + 1 });
    }
  const [best] = [...counts].sort(([, a], [, b]) => b.seen - a.seen);
  if (best === undefined) return null;
  const [circuitId, { seen, told }] = best;
  return seen >= LEAST_SEEN && seen >= LEAST_SHARE * told ? circuitId : null;
}
