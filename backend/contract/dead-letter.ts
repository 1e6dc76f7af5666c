/** Rows that the database refused on their way there. */
import * as v from 'valibot';
import { Timestamp } from './identity.ts';

export const DeadLetters = v.object({
  dead_letters: v.array(
    v.object({
      parked: Timestamp,
      measurement: v.string(),
      /** As line protocol. */
      line: v.string(),
      /** The database's words. */
      reason: v.string(),
    }),
  ),
});
export type DeadLetters = v.InferOutput<typeof DeadLetters>;
