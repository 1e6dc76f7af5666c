/** What earlier plans, or other tools, have left in the database. */
import * as v from 'valibot';

const Leftover = v.object({
  database: v.string(),
  /** A sentence for people. */
  what: v.string(),
  /** The steps that remove it, commands among them; they are told, never run. */
  remedy: v.array(v.string()),
});
export type Leftover = v.InferOutput<typeof Leftover>;

export const Leftovers = v.object({ leftovers: v.array(Leftover) });
export type Leftovers = v.InferOutput<typeof Leftovers>;
