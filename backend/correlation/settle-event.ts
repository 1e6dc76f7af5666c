/** After an answer: the entity learns, and what it draws now moves. */
import type { EntityModel } from './entity-model.ts';
import type { Event } from './event.ts';
import type { Runs } from './front.ts';
import { momentsOf, reduceMixture, type Mixture } from './gaussian-mixture.ts';
import { learnLoadOdds, learnStep, type Lesson } from './learn-step.ts';
import type { PriorPart } from './prior-of-event.ts';

/** Parts in which it is remembered what an entity draws. */
const RUN_PARTS = 4;

/**
 * What the entity draws after the event: all of an on, nothing known after an off, and after a change of level as much more as it changed.
 *
 * @example
 * moveRun(runs, event, posterior); // changes `runs`
 */
export function moveRun(runs: Runs, { entity_id, kind }: Event, posterior: Mixture): void {
  if (kind === 'on') runs[entity_id] = reduceMixture(posterior, RUN_PARTS);
  else if (kind === 'off') runs[entity_id] = null;
  else {
    const { mean, variance } = momentsOf(reduceMixture(posterior, RUN_PARTS));
    const run = runs[entity_id];
    if (run) runs[entity_id] = run.map((part) => ({ ...part, mean: part.mean + mean, variance: part.variance + variance }));
  }
}

export type Settled = { event: Event; prior: readonly PriorPart[]; ofPrior: readonly number[]; lessons: readonly Lesson[] };

/** The entity learns whether it is a load, and from each reading of its step; changes `model`. */
export function learnFrom(model: EntityModel, { event, prior, ofPrior, lessons }: Settled): void {
  // What a user says has no load learns nothing from the steps of others.
  if (model.told?.kind === 'no_load') return;
  learnLoadOdds(model, event, prior, ofPrior);
  for (const lesson of lessons) learnStep(model, event, prior, lesson);
}
