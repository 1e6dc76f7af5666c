/** Runs the engine over a stretch of the store, in slices that leave the process free to answer in between. */
import { isAborted } from '../clock.ts';
import { setImmediate as breathe } from 'node:timers/promises';
import { addToHour, type HourState, type HourTotals } from '../correlation/meter-hours.ts';
import type { StateChange } from '../contract/state-change.ts';
import type { Engine, EngineAnswer, EngineHour, EngineStep } from '../correlation/types.ts';
import type { Store } from '../store/store.ts';
import { feed } from './feed.ts';

/** A quarter hour of a meter that reports every second is 900 readings: some milliseconds of work. */
const SLICE_MS = 15 * 60_000;
/** Rows are read by the hour, to ask the store less often. */
const READ_MS = 60 * 60_000;

/** An hour of 100 circuits that tell every second. */
const MOST_CIRCUIT_ROWS = 360_000;

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
  const { engine, store, meter_id, start_ms, end_ms, signal } = options;
  let { hour } = options;
  for (let read = start_ms; read < end_ms && !signal.aborted; read += READ_MS) {
    const range = { start_ms: read, end_ms: Math.min(read + READ_MS, end_ms) };
    const [readings, circuits, changes] = await Promise.all([
      store.series.readings({ ...range, meter_id }),
      store.series.circuits({ ...range, meter_id, limit: MOST_CIRCUIT_ROWS }),
      store.series.changes(range),
    ]);
    for (let from = range.start_ms; from < range.end_ms && !isAborted(signal); from += SLICE_MS) {
      const to = Math.min(from + SLICE_MS, range.end_ms);
      const inSlice = ({ time_ms }: { time_ms: number }) => time_ms >= from && time_ms < to;
      const slice = { readings: readings.filter(inSlice), circuits: circuits.filter(inSlice), changes: changes.filter(inSlice) };
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
  }
}
