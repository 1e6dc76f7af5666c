/** Asks Home Assistant what the sensors of a meter say, and when they said so last: equal readings are no events. */
import * as v from 'valibot';
import type { Clock } from '../clock.ts';
import { InvalidDataError } from '../errors.ts';
import type { HomeAssistantConnection } from '../home-assistant/connection.ts';
import { cutToMs } from '../home-assistant/entity-state.ts';
import { renderTemplate } from '../home-assistant/render-template.ts';

const Reports = v.array(v.tuple([v.string(), v.number()]));

export type Polled = { entity_id: string; state: string; reported_ms: number };

/** Only a freshly rendered template tells `last_reported` as it is now. */
const template = (entityIds: readonly string[]) =>
  `[{% for id in ${JSON.stringify(entityIds)} %}[{{ states(id) | to_json }},{{ as_timestamp(states[id].last_reported, 0) if states[id] else 0 }}]{{ '' if loop.last else ',' }}{% endfor %}]`;

function parse(result: unknown): unknown {
  if (typeof result !== 'string') return result;
  try {
    return JSON.parse(result);
  } catch (cause) {
    throw new InvalidDataError('Home Assistant answered a template with what is no JSON', { cause });
  }
}

/** In the order asked for. Throws UnavailableError or InvalidDataError. */
export async function pollPower(
  connection: HomeAssistantConnection,
  entityIds: readonly string[],
  session: AbortSignal,
  clock: Clock,
): Promise<Polled[]> {
  const result = parse(await renderTemplate(connection, template(entityIds), session, clock));
  return v.parse(Reports, result).map(([state, seconds], i) => ({ entity_id: entityIds[i] ?? '', state, reported_ms: cutToMs(seconds) }));
}
