/** Runs the engine over a stretch of the store, in slices that leave the process free to answer in between. */
import { isAborted } from '../clock.ts';
import { setImmediate as breathe } from 'node:timers/promises';
import { addToHour, type HourState, type HourTotals } from '../correlation/meter-hours.ts';
import type { CircuitReading, Reading } from '../contract/reading.ts';
import type { StateChange } from '../contract/state-change.ts';
import type { Engine, EngineAnswer, EngineHour, EngineStep } from '../correlation/types.ts';
import type { Range, Store } from '../store/store.ts';
import { feed } from './feed.ts';

/** So many rows are some milliseconds of work. A slow meter is cut by the quarter of an hour all the same. */
const SLICE_ROWS = 200;
const LONGEST_SLICE_MS = 15 * 60_000;
/** Rows are read by the hour, to ask the store less often. */
const READ_MS = 60 * 60_000;

/** Of one table in one read. A home of many circuits has more in an hour, which is then read in parts. */
const MOST_ROWS = 200_000;

/** What one slice gave. */
export type Slice = {
  end_ms: number;
  answers: EngineAnswer[];
  steps: EngineStep[];
  entityHours: EngineHour[];
  meterHours: HourTotals[];
  hour: HourState;
  changes: StateChange[];
};

type Rows = { readings: Reading[]; circuits: CircuitReading[]; changes: StateChange[] };

/** The ends of the slices of a stretch: each holds about as many rows as any other. */
function* endsOf({ start_ms, end_ms }: Range, { readings, circuits, changes }: Rows): Generator<number> {
  const count = Math.ceil((readings.length + circuits.length + changes.length) / SLICE_ROWS);
  const width = Math.min(LONGEST_SLICE_MS, Math.ceil((end_ms - start_ms) / Math.max(1, count)));
  for (let end = start_ms + width; end < end_ms; end += width) yield end;
  yield end_ms;
}

/** Takes the rows before a time from those that are left; each call goes on where the last one stopped. */
function createTaker<R extends { time_ms: number }>(rows: readonly R[]): (end_ms: number) => R[] {
  let next = 0;
  return (end_ms) => {
    const from = next;
    while ((rows[next]?.time_ms ?? Infinity) < end_ms) next++;
    return rows.slice(from, next);
  };
}

/** Where a read ends that was cut by its limit: before the time of its last row, of which there may be more. */
const endOf = (rows: readonly { time_ms: number }[], { start_ms, end_ms }: Range): number => {
  const lastMs = rows.length < MOST_ROWS ? undefined : rows.at(-1)?.time_ms;
  // More rows than one read may hold in a single millisecond are none of a home's.
  return lastMs === undefined || lastMs <= start_ms ? end_ms : lastMs;
};

/** From the start of the range up to its end, or up to where all rows are known. */
async function readRows({ store, meter_id }: { store: Store; meter_id: string }, range: Range): Promise<{ rows: Rows; end_ms: number }> {
  const [readings, circuits, changes] = await Promise.all([
    store.series.readings({ ...range, meter_id, limit: MOST_ROWS }),
    store.series.circuits({ ...range, meter_id, limit: MOST_ROWS }),
    store.series.changes({ ...range, limit: MOST_ROWS }),
  ]);
  return { rows: { readings, circuits, changes }, end_ms: Math.min(...[readings, circuits, changes].map((rows) => endOf(rows, range))) };
}

/** Readings of the house and its circuits, and changes, from start_ms up to but without end_ms; each slice is told before the next is begun. Stops when the signal aborts. */
export async function* runStretch(options: {
  engine: Engine;
  store: Store;
  meter_id: string;
  hour: HourState;
  start_ms: number;
  end_ms: number;
  signal: AbortSignal;
}): AsyncGenerator<Slice> {
  const { engine, start_ms, end_ms, signal } = options;
  let { hour } = options;
  for (let read = start_ms; read < end_ms && !signal.aborted;) {
    const { rows, end_ms: reached } = await readRows(options, { start_ms: read, end_ms: Math.min(read + READ_MS, end_ms) });
    const range = { start_ms: read, end_ms: reached };
    const take = { readings: createTaker(rows.readings), circuits: createTaker(rows.circuits), changes: createTaker(rows.changes) };
    for (const to of endsOf(range, rows)) {
      if (isAborted(signal)) return;
      const slice = { readings: take.readings(to), circuits: take.circuits(to), changes: take.changes(to) };
      feed(engine, slice);
      const meterHours: HourTotals[] = [];
      for (const { time_ms, total_power_w } of slice.readings) {
        const added = addToHour(hour, { time_ms, power_w: total_power_w });
        hour = added.state;
        meterHours.push(...added.closed);
      }
      const { answers, steps, hours } = engine.advance(to);
      yield { end_ms: to, answers, steps, entityHours: hours, meterHours, hour, changes: slice.changes };
      await breathe();
    }
    read = reached;
  }
}
