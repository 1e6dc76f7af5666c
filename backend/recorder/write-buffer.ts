/** Rows on their way into the store. What the store cannot take now stays here and is tried again at the next flush. */
import { InvalidDataError, messageOf } from '../errors.ts';
import type { Log } from '../log.ts';
import type { Report } from '../status-board.ts';
import type { SeriesRows, Store } from '../store/store.ts';

type Rows = { [K in keyof Required<SeriesRows>]: NonNullable<SeriesRows[K]>[number][] };
const empty = (): Rows => ({ readings: [], circuits: [], changes: [] });
const count = (rows: Rows) => rows.readings.length + rows.circuits.length + rows.changes.length;

/** Some hours of a fast meter; beyond that new rows are refused. */
const MOST_ROWS = 500_000;

export interface WriteBuffer {
  /** False: so much waits that these are refused. */
  add(rows: SeriesRows): boolean;
  /** Writes all that waits (`changes` alone: only the state changes). Does not throw: a failure is reported, and the rows stay. */
  flush(what?: 'all' | 'changes'): Promise<void>;
  waiting(): number;
  /** While the store cannot write: the time of the earliest row that waits for it; else null. */
  heldSinceMs(): number | null;
}

/** The time of the earliest of the rows, where it is earlier. */
const earlierOf = (ms: number | null, { readings, circuits, changes }: Rows): number | null =>
  [readings, circuits, changes].flat().reduce((first, { time_ms }) => Math.min(first ?? time_ms, time_ms), ms);

const halvesOf = <K extends keyof Rows>(kind: K, rows: Rows[K]): Rows[] => {
  const middle = Math.ceil(rows.length / 2);
  return [rows.slice(0, middle), rows.slice(middle)].map((half) => ({ ...empty(), [kind]: half }));
};

/** By kind, then in halves; null: it is a single row. */
function divide(rows: Rows): Rows[] | null {
  if (count(rows) < 2) return null;
  const { readings, circuits, changes } = rows;
  const kinds = [
    { ...empty(), readings },
    { ...empty(), circuits },
    { ...empty(), changes },
  ].filter((one) => count(one) > 0);
  if (kinds.length > 1) return kinds;
  if (readings.length > 0) return halvesOf('readings', readings);
  return circuits.length > 0 ? halvesOf('circuits', circuits) : halvesOf('changes', changes);
}

/** A row that cannot be kept is left out, so that it holds up no others. Throws what a store throws that cannot write. */
async function append(rows: Rows, store: Store, log: Log): Promise<void> {
  try {
    await store.series.append(rows);
  } catch (error) {
    if (!(error instanceof InvalidDataError)) throw error;
    const parts = divide(rows);
    if (parts === null)
      log.error({ row: [rows.readings, rows.circuits, rows.changes].flat()[0] }, `A row is left out: ${messageOf(error)}`);
    for (const part of parts ?? []) await append(part, store, log);
  }
}

type WriteBufferOptions = {
  store: Store;
  report: Report;
  log: Log;
  /** Told after each write: what is added now is taken. */
  onRoom: () => void;
};

export function createWriteBuffer({ store, report, log, onRoom }: WriteBufferOptions): WriteBuffer {
  let waiting = empty();
  let heldMs: number | null = null;
  let writing = Promise.resolve();
  let failing = false;

  const write = async (what: 'all' | 'changes') => {
    const rows = what === 'all' ? waiting : { ...empty(), changes: waiting.changes };
    if (count(rows) === 0) return;
    waiting = what === 'all' ? empty() : { ...waiting, changes: [] };
    try {
      await append(rows, store, log);
      heldMs = null;
      if (failing) log.info('The store takes data again.');
      failing = false;
      report('ok');
      onRoom();
    } catch (error) {
      waiting = {
        readings: [...rows.readings, ...waiting.readings],
        circuits: [...rows.circuits, ...waiting.circuits],
        changes: [...rows.changes, ...waiting.changes],
      };
      heldMs = earlierOf(heldMs, rows);
      if (!failing) log.error(`The store cannot write; ${count(waiting)} rows wait in memory: ${messageOf(error)}`);
      failing = true;
      report('failed', `The store cannot write: ${messageOf(error)}`);
    }
  };

  return {
    add(rows) {
      if (count(waiting) >= MOST_ROWS) return false;
      waiting.readings.push(...(rows.readings ?? []));
      waiting.circuits.push(...(rows.circuits ?? []));
      waiting.changes.push(...(rows.changes ?? []));
      return true;
    },
    flush(what = 'all') {
      // One after the other, so that rows reach the store in the order in which they came.
      writing = writing.then(() => write(what));
      return writing;
    },
    waiting: () => count(waiting),
    heldSinceMs: () => heldMs,
  };
}
