/** The state changes that Home Assistant's recorder still knows, with their causes from its logbook. */
import type { StateChange } from '../contract/state-change.ts';
import type { User } from './causes.ts';
import { createChangeMaker, type ChangeMaker, type Seen } from './change-maker.ts';
import type { HomeAssistantConnection } from './connection.ts';
import type { HistoryReader, HistoryRow } from './history.ts';
import { readCauses, type CauseLookup } from './logbook.ts';
import { temperatureOf } from './weather.ts';

export type PastOptions = {
  connection: HomeAssistantConnection;
  history: HistoryReader;
  entityIds: readonly string[];
  weather: string | undefined;
  /** The recorder does not keep who is in a group: as it is now. */
  membersOf: (entityId: string) => unknown;
  userOf: (id: string) => User | undefined;
  start_ms: number;
  end_ms: number;
  signal: AbortSignal;
};

const NO_CONTEXT = { id: null, parent_id: null, user_id: null };

/** What the rows so far leave behind: the state of each entity, and the weather. */
type Memory = { states: Map<string, Seen>; temperature: number | null; maker: ChangeMaker };

function toChanges(rows: readonly HistoryRow[], memory: Memory, causeOf: CauseLookup, { weather, membersOf }: PastOptions): StateChange[] {
  return rows.flatMap((row) => {
    if (row.entity_id === weather) {
      memory.temperature = temperatureOf(row.attributes);
      return [];
    }
    const members = membersOf(row.entity_id);
    const seen = members === undefined ? row : { ...row, attributes: { ...row.attributes, entity_id: members } };
    const before = memory.states.get(row.entity_id);
    memory.states.set(row.entity_id, seen);
    if (before === undefined) return [];
    const cause = causeOf(row.entity_id, row.time_ms) ?? { kind: 'unknown' as const, name: null };
    return memory.maker.make(before, seen, () => ({ weather_temp: memory.temperature, context: NO_CONTEXT, cause })) ?? [];
  });
}

/** After start_ms and up to end_ms, a slice at a time. Throws UnavailableError. */
export async function* readPastChanges(options: PastOptions): AsyncIterable<{ changes: StateChange[]; until_ms: number }> {
  const { connection, history, entityIds, weather, userOf, ...range } = options;
  const memory: Memory = { states: new Map(), temperature: null, maker: createChangeMaker() };
  const asked = weather === undefined ? entityIds : [...entityIds.filter((entityId) => entityId !== weather), weather];
  for await (const { initial, rows, until_ms } of history.read({ ...range, entityIds: asked })) {
    const changed = [...new Set(rows.map((row) => row.entity_id))].filter((entityId) => entityId !== weather);
    const span = { start_ms: rows[0]?.time_ms ?? until_ms, end_ms: until_ms };
    const causeOf = changed.length === 0 ? () => undefined : await readCauses(connection, { entityIds: changed, ...span }, userOf);
    toChanges(initial, memory, () => undefined, options);
    yield { changes: toChanges(rows, memory, causeOf, options), until_ms };
  }
}
