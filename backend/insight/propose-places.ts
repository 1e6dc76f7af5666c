/** On which circuit and which phase an entity probably sits, from how their steps coincide with its changes. */
import type { EnginePlace } from '../correlation/types.ts';

/** `count`: changes of the entity that the circuit shows as well; `confidence`: probability that it sits there. */
export type Place = { circuit_id: string; count: number; confidence: number };

/** So many coincidences are worth telling, at such a confidence. */
const LEAST_COUNT = 3;
const LEAST_CONFIDENCE = 0.6;
/** A circuit that shows this much of what the best one shows, and is part of it, is where the entity sits. */
const AS_GOOD = 0.8;

type ParentOf = (circuitId: string) => string | null;

/** Whether one is part of the other, over any number of circuits; `parentOf` has no circles. */
function isPartOf(circuitId: string, above: string, parentOf: ParentOf): boolean {
  for (let id = parentOf(circuitId); id !== null; id = parentOf(id)) if (id === above) return true;
  return false;
}

/**
 * The place of one entity; null: none is likely enough. Before anything is seen it sits nowhere or on any of the circuits, evenly; circuits that
 * are part of one another do not compete, since they show the same steps: then it is the innermost.
 *
 * @example
 * proposePlace([{ entity_id: 'switch.kettle', circuit_id: 'kitchen', count: 6, seen: 6, log_odds: 12 }], () => null);
 * // { circuit_id: 'kitchen', count: 6, confidence: 0.999… }
 */
export function proposePlace(odds: readonly EnginePlace[], parentOf: ParentOf): Place | null {
  const areRelated = (a: string, b: string) => a === b || isPartOf(a, b, parentOf) || isPartOf(b, a, parentOf);
  const places = odds.map(({ circuit_id, count, log_odds }) => {
    const rivals = odds.filter((other) => !areRelated(other.circuit_id, circuit_id));
    const against = rivals.reduce((sum, rival) => sum + Math.exp(rival.log_odds), odds.length);
    return { circuit_id, count, confidence: 1 / (1 + against / Math.exp(log_odds)) };
  });
  const likely = places.filter(({ count, confidence }) => count >= LEAST_COUNT && confidence >= LEAST_CONFIDENCE);
  const most = Math.max(...likely.map(({ count }) => count));
  const asGood = likely.filter(({ count }) => count >= AS_GOOD * most);
  return asGood.find(({ circuit_id }) => !asGood.some((other) => isPartOf(other.circuit_id, circuit_id, parentOf))) ?? null;
}
