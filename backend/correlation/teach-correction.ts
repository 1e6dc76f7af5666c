/** What one correction teaches the models of a set, and how that is taken back. */
import { modelOf, type EntityModel } from './entity-model.ts';
import { eventOf, lastSeenOf } from './event.ts';
import type { EngineCorrection, PastChange } from './types.ts';
import { giveStepBack, takeStep } from './vouched-step.ts';

export type Models = Record<string, EntityModel>;
/** The model of an entity before a correction (null: there was none), and how many lessons it had when that had taught. */
export type Before = { entity_id: string; model: EntityModel | null; lessons: number };

/** The entities that it teaches something of, each once. */
export function entitiesOf(correction: EngineCorrection): string[] {
  if (correction.kind === 'forget') return [correction.entity_id];
  return [...new Set(movesOf(correction).map(({ past }) => past.change.entity_id))];
}

/** Moves the step to this change (`made`), or away from it. */
function move(models: Models, { change, before }: PastChange, stepW: number, made: boolean): void {
  const event = eventOf(change, before === null ? undefined : lastSeenOf(before, undefined));
  if (event === null) return;
  const model = modelOf(models, event.entity_id);
  if (made) takeStep(model, event, stepW);
  else giveStepBack(model, event, stepW);
}

/** The changes that a correction says made the step, and those that it says did not. */
function movesOf(correction: EngineCorrection): { past: PastChange; made: boolean; stepW: number }[] {
  if (correction.kind === 'confirm') return [{ past: correction.of, made: true, stepW: correction.step_w }];
  if (correction.kind !== 'deny') return [];
  const { of, instead, step_w: stepW } = correction;
  return [{ past: of, made: false, stepW }, ...(instead === null ? [] : [{ past: instead, made: true, stepW }])];
}

/**
 * Teaches a set of models, which it changes; returns what was known before.
 *
 * @example
 * teach(models, { id: 'a', kind: 'confirm', of: kettleOn, step_w: 2010 }); // [{ entity_id: 'switch.kettle', model: …, lessons: 12 }]
 */
export function teach(models: Models, correction: EngineCorrection): Before[] {
  const before = entitiesOf(correction).map((entity_id) => ({ entity_id, model: structuredClone(models[entity_id] ?? null) }));
  if (correction.kind === 'forget') models[correction.entity_id] = modelOf({}, correction.entity_id);
  for (const { past, made, stepW } of movesOf(correction)) move(models, past, stepW, made);
  return before.map((own) => ({ ...own, lessons: models[own.entity_id]?.lessons ?? 0 }));
}

/** Nothing was learned of the entity since it was corrected. */
export const isUndisturbed = (models: Models, { entity_id, lessons }: Before): boolean => (models[entity_id]?.lessons ?? 0) === lessons;

/**
 * Takes back what it taught: as if it had never been said, of entities of which nothing was learned since, nor is `held` by another correction;
 * else its step is moved back. What was forgotten is known again in any case. Changes `models`.
 */
export function takeBack(models: Models, correction: EngineCorrection, before: readonly Before[], held: ReadonlySet<string>): void {
  const moves = movesOf(correction);
  for (const own of before) {
    const { entity_id, model } = own;
    const isExact = correction.kind === 'forget' || (!held.has(entity_id) && isUndisturbed(models, own));
    if (!isExact)
      for (const { past, made, stepW } of moves.filter(({ past: { change } }) => change.entity_id === entity_id))
        move(models, past, stepW, !made);
    else if (model === null) Reflect.deleteProperty(models, entity_id);
    else models[entity_id] = structuredClone(model);
  }
}
