/** What a user knows better than the meter shows: kept as a fact, used from then on, laid over what was written, and taken back at will. */
import * as v from 'valibot';
import { CorrelationId, EntityId, Timestamp } from './identity.ts';

export const PatternId = v.pipe(v.string(), v.maxLength(64), v.regex(/^[a-z0-9_]+$/, 'a pattern id looks like "p17"'));

const Watts = v.pipe(v.number(), v.minValue(0, 'watts are not negative'), v.maxValue(100_000, 'no house draws so much'));
const Name = v.pipe(v.string(), v.regex(/\S/, 'a name is wanted'), v.maxLength(100));
const Members = v.pipe(v.array(EntityId), v.minLength(1, 'a group has members'), v.maxLength(100));

const CircuitId = v.pipe(v.string(), v.minLength(1, 'a circuit is wanted'), v.maxLength(255));

export const CorrectionInput = v.variant('kind', [
  /** The answer is right. */
  v.strictObject({ kind: v.literal('confirm'), correlation_id: CorrelationId }),
  /** It was not this one; `entity_id` is what it was instead, where that is known. */
  v.strictObject({ kind: v.literal('deny'), correlation_id: CorrelationId, entity_id: v.optional(v.nullable(EntityId), null) }),
  /** Its members draw, and are counted one by one. */
  v.strictObject({ kind: v.literal('group'), entity_id: EntityId, members: Members }),
  /** It draws nothing, or nothing that this meter sees. */
  v.strictObject({ kind: v.literal('no_load'), entity_id: EntityId }),
  /** It draws so much when fully on. */
  v.strictObject({ kind: v.literal('power'), entity_id: EntityId, power_w: Watts }),
  /** These steps without an entity are a device: of its own, or this entity. */
  v.strictObject({
    kind: v.literal('name'),
    pattern_id: PatternId,
    name: Name,
    area_id: v.optional(v.nullable(v.pipe(v.string(), v.maxLength(255))), null),
    entity_id: v.optional(v.nullable(EntityId), null),
  }),
  /** Nobody wants to see this pattern. */
  v.strictObject({ kind: v.literal('hide'), pattern_id: PatternId }),
  /** It sits on this circuit, or on this phase (phase_1 to phase_3). */
  v.strictObject({ kind: v.literal('place'), entity_id: EntityId, circuit_id: CircuitId }),
  /** What was learned of it is dropped and learned anew. */
  v.strictObject({ kind: v.literal('forget'), entity_id: EntityId }),
]);
export type CorrectionInput = v.InferOutput<typeof CorrectionInput>;

/** As kept and as told; null: the kind knows no such thing. */
export const Correction = v.object({
  id: v.string(),
  kind: v.picklist(['confirm', 'deny', 'group', 'no_load', 'power', 'name', 'hide', 'place', 'forget']),
  entity_id: v.nullable(EntityId),
  correlation_id: v.nullable(CorrelationId),
  power_w: v.nullable(v.number()),
  members: v.nullable(v.array(EntityId)),
  pattern_id: v.nullable(v.string()),
  name: v.nullable(v.string()),
  area_id: v.nullable(v.string()),
  circuit_id: v.nullable(v.string()),
  /** The user who said so, or the way by which it was said. */
  created_by: v.string(),
  created_at: Timestamp,
});
export type Correction = v.InferOutput<typeof Correction>;

export const Corrections = v.object({ corrections: v.array(Correction) });
export type Corrections = v.InferOutput<typeof Corrections>;
