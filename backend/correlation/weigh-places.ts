/** Holds a change of an entity against all circuits: which of them stepped as well. */
import { chanceOfStep, circuitStepIn, type CircuitSignal, type CircuitStep } from './circuit-signal.ts';
import { createPlaceOdds, weighChange } from './place-odds.ts';
import { addToLag, besideOf, circuitOf, reachOf, type OpenEvent, type WitnessData } from './witness-data.ts';

/** What the house's meter shows for sure must be shown by the circuit within the larger of both. */
const SAME_STEP = { powerW: 10, share: 0.3 } as const;

/** Where the house's meter is not sure, only the step of a change that stands alone, and speaks for more power or less, tells something. */
const tells = (data: WitnessData, event: OpenEvent): boolean =>
  event.deltaW !== null || (event.sign !== 0 && besideOf(data, event).length === 0);

const isOfItsSize = (stepW: number, deltaW: number | null): boolean =>
  deltaW === null || Math.abs(stepW - deltaW) <= Math.max(SAME_STEP.powerW, SAME_STEP.share * Math.abs(deltaW));

type Seen = { step: CircuitStep | null; chance: number };

/** What one circuit shows; null: a gap hides it. */
function lookAt(data: WitnessData, circuitId: string, circuit: CircuitSignal, event: OpenEvent): Seen | null {
  const reach = reachOf(data.learned.lags[circuitId], circuit.signal.dt);
  const sign = event.deltaW === null ? event.sign : event.deltaW > 0 ? 1 : -1;
  const step = circuitStepIn(circuit, event.t + reach.from, event.t + reach.to, sign);
  if (step === undefined) return null;
  const isShown = step !== null && isOfItsSize(step.stepW, event.deltaW);
  return { step: isShown ? step : null, chance: chanceOfStep(circuit, reach.to - reach.from, sign) };
}

/**
 * Moves the odds of the entity, and the lag of the circuit that it sits on; changes `data.learned`.
 *
 * @example
 * weighPlaces(data, kettleOn); // data.learned.odds['switch.kettle'].kitchen.count grows
 */
export function weighPlaces(data: WitnessData, event: OpenEvent): void {
  if (!tells(data, event)) return;
  const { odds, lags } = data.learned;
  for (const [circuitId, circuit] of Object.entries(data.stream.circuits)) {
    const seen = lookAt(data, circuitId, circuit, event);
    if (seen === null) continue;
    const own = (odds[event.entity_id] ??= {});
    own[circuitId] = weighChange(own[circuitId] ?? createPlaceOdds(), seen.step !== null, seen.chance);
    if (seen.step !== null && circuitOf(data, event.entity_id) === circuitId)
      lags[circuitId] = addToLag(lags[circuitId], seen.step.t - event.t);
  }
}
