/** Where an entity sits: on a circuit with a meter of its own, or on a phase. */
import * as v from 'valibot';

/** The circuit_id of each phase, in order: phases are told as circuits where it is asked what sits on them. */
export const PHASES = ['phase_1', 'phase_2', 'phase_3'] as const;

export const Place = v.object({
  circuit_id: v.string(),
  circuit_name: v.string(),
  /** Changes of the entity that its meter shows as well. */
  count: v.number(),
  /** Probability that the entity sits there; 1 where a user said so. */
  confidence: v.number(),
  /** The correction by which a user said so; null: it is what was seen. */
  correction_id: v.nullable(v.string()),
});
export type Place = v.InferOutput<typeof Place>;
