/** What the meter of an entity's own circuit shows of one of its changes. */
import { circuitStepIn, lastHeard } from './circuit-signal.ts';
import type { Event } from './event.ts';
import type { Testimony } from './hear-testimony.ts';
import { besideOf, circuitOf, isLagKnown, reachOf, type WitnessData } from './witness-data.ts';

/** Meters of a circuit and of the house differ by so much of a step (a kettle is 2,700 W at its plug and 2,930 W at the mains), sd. */
const METERS_DIFFER = 0.1;
/**
 * How likely it speaks of something else: a step may be another load's on its circuit. Its silence is believed over any step of the house,
 * for what was moved elsewhere soon loses its place here.
 */
const MISTAKEN = { step: 0.03, silence: 1e-9 } as const;
/** A circuit that shows no step may hide one of this size, W, sd. */
const HIDDEN_W = 4;

/** Beside others of its circuit only the sum would be seen; the house's meter sees that as well. */
const isAlone = (data: WitnessData, event: Event, circuitId: string): boolean =>
  !besideOf(data, event).some((other) => circuitOf(data, other.entity_id) === circuitId);

/**
 * Null: it shows nothing that is clear, or it is not known on which circuit the entity sits.
 *
 * @example
 * testify(data, kettleOn); // { stepW: 1990, variance: 39_700, mistaken: 0.03 }
 */
export function testify(data: WitnessData, event: Event): Testimony | null {
  const circuitId = circuitOf(data, event.entity_id) ?? '';
  const circuit = data.stream.circuits[circuitId];
  if (circuit === undefined || !isAlone(data, event, circuitId)) return null;
  const lag = data.learned.lags[circuitId];
  const reach = reachOf(lag, circuit.signal.dt);
  const step = circuitStepIn(circuit, event.t + reach.from, event.t + reach.to, event.sign);
  if (step === undefined) return null;
  if (step !== null) return { stepW: step.stepW, variance: step.variance + (METERS_DIFFER * step.stepW) ** 2, mistaken: MISTAKEN.step };
  // A circuit that has not spoken since may be late, or dead.
  const isQuiet = isLagKnown(lag) && lastHeard(circuit) >= event.t + reach.to;
  return isQuiet ? { stepW: 0, variance: HIDDEN_W ** 2 + circuit.signal.noise.sigma ** 2, mistaken: MISTAKEN.silence } : null;
}
