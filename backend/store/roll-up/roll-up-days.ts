/** Sums up the days that are over, the newest first: a chart of weeks is read from sums before that of a year is. */
import type { HoursInFile } from '../duckdb/hours-in-file.ts';
import type { Range } from '../store.ts';
import { DAY_MS, dayOf, type Hours } from './hours.ts';

export type RollUpOptions = {
  hours: Pick<HoursInFile, 'isSummed' | 'sumUp'>;
  /** From the first row on, until now. */
  range: Range;
  /** The hours of a day; null: its rows are not all where they are read from, it is left for the next time. */
  readHours: (day: Range) => Promise<Hours | null>;
  signal: AbortSignal;
};

/** One day after the other, so that other writes get in between. Ends early when the signal aborts. */
export async function rollUpDays({ hours, range, readHours, signal }: RollUpOptions): Promise<void> {
  const first = dayOf(range.start_ms).start_ms;
  for (let day = dayOf(range.end_ms).start_ms - DAY_MS; day >= first && !signal.aborted; day -= DAY_MS)
    if (!hours.isSummed(day)) await hours.sumUp(dayOf(day), readHours);
}
