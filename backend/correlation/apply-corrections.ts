/** What users say, brought into what is learned: some of it holds as long as it is said, some teaches once and can be taken back. */
import { modelOf, type EntityModel, type Told } from './entity-model.ts';
import { eventOf, lastSeenOf } from './event.ts';
import type { EngineCorrection, PastChange } from './types.ts';
import { giveStepBack, takeStep } from './vouched-step.ts';

type Models = Record<string, EntityModel>;

/** A correction that has taught, and what was forgotten by it, one model for each set. */
export type Applied = { correction: EngineCorrection; forgotten: EntityModel[] };

/** Of those about one entity the last one holds. */
function toldBy(corrections: readonly EngineCorrection[]): Map<string, Told> {
  return new Map(
    corrections.flatMap((correction): [string, Told][] => {
      if (correction.kind === 'no_load') return [[correction.entity_id, { kind: 'no_load' }]];
      return correction.kind === 'power' ? [[correction.entity_id, { kind: 'power', powerW: correction.power_w }]] : [];
    }),
  );
}

function tell(models: Models, told: ReadonlyMap<string, Told>): void {
  for (const entityId of told.keys()) modelOf(models, entityId);
  for (const [entityId, model] of Object.entries(models)) model.told = told.get(entityId) ?? null;
}

/** Moves the step to this change (`made`), or away from it. */
function move(models: Models, { change, before }: PastChange, stepW: number, made: boolean): void {
  const event = eventOf(change, before === null ? undefined : lastSeenOf(before, undefined));
  if (event === null) return;
  const model = modelOf(models, event.entity_id);
  if (made) takeStep(model, event, stepW);
  else giveStepBack(model, event, stepW);
}

function forget(models: Models, entityId: string): EntityModel {
  const before = modelOf(models, entityId);
  models[entityId] = { ...modelOf({}, entityId), told: before.told };
  return before;
}

function teach(correction: EngineCorrection, sets: readonly Models[]): EntityModel[] {
  if (correction.kind === 'forget') return sets.map((models) => forget(models, correction.entity_id));
  for (const models of sets) {
    if (correction.kind === 'confirm') move(models, correction.of, correction.step_w, true);
    if (correction.kind !== 'deny') continue;
    move(models, correction.of, correction.step_w, false);
    if (correction.instead !== null) move(models, correction.instead, correction.step_w, true);
  }
  return [];
}

function takeBack({ correction, forgotten }: Applied, sets: readonly Models[]): void {
  sets.forEach((models, i) => {
    const known = forgotten[i] ?? forgotten[0];
    if (correction.kind === 'forget' && known !== undefined) models[correction.entity_id] = structuredClone(known);
    if (correction.kind === 'confirm') move(models, correction.of, correction.step_w, false);
    if (correction.kind !== 'deny') return;
    move(models, correction.of, correction.step_w, true);
    if (correction.instead !== null) move(models, correction.instead, correction.step_w, false);
  });
}

/** A correction that teaches once; the others hold as long as they are said. */
const teaches = ({ kind }: EngineCorrection): boolean => kind === 'forget' || kind === 'confirm' || kind === 'deny';

/** Those that have taught teach no more; those that are missing now are taken back, the last one first. */
function teachOnce(sets: readonly Models[], applied: Record<string, Applied>, corrections: readonly EngineCorrection[]): void {
  const given = new Set(corrections.map(({ id }) => id));
  for (const [id, before] of Object.entries(applied).reverse()) {
    if (given.has(id)) continue;
    takeBack(before, sets);
    Reflect.deleteProperty(applied, id);
  }
  for (const correction of corrections.filter(teaches)) applied[correction.id] ??= { correction, forgotten: teach(correction, sets) };
}

/**
 * Brings all sets of models to what `corrections` say, oldest first; changes the sets and `applied`. Where nothing is learned (`learning`
 * false), none teaches.
 *
 * @example
 * applyCorrections([models], {}, [{ id: 'a', kind: 'no_load', entity_id: 'switch.scene' }], true);
 */
export function applyCorrections(
  sets: readonly Models[],
  applied: Record<string, Applied>,
  corrections: readonly EngineCorrection[],
  learning: boolean,
): void {
  if (learning) teachOnce(sets, applied, corrections);
  const told = toldBy(corrections);
  for (const models of sets) tell(models, told);
}
