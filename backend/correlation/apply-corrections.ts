/** What users say, brought into what is learned: some of it holds as long as it is said, some teaches once and can be taken back. */
import { modelOf, type Told } from './entity-model.ts';
import { itemAt } from './item-at.ts';
import { entitiesOf, isUndisturbed, takeBack, teach, type Before, type Models } from './teach-correction.ts';
import type { EngineCorrection } from './types.ts';

/** A correction that has taught, with what was known before it, of each set. */
export type Applied = { correction: EngineCorrection; before: Before[][] };
/** In the order in which they have taught. */
type AllApplied = Record<string, Applied>;

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

/** Of set `i`; there are more or fewer sets once the meter has another pace. */
const beforeOf = ({ before }: Applied, i: number): Before[] => before[i] ?? itemAt(before, 0);

/** A correction that teaches once; the others hold as long as they are said. */
const teaches = ({ kind }: EngineCorrection): boolean => kind === 'forget' || kind === 'confirm' || kind === 'deny';

/** Those that are said no more, and those after them that have to do with the same entities: these are to be taught again without them. */
function withoutGround(applied: AllApplied, given: ReadonlySet<string>): [id: string, Applied][] {
  const shaken = new Set<string>();
  return Object.entries(applied).filter(([id, { correction }]) => {
    const entities = entitiesOf(correction);
    if (given.has(id) && !entities.some((entityId) => shaken.has(entityId))) return false;
    for (const entityId of entities) shaken.add(entityId);
    return true;
  });
}

/** The last one first. One that still holds and after which more was learned stays as it is. */
function takeAllBack(sets: readonly Models[], applied: AllApplied, given: ReadonlySet<string>): void {
  const held = new Set<string>();
  for (const [id, own] of withoutGround(applied, given).reverse()) {
    const isOpen = sets.every((models, i) => beforeOf(own, i).every((before) => isUndisturbed(models, before)));
    if (given.has(id) && !isOpen) {
      for (const entityId of entitiesOf(own.correction)) held.add(entityId);
      continue;
    }
    sets.forEach((models, i) => takeBack(models, own.correction, beforeOf(own, i), held));
    Reflect.deleteProperty(applied, id);
  }
}

/** What was before a correction is of no use once more was learned, but of what was forgotten. */
function dropUseless(sets: readonly Models[], applied: AllApplied): void {
  for (const own of Object.values(applied)) {
    const isOld = ({ entity_id, lessons }: Before) => sets.every((models) => (models[entity_id]?.lessons ?? 0) > lessons);
    if (own.correction.kind !== 'forget')
      own.before = own.before.map((before) => before.map((one) => (isOld(one) ? { ...one, model: null } : one)));
  }
}

/** Those that have taught teach no more; those that are missing now are taken back. */
function teachOnce(sets: readonly Models[], applied: AllApplied, corrections: readonly EngineCorrection[]): void {
  takeAllBack(sets, applied, new Set(corrections.map(({ id }) => id)));
  for (const correction of corrections.filter(teaches))
    applied[correction.id] ??= { correction, before: sets.map((models) => teach(models, correction)) };
  dropUseless(sets, applied);
}

/**
 * Brings all sets of models to what `corrections` say, oldest first; changes the sets and `applied`. Where nothing is learned (`learning`
 * false), none teaches. What is taken back before anything more was learned of its entities leaves no trace.
 *
 * @example
 * applyCorrections([models], {}, [{ id: 'a', kind: 'no_load', entity_id: 'switch.scene' }], true);
 */
export function applyCorrections(
  sets: readonly Models[],
  applied: AllApplied,
  corrections: readonly EngineCorrection[],
  learning: boolean,
): void {
  if (learning) teachOnce(sets, applied, corrections);
  const told = toldBy(corrections);
  for (const models of sets) tell(models, told);
}
