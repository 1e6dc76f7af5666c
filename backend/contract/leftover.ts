/** What earlier plans, or other tools, have left in the database. */
import * as v from 'valibot';
import { coded } from './coded.ts';

/** The commands are those of the remedy. */
const found = { table: v.string(), commands: v.array(v.string()) };

export const LeftoverFinding = v.variant('code', [
  /** Nothing reads or writes this table. */
  coded('foreign_table', found),
  /** Nothing reads these columns; those of energy mislead beside an event. */
  coded('foreign_columns', { ...found, columns: v.array(v.string()), energy: v.array(v.string()) }),
]);
export type LeftoverFinding = v.InferOutput<typeof LeftoverFinding>;

const Leftover = v.object({
  database: v.string(),
  /** A sentence for people. */
  what: v.string(),
  /** The same to be worded in any language. */
  finding: LeftoverFinding,
  /** The steps that remove it, commands among them; they are told, never run. */
  remedy: v.array(v.string()),
});
export type Leftover = v.InferOutput<typeof Leftover>;

export const Leftovers = v.object({ leftovers: v.array(Leftover) });
export type Leftovers = v.InferOutput<typeof Leftovers>;
