/** The engine: readings and state changes in, answers out. One causal pass on a clock of its own: it does not matter how the input is cut. */
import type { MeterKind } from '../contract/identity.ts';
import { createCorrector } from './corrector.ts';
import { closeState, openState, type EngineData } from './engine-data.ts';
import { closeHours, openInputs, tellHours, type HourInput, type HourView } from './entity-hours.ts';
import type { Draws } from './explain-cells.ts';
import type { Front } from './front.ts';
import { createIntake } from './intake.ts';
import { shareOf } from './on-level.ts';
import { deviceOf, fullPowerOf } from './on-power.ts';
import type { Engine, EngineOptions, EngineProfile, EngineResults } from './types.ts';
import { createWitness } from './witness.ts';

/** Housekeeping every minute of the engine's clock, s. */
const TICK = 60;
/** While the meter's pace is not known, an event waits for so long, s. */
const LONGEST_WARM_UP = 900;

const nextTick = (t: number): number => (Math.floor(t / TICK) + 1) * TICK;

/** Of a meter that nobody has met yet. */
const UNKNOWN_FRONT = { lagS: null, spreadS: null, averaging: null, noiseW: null };

function profileOf({ learned: { cadence, resolutionW } }: EngineData, front: Front | null): EngineProfile {
  const { lagS, spreadS, averaging, noiseW } = front?.profile() ?? UNKNOWN_FRONT;
  const learned = { cadence_s: cadence?.dt ?? null, resolution_w: resolutionW };
  return { ...learned, lag_s: lagS, lag_spread_s: spreadS, averaging, noise_w: noiseW };
}

/** What is known of entities and meter to tell an hour by. */
function viewOf(front: Front | null, draws: Draws, kind: MeterKind): HourView {
  const models = front?.entities() ?? {};
  return {
    powerOf: (entityId) => fullPowerOf(models[entityId]),
    shareOf: (entityId) => shareOf(models[entityId]),
    timing: front?.timing() ?? { tauS: 0, isPoint: false },
    draws,
    kind,
  };
}

/**
 * Creates the engine, new or from an earlier state.
 *
 * Time is its own: it acts at deadlines of events and at full minutes, and before each act it takes in exactly the readings up to then. So an
 * answer cannot depend on what came later, nor on how often `advance` is called.
 *
 * @example
 * const engine = createEngine({});
 * engine.reading({ time_ms: 0, power_w: 230 });
 * engine.change({ time_ms: 500, entity_id: 'switch.kettle', domain: 'switch', state: 'on', previous_state: 'off', attributes: {} });
 * engine.advance(60_000).answers; // once the meter has shown what the kettle did
 */
export function createEngine(options: EngineOptions): Engine {
  const { learning = true, window_s: windowS, first_load: firstLoad, keep_hours: keepHours = false } = options;
  const data = openState(options.state, options.learned);
  const { learned, stream } = data;
  const witness = createWitness(learned.witness, stream.witness, learning);
  const intake = createIntake(data, { learning, windowS, firstLoad, witness });
  const corrector = createCorrector(data, learning);
  const front = (): Front | null => intake.front();
  const kept: HourInput[] = [];
  let kind: MeterKind = 'load';
  const view = (): HourView => viewOf(front(), learned.draws, kind);

  /** When there is next something to do, s. */
  const nextDue = (clock: number): number => Math.max(clock, Math.min(front()?.deadline() ?? Infinity, nextTick(clock)));

  /** Does what is due at `t`: decides a group of events, or keeps house. */
  function act(t: number, { answers, steps, hours }: EngineResults): void {
    corrector.catchUp();
    const known = front();
    if (known === null) stream.waiting = stream.waiting.filter((event) => t - event.t < LONGEST_WARM_UP);
    else if ((known.deadline() ?? Infinity) <= t) answers.push(...known.decide(t));
    else steps.push(...known.sweep(t));
    const waitS = known?.waitS() ?? LONGEST_WARM_UP;
    witness.learn(answers, t, waitS);
    // An hour is over when all its events are decided.
    const closed = closeHours(stream.hours, t - waitS, view(), learning);
    hours.push(...closed.rows);
    if (keepHours) kept.push(...closed.inputs);
  }

  return {
    reading: (reading) => intake.reading(reading),
    change: (change) => intake.change(change),
    circuit: (reading) => witness.reading(reading),
    sits: (places) => witness.sits(places),
    measures: (measured) => void (kind = measured),
    correct: (corrections) => corrector.correct(corrections),
    advance(time_ms) {
      const results: EngineResults = { answers: [], steps: [], hours: [] };
      if (stream.clock === null) return results;
      for (let due = nextDue(stream.clock); due <= time_ms / 1000; due = nextDue(stream.clock)) {
        intake.feed(due);
        stream.clock = due;
        act(due, results);
      }
      return results;
    },
    waitMs() {
      const waiting = front()?.pending() ?? stream.waiting;
      return waiting.length === 0 ? 0 : Math.round(1000 * (front()?.waitS() ?? LONGEST_WARM_UP));
    },
    openHours: () => tellHours(openInputs(stream.hours, stream.clock ?? 0, view()), view(), stream.hours.standing),
    hoursAgain: (time_ms) => tellHours([...kept, ...openInputs(stream.hours, time_ms / 1000, view())], view(), null),
    devices: () =>
      Object.entries(front()?.entities() ?? {})
        .map(([entityId, model]) => deviceOf(entityId, model))
        .sort((a, b) => (a.entity_id < b.entity_id ? -1 : 1)),
    shareOf: (entityId) => view().shareOf(entityId),
    profile: () => profileOf(data, front()),
    places: () => witness.places(),
    state: () => closeState(data),
  };
}
