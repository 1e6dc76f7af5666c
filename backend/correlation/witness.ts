/** Circuits with meters of their own as second witnesses: they tell on which of them an entity sits, and then what its changes did. */
import { createCircuitSignal, forgetCircuit, hearCircuit } from './circuit-signal.ts';
import type { Event } from './event.ts';
import { hearTestimony } from './hear-testimony.ts';
import type { PriorPart } from './prior-of-event.ts';
import { testify } from './testify.ts';
import type { EngineAnswer, EngineCircuitReading, EnginePlace } from './types.ts';
import { weighPlaces } from './weigh-places.ts';
import { ALONE_WITHIN, type WitnessData, type WitnessLearned, type WitnessStream } from './witness-data.ts';

export interface Witness {
  /** Keeps a reading until time has come to it. */
  reading(reading: EngineCircuitReading): void;
  event(event: Event): void;
  /** Takes what was given up to `t`, s. */
  feed(t: number): void;
  /** Where entities sit for certain: entity -> circuit. Replaces what was given before. */
  sits(places: ReadonlyMap<string, string>): void;
  /** A prior, with what the circuit of this entity shows of the event. */
  expect(prior: PriorPart[], event: Event): PriorPart[];
  /** Takes the answers of the house's meter, for which events wait `waitS`, and learns from what is old enough at `t`, s. */
  learn(answers: readonly EngineAnswer[], t: number, waitS: number): void;
  places(): EnginePlace[];
}

/** The house's meter is sure of a step from here on. */
const SURE_ANSWER = { confidence: 0.7, powerW: 10 } as const;
/** After the answer of the house, s: a circuit may be later than that. */
const LEARN_AFTER = 60;

/** Keeps with each change what the house's meter surely showed of it. */
function takeAnswers({ events }: WitnessStream, answers: readonly EngineAnswer[]): void {
  for (const { time_ms, entity_id, power_delta_w, confidence } of answers) {
    if (confidence < SURE_ANSWER.confidence || Math.abs(power_delta_w) < SURE_ANSWER.powerW) continue;
    const event = events.find((open) => open.time_ms === time_ms && open.entity_id === entity_id);
    if (event !== undefined) event.deltaW = power_delta_w;
  }
}

/** Weighs the changes up to `until`, s, and forgets what no other needs. */
function weighDue(data: WitnessData, until: number, learning: boolean): void {
  const { stream, now } = data;
  for (const event of stream.events) {
    if (event.weighed || event.t > until) continue;
    if (learning) weighPlaces(data, event);
    event.weighed = true;
  }
  stream.events = stream.events.filter(({ t }) => t > until - ALONE_WITHIN);
  const needed = (stream.events[0]?.t ?? now) - ALONE_WITHIN;
  for (const circuit of Object.values(stream.circuits)) forgetCircuit(circuit, needed);
}

const placesOf = ({ odds }: WitnessLearned): EnginePlace[] =>
  Object.entries(odds).flatMap(([entity_id, circuits]) =>
    Object.entries(circuits).map(([circuit_id, { count, seen, logOdds }]) => ({ entity_id, circuit_id, count, seen, log_odds: logOdds })),
  );

/** @example createWitness(createWitnessLearned(), createWitnessStream(), true).expect(prior, kettleOn); // the same prior: no circuit is heard */
export function createWitness(learned: WitnessLearned, stream: WitnessStream, learning: boolean): Witness {
  const data: WitnessData = { learned, stream, now: -Infinity, sitting: new Map() };
  return {
    reading: ({ time_ms, circuit_id, power_w }) => stream.inbox.push({ t: time_ms / 1000, circuitId: circuit_id, powerW: power_w }),
    event({ time_ms, t, entity_id, sign }) {
      stream.events.push({ time_ms, t, entity_id, sign, deltaW: null, weighed: false });
    },
    feed(t) {
      data.now = t;
      const behind = stream.inbox.findIndex((reading) => reading.t > t);
      for (const { t: at, circuitId, powerW } of stream.inbox.splice(0, behind < 0 ? stream.inbox.length : behind))
        // What was never heard has no gap.
        if (powerW !== null || stream.circuits[circuitId] !== undefined)
          hearCircuit((stream.circuits[circuitId] ??= createCircuitSignal()), at, powerW);
    },
    sits: (places) => void (data.sitting = places),
    expect(prior, event) {
      const testimony = testify(data, event);
      return testimony === null ? prior : hearTestimony(prior, testimony);
    },
    learn(answers, t, waitS) {
      takeAnswers(stream, answers);
      weighDue(data, t - waitS - LEARN_AFTER, learning);
    },
    places: () => placesOf(learned),
  };
}
