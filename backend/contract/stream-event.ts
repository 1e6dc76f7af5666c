/** What the stream (server-sent events) carries; the name of the event is `type`. */
import * as v from 'valibot';
import { Correlation } from './correlation.ts';
import { Live } from './current.ts';
import { Job } from './job.ts';
import { Progress } from './status.ts';
import { UnexplainedStep } from './unexplained.ts';

export const StreamEvent = v.variant('type', [
  v.object({ type: v.literal('reading'), data: Live }),
  v.object({ type: v.literal('correlation'), data: Correlation }),
  v.object({ type: v.literal('unexplained'), data: UnexplainedStep }),
  v.object({ type: v.literal('progress'), data: Progress }),
  /** A user corrected something, or took it back: what is told of these is to be read anew. */
  v.object({
    type: v.literal('corrected'),
    data: v.object({ entity_id: v.nullable(v.string()), correlation_id: v.nullable(v.string()), pattern_id: v.nullable(v.string()) }),
  }),
  /** An export or a migration began, went on by a percent, or ended. */
  v.object({ type: v.literal('job'), data: Job }),
  /** Health changed: ask `/health`. */
  v.object({ type: v.literal('health'), data: v.object({ status: v.picklist(['ok', 'degraded']) }) }),
  /** The stream could not go on where it stopped: read everything anew. */
  v.object({ type: v.literal('reset'), data: v.object({}) }),
]);
export type StreamEvent = v.InferOutput<typeof StreamEvent>;
