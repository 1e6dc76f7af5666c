/** An error on the wire (RFC 9457, application/problem+json). */
import * as v from 'valibot';

export const Problem = v.object({
  type: v.string(),
  title: v.string(),
  status: v.number(),
  detail: v.string(),
  /** One word for programs. */
  code: v.string(),
  /** The fields at fault, where the request was. */
  errors: v.optional(v.array(v.object({ field: v.string(), message: v.string() }))),
});
export type Problem = v.InferOutput<typeof Problem>;
