/** On which circuit an entity sits, told by the steps of circuits at the times of its own. */
import type { CircuitReading } from '../contract/reading.ts';

/** A step that was attributed to an entity. */
export type EntityStep = { entity_id: string; time_ms: number; power_delta_w: number };
/** `count`: of its steps that the circuit shows as well; `confidence`: share of its steps that this is, with doubt where there are few. */
export type Place = { circuit_id: string; count: number; confidence: number };

/** Circuit meters may be late by so much, and are asked for the level so long before, ms. */
export const LATE_MS = 90_000;
export const BEFORE_MS = 120_000;
/** A meter of a circuit and that of the house differ by so much of a step, or by so many W. */
const TOLERANCE = 0.3;
const LEAST_TOLERANCE_W = 25;
/** So many steps are no chance. */
const LEAST_COUNT = 3;
/** A circuit that shows this much of what the one above it shows is where the entity sits. */
const AS_GOOD = 0.8;

/** Level of a circuit just before a time, and where it settled after it; null: not known. */
function stepOf(readings: readonly CircuitReading[], timeMs: number): number | null {
  const before = readings.findLast(({ time_ms }) => time_ms <= timeMs && time_ms > timeMs - BEFORE_MS);
  const after = readings.findLast(({ time_ms }) => time_ms > timeMs && time_ms <= timeMs + LATE_MS);
  if (before?.power_w == null) return null;
  return after === undefined ? 0 : after.power_w === null ? null : after.power_w - before.power_w;
}

const isSame = (circuitW: number, entityW: number): boolean =>
  Math.abs(circuitW - entityW) <= Math.max(LEAST_TOLERANCE_W, TOLERANCE * Math.abs(entityW));

type Tally = { same: number; seen: number };

/** Of the circuits that show most of the steps the one that lies deepest. Null: none shows enough, or two show the same. */
function bestOf(tallies: ReadonlyMap<string, Tally>, parentOf: (circuitId: string) => string | null): Place | null {
  const ranked = [...tallies].filter(([, { same }]) => same >= LEAST_COUNT).sort(([, a], [, b]) => b.same - a.same);
  const [top] = ranked;
  if (top === undefined) return null;
  const rivals = ranked.filter(([, { same }]) => same >= AS_GOOD * top[1].same);
  const isAbove = (circuitId: string, other: string): boolean => {
    for (let above = parentOf(other); above !== null; above = parentOf(above)) if (above === circuitId) return true;
    return false;
  };
  const deepest = rivals.filter(([id]) => !rivals.some(([other]) => isAbove(id, other)));
  const [only, ...more] = deepest;
  if (only === undefined || more.length > 0) return null;
  const [circuit_id, { same, seen }] = only;
  // Laplace's rule of succession.
  return { circuit_id, count: same, confidence: (same + 1) / (seen + 2) };
}

/**
 * `readings`: of the circuits around the steps, in time order; `parentOf`: the circuit that one is part of, without circles.
 *
 * @example
 * placeOnCircuits(steps of the kettle, …); // kettle: { circuit_id: 'kitchen', count: 6, confidence: 0.88 }
 */
export function placeOnCircuits(
  steps: readonly EntityStep[],
  readings: readonly CircuitReading[],
  parentOf: (circuitId: string) => string | null,
): Map<string, Place> {
  const byCircuit = Map.groupBy(readings, ({ circuit_id }) => circuit_id);
  const places = new Map<string, Place>();
  for (const [entityId, own] of Map.groupBy(steps, ({ entity_id }) => entity_id)) {
    const tallies = new Map<string, Tally>();
    for (const [circuitId, ofCircuit] of byCircuit) {
      const seen = own.flatMap(({ time_ms, power_delta_w }) => {
        const step = stepOf(ofCircuit, time_ms);
        return step === null ? [] : [isSame(step, power_delta_w)];
      });
      tallies.set(circuitId, { same: seen.filter(Boolean).length, seen: seen.length });
    }
    const place = bestOf(tallies, parentOf);
    if (place !== null) places.set(entityId, place);
  }
  return places;
}
