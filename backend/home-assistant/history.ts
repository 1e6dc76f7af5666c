/** What Home Assistant's recorder still knows, read in slices that one message can hold. */
import * as v from 'valibot';
import type { Clock } from '../clock.ts';
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
export type HistorySlice = { initial: HistoryRow[]; rows: HistoryRow[]; until_ms: number };

export interface HistoryReader {
  /** Throws UnavailableError; what it learned of the size of the slices stays for the next try. */
  read(query: { entityIds: readonly string[]; start_ms: number; end_ms: number; signal: AbortSignal }): AsyncIterable<HistorySlice>;
}

export type HistoryReaderOptions = {
  connection: HomeAssistantConnection;
  clock: Clock;
  /** `all`: the attributes of every row; `unit`: states alone, with the unit that they have. */
  attributes: 'all' | 'unit';
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

function toRows(entityId: string, rows: v.InferOutput<typeof Answer>[string]): HistoryRow[] {
  let attributes: HistoryRow['attributes'] = rows[0]?.a ?? {};
  return rows.map(({ s, a, lu, lc }) => {
    attributes = a ?? attributes;
    return { entity_id: entityId, state: stateOf(s), attributes, time_ms: cutToMs(lu ?? lc ?? 0) };
  });
}

const unitOf = (row: { a?: Record<string, unknown> | undefined } | undefined): unknown => row?.a?.['unit_of_measurement'];

async function ask(
  connection: HomeAssistantConnection,
  entityIds: readonly string[],
  span: Span,
  minimal: boolean,
): Promise<v.InferOutput<typeof Answer>> {
  const answer = await connection.call({
    type: 'history/history_during_period',
    start_time: after(span.start_ms),
    end_time: upTo(span.end_ms),
    entity_ids: entityIds,
    include_start_time_state: span.initial,
    significant_changes_only: false,
    minimal_response: minimal,
    no_attributes: false,
  });
  return v.parse(Answer, answer);
}

export function createHistoryReader(options: HistoryReaderOptions): HistoryReader {
  const { connection, clock, attributes, batch, mostRows, commitMs = 10_000 } = options;
  let sliceMs = HOUR_MS;

  const readBatch = async (entityIds: readonly string[], span: Span): Promise<HistoryRow[]> => {
    const minimal = attributes === 'unit';
    const answer = await ask(connection, entityIds, span, minimal);
    // Of a minimal answer only the first and the last row have attributes: where the unit differs, every row is wanted with its own.
    const uneven = Object.entries(answer).filter(([, rows]) => minimal && unitOf(rows[0]) !== unitOf(rows.at(-1)));
    const whole =
      uneven.length === 0
        ? {}
        : await ask(
            connection,
            uneven.map(([entityId]) => entityId),
            span,
            false,
          );
    return Object.entries({ ...answer, ...whole }).flatMap(([entityId, rows]) => toRows(entityId, rows));
  };

  const readSlice = async (entityIds: readonly string[], span: Span): Promise<HistorySlice> => {
    const all: HistoryRow[] = [];
    let largest = 0;
    for (let i = 0; i < entityIds.length; i += batch) {
      const rows = await readBatch(entityIds.slice(i, i + batch), span);
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
