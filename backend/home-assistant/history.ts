/** What Home Assistant's recorder still knows, read in slices that one message can hold. */
import * as v from 'valibot';
import { isAborted, type Clock } from '../clock.ts';
import { UnavailableError } from '../errors.ts';
import type { HomeAssistantConnection } from './connection.ts';
import { cutToMs, stateOf } from './entity-state.ts';

/** s: state, a: attributes, lu: last updated, seconds. */
const Row = v.object({
  s: v.optional(v.nullable(v.string())),
  a: v.optional(v.record(v.string(), v.unknown())),
  lu: v.optional(v.number()),
  lc: v.optional(v.number()),
});
const Answer = v.record(v.string(), v.array(Row));

export type HistoryRow = { entity_id: string; state: string; attributes: Readonly<Record<string, unknown>>; time_ms: number };

/** Rows after the end of the slice before and up to until_ms, in time order. `initial` (first slice only): the states at its start. */
type HistorySlice = { initial: HistoryRow[]; rows: HistoryRow[]; until_ms: number };

export interface HistoryReader {
  /** Throws UnavailableError; what it learned of the size of the slices stays for the next try. */
  read(query: { entityIds: readonly string[]; start_ms: number; end_ms: number; signal: AbortSignal }): AsyncIterable<HistorySlice>;
}

export type HistoryReaderOptions = {
  connection: HomeAssistantConnection;
  clock: Clock;
  /** Entities that are asked for at once. */
  batch: number;
  /** About as many rows as a message of 4 MiB, the most that a proxy lets through, safely holds. */
  mostRows: number;
  /** How long the recorder may keep a state before it writes it, ms. */
  commitMs?: number | undefined;
};

const HOUR_MS = 3_600_000;
const SHORTEST_MS = 60_000;
const LONGEST_MS = 24 * HOUR_MS;

/** The recorder takes what is after the start and before the end, to the microsecond: rows that are cut to a ms after start_ms and up to end_ms. */
const after = (ms: number) => new Date(ms).toISOString().replace('Z', '999Z');
const upTo = (ms: number) => new Date(ms + 1).toISOString();

type Span = { start_ms: number; end_ms: number; initial: boolean };

const toRows = (answer: v.InferOutput<typeof Answer>): HistoryRow[] =>
  Object.entries(answer).flatMap(([entityId, rows]) =>
    rows.map(({ s, a = {}, lu, lc }) => ({ entity_id: entityId, state: stateOf(s), attributes: a, time_ms: cutToMs(lu ?? lc ?? 0) })),
  );

async function ask(connection: HomeAssistantConnection, entityIds: readonly string[], span: Span): Promise<v.InferOutput<typeof Answer>> {
  const answer = await connection.call({
    type: 'history/history_during_period',
    start_time: after(span.start_ms),
    end_time: upTo(span.end_ms),
    entity_ids: entityIds,
    include_start_time_state: span.initial,
    significant_changes_only: false,
    // The short form leaves out attributes, and with them a change of unit.
    minimal_response: false,
    no_attributes: false,
  });
  return v.parse(Answer, answer);
}

export function createHistoryReader(options: HistoryReaderOptions): HistoryReader {
  const { connection, clock, batch, mostRows, commitMs = 10_000 } = options;
  let sliceMs = HOUR_MS;

  const readSlice = async (entityIds: readonly string[], span: Span): Promise<HistorySlice> => {
    const all: HistoryRow[] = [];
    let largest = 0;
    for (let i = 0; i < entityIds.length; i += batch) {
      const rows = toRows(await ask(connection, entityIds.slice(i, i + batch), span));
      largest = Math.max(largest, rows.length);
      all.push(...rows);
    }
    if (largest > mostRows / 2) sliceMs = Math.max(SHORTEST_MS, sliceMs / 2);
    else if (largest < mostRows / 8) sliceMs = Math.min(LONGEST_MS, sliceMs * 2);
    all.sort((a, b) => a.time_ms - b.time_ms);
    const rows = all.filter((row) => row.time_ms > span.start_ms && row.time_ms <= span.end_ms);
    return { initial: all.filter((row) => row.time_ms <= span.start_ms), rows, until_ms: span.end_ms };
  };

  return {
    async *read({ entityIds, start_ms, end_ms, signal }) {
      let from = start_ms;
      while (from < end_ms && !signal.aborted) {
        const span = { start_ms: from, end_ms: Math.min(end_ms, Math.round(from + sliceMs)), initial: from === start_ms };
        await clock.sleep(Math.max(0, span.end_ms + commitMs - clock.now()), signal);
        if (isAborted(signal)) return;
        try {
          yield await readSlice(entityIds, span);
        } catch (error) {
          // An answer that is too large breaks the connection as well.
          if (error instanceof UnavailableError) sliceMs = Math.max(SHORTEST_MS, sliceMs / 2);
          throw error;
        }
        from = span.end_ms;
      }
    },
  };
}
