/** An error on the wire (RFC 9457, application/problem+json). */
import * as v from 'valibot';

/** What a program can tell problems apart by. */
export const ProblemCode = v.picklist([
  /** A field of the request is at fault; see errors. */
  'invalid_request',
  'not_json',
  /** What was asked for does not exist, or no more. */
  'not_found',
  'unauthorized',
  'invalid_token',
  /** For administrators alone. */
  'forbidden',
  /** Too many wrong tokens. */
  'too_many_requests',
  /** A page of another site asked. */
  'wrong_origin',
  /** The demo answers on its own machine alone. */
  'demo_is_local',
  /** Another job runs. */
  'busy',
  /** Trying again later may help. */
  'unavailable',
  /** A fault of the backend. */
  'internal',
]);
export type ProblemCode = v.InferOutput<typeof ProblemCode>;

export const Problem = v.object({
  type: v.string(),
  title: v.string(),
  status: v.number(),
  detail: v.string(),
  code: ProblemCode,
  /** The fields at fault, where the request was. */
  errors: v.optional(v.array(v.object({ field: v.string(), message: v.string() }))),
});
export type Problem = v.InferOutput<typeof Problem>;
