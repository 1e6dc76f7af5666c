/** What is learned of one entity: plain data that other files read (its prior) and move (its lessons). */
import type { Event, EventKind } from './event.ts';

/** Steps alike that a transition was seen to make, by Welford's running moments (Technometrics 1962). */
export type Cluster = {
  /** How many, forgetting old ones. */
  count: number;
  /** W. */
  mean: number;
  /** Sum of squared deviations, W^2. */
  squares: number;
  /** How late its step comes after the state change, beyond the meter's lag, s: a television starts seconds after it says so. */
  delayCount: number;
  delayMean: number;
  delaySquares: number;
};

/** How often each explanation was the right one. */
export type Counts = { nothing: number; mirror: number; curve: number; anything: number };

/** From which speed to which, 0 (off) to 100 %; null: no device that tells its speed. */
export type Speeds = readonly [from: number, to: number] | null;

/** What is learned of one transition: its explanations, and the steps it made. */
export type Transition = Counts & { kind: EventKind; speeds: Speeds; clusters: Cluster[] };

/** A step that a light was seen to make between two brightnesses. */
export type BrightnessStep = { from: number; to: number; stepW: number; variance: number; weight: number };

/** What a user says of an entity: it outweighs what is learned, which stays, and counts again when it is taken back. */
export type Told = { kind: 'no_load' } | { kind: 'power'; powerW: number };

export type EntityModel = {
  told: Told | null;
  /** Lights draw little: other sizes are to be expected of them. */
  small: boolean;
  /** Log odds that it draws anything at all. */
  load: number;
  /** State changes that something was learned from. */
  lessons: number;
  /** By key, the one learned from last at the end. */
  transitions: Record<string, Transition>;
  brightnessSteps: readonly BrightnessStep[];
  /** Of all transitions between brightnesses: what explains one explains the next, which may never come again. */
  dimming: Counts;
};

/** Dimmers know 65,000 transitions: so many are kept, those used last. */
const MOST_TRANSITIONS = 64;

/** Below these log odds an entity has no measurable effect. */
export const NO_LOAD = -3;

/** Log odds that an entity of which nothing is known draws anything: most do. */
const FIRST_LOAD = 0.5;

const createEntityModel = (entityId: string, load: number): EntityModel => ({
  told: null,
  small: entityId.startsWith('light.'),
  load,
  lessons: 0,
  transitions: {},
  brightnessSteps: [],
  dimming: newCounts(),
});

/** The model of an entity, made where it is new, with these log odds of being a load; changes `models`. */
export function modelOf(models: Record<string, EntityModel>, entityId: string, firstLoad = FIRST_LOAD): EntityModel {
  const model = models[entityId] ?? createEntityModel(entityId, firstLoad);
  models[entityId] = model;
  return model;
}

/** What stays where nothing that was learned holds: what a user said. The other entities are met anew. */
export const unlearned = (models: Readonly<Record<string, EntityModel>>): Record<string, EntityModel> =>
  Object.fromEntries(
    Object.entries(models).flatMap(([id, { told }]) => (told === null ? [] : [[id, { ...createEntityModel(id, FIRST_LOAD), told }]])),
  );

/** Of a transition never seen: "nothing" counts a third of an event, each other explanation a whole one. */
const newCounts = (): Counts => ({ nothing: 0.3, mirror: 1, curve: 1, anything: 1 });

export const newTransition = ({ kind, speeds }: Pick<Event, 'kind' | 'speeds'>): Transition => ({
  ...{ kind, speeds },
  ...newCounts(),
  clusters: [],
});

/** The counts that tell of an event: of its transition, or of all dimming. */
export const countsOf = (model: EntityModel, transition: Transition, { brightness }: Pick<Event, 'brightness'>): Counts =>
  brightness === null ? transition : model.dimming;

/** The transition to learn from, made where it is new; the one used longest ago gives way when there are too many. */
export function touchTransition(model: EntityModel, event: Pick<Event, 'key' | 'kind' | 'speeds'>): Transition {
  const { key } = event;
  const transition = model.transitions[key] ?? newTransition(event);
  const others = Object.entries(model.transitions).filter(([other]) => other !== key);
  model.transitions = { ...Object.fromEntries(others.slice(-(MOST_TRANSITIONS - 1))), [key]: transition };
  return transition;
}
