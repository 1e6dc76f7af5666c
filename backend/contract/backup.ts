/** A copy of the database that is safe to be backed up while the backend runs. */
import * as v from 'valibot';

export const Backup = v.object({
  /** Where it lies, on the backend's machine. */
  file: v.string(),
  size_mb: v.number(),
});
export type Backup = v.InferOutput<typeof Backup>;
