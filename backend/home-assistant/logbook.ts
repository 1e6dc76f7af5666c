/** The causes of past state changes, from Home Assistant's logbook. */
import * as v from 'valibot';
import { toTimestamp } from '../contract/identity.ts';
import type { Cause } from '../contract/state-change.ts';
import { NotFoundError } from '../errors.ts';
import { causeOfDevice, causeOfUser, type User } from './causes.ts';
import type { HomeAssistantConnection } from './connection.ts';
import { domainOf } from './entity-filter.ts';
import { cutToMs } from './entity-state.ts';

const text = v.optional(v.nullable(v.string()));
const Entry = v.object({
  entity_id: text,
  when: v.number(),
  context_user_id: text,
  context_domain: text,
  context_name: text,
  context_event_type: text,
  context_entity_id: text,
});
type Entry = v.InferOutput<typeof Entry>;

/** Entities that are asked for at once. */
const BATCH = 50;

function causeOfEntry(entry: Entry, userOf: (id: string) => User | undefined): Cause {
  const name = entry.context_name ?? null;
  if (entry.context_domain === 'automation') return { kind: 'automation', name };
  if (typeof entry.context_user_id === 'string') return causeOfUser(userOf(entry.context_user_id));
  if (entry.context_domain === 'script') return { kind: 'automation', name };
  if (entry.context_event_type === 'call_service') return { kind: 'unknown', name: null };
  return causeOfDevice(domainOf(entry.entity_id ?? ''));
}

export type CauseLookup = (entityId: string, timeMs: number) => Cause | undefined;

/** What the logbook says of these entities in this time; nothing where Home Assistant keeps none. */
export async function readCauses(
  connection: HomeAssistantConnection,
  { entityIds, start_ms, end_ms }: { entityIds: readonly string[]; start_ms: number; end_ms: number },
  userOf: (id: string) => User | undefined,
): Promise<CauseLookup> {
  const causes = new Map<string, Cause>();
  const range = { start_time: toTimestamp(start_ms), end_time: toTimestamp(end_ms + 1) };
  try {
    for (let i = 0; i < entityIds.length; i += BATCH) {
      const answer = await connection.call({ type: 'logbook/get_events', ...range, entity_ids: entityIds.slice(i, i + BATCH) });
      for (const entry of v.parse(v.array(Entry), answer)) {
        if (typeof entry.entity_id === 'string') causes.set(`${entry.entity_id} ${cutToMs(entry.when)}`, causeOfEntry(entry, userOf));
      }
    }
  } catch (error) {
    if (!(error instanceof NotFoundError)) throw error;
  }
  return (entityId, timeMs) => causes.get(`${entityId} ${timeMs}`);
}
