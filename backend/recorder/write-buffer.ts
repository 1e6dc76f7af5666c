/** Rows on their way into the store. What the store cannot take now stays here and is tried again at the next flush. */
import { messageOf } from '../errors.ts';
import type { Log } from '../log.ts';
import type { Report } from '../status-board.ts';
import type { SeriesRows, Store } from '../store/store.ts';

type Rows = { [K in keyof Required<SeriesRows>]: NonNullable<SeriesRows[K]>[number][] };
const empty = (): Rows => ({ readings: [], circuits: [], changes: [] });
const count = (rows: Rows) => rows.readings.length + rows.circuits.length + rows.changes.length;

/** Some hours of a fast meter; beyond that new rows are refused, and Home Assistant's history fills them later. */
const MOST_ROWS = 500_000;

export interface WriteBuffer {
  add(rows: SeriesRows): void;
  /** Writes all that waits (`changes` alone: only the state changes). Does not throw: a failure is reported, and the rows stay. */
  flush(what?: 'all' | 'changes'): Promise<void>;
  waiting(): number;
}

export function createWriteBuffer({ store, report, log }: { store: Store; report: Report; log: Log }): WriteBuffer {
  let waiting = empty();
  let writing = Promise.resolve();
  let failing = false;

  const write = async (what: 'all' | 'changes') => {
    const rows = what === 'all' ? waiting : { ...empty(), changes: waiting.changes };
    if (count(rows) === 0) return;
    waiting = what === 'all' ? empty() : { ...waiting, changes: [] };
    try {
      await store.series.append(rows);
      if (failing) log.info('The store takes data again.');
      failing = false;
      report('ok');
    } catch (error) {
      waiting = {
        readings: [...rows.readings, ...waiting.readings],
        circuits: [...rows.circuits, ...waiting.circuits],
        changes: [...rows.changes, ...waiting.changes],
      };
      if (!failing) log.error(`The store cannot write; ${count(waiting)} rows wait in memory: ${messageOf(error)}`);
      failing = true;
      report('failed', `The store cannot write: ${messageOf(error)}`);
    }
  };

  return {
    add(rows) {
      if (count(waiting) >= MOST_ROWS) return;
      waiting.readings.push(...(rows.readings ?? []));
      waiting.circuits.push(...(rows.circuits ?? []));
      waiting.changes.push(...(rows.changes ?? []));
    },
    flush(what = 'all') {
      // One after the other, so that rows reach the store in the order in which they came.
      writing = writing.then(() => write(what));
      return writing;
    },
    waiting: () => count(waiting),
  };
}
