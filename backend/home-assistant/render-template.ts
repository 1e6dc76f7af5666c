/** Lets Home Assistant work out a template, once. */
import * as v from 'valibot';
import type { Clock } from '../clock.ts';
import { InvalidDataError, UnavailableError } from '../errors.ts';
import type { HomeAssistantConnection } from './connection.ts';

const Answer = v.union([v.object({ result: v.unknown() }), v.object({ error: v.string() })]);
const PATIENCE_MS = 10_000;

/** Throws UnavailableError, or InvalidDataError where the template fails. */
export async function renderTemplate(
  connection: HomeAssistantConnection,
  template: string,
  session: AbortSignal,
  clock: Clock,
): Promise<unknown> {
  const first = Promise.withResolvers<unknown>();
  const done = new AbortController();
  const end = await connection.subscribe({ type: 'render_template', template, report_errors: true }, first.resolve, session);
  const late = clock.sleep(PATIENCE_MS, AbortSignal.any([session, done.signal])).then(() => undefined);
  const event = await Promise.race([first.promise, late]);
  done.abort();
  end();
  if (event === undefined) throw new UnavailableError('Home Assistant did not work out a template');
  const answer = v.parse(Answer, event);
  if ('error' in answer) throw new InvalidDataError(`Home Assistant cannot work out a template: ${answer.error}`);
  return answer.result;
}
