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

/** So many days that fail one after the other: the others would, too. */
const MOST_FAILED = 3;

/** One day after the other, so that other writes get in between; one that cannot be summed up holds up no others. Ends early when the signal aborts. */
export async function rollUpDays({ hours, range, readHours, signal }: RollUpOptions): Promise<void> {
  const first = dayOf(range.start_ms).start_ms;
  const failures: unknown[] = [];
  let inARow = 0;
  for (let day = dayOf(range.end_ms).start_ms - DAY_MS; day >= first && !signal.aborted && inARow < MOST_FAILED; day -= DAY_MS) {
    if (hours.isSummed(day)) continue;
    try {
      await hours.sumUp(dayOf(day), readHours);
      inARow = 0;
    } catch (error) {
      failures.push(error);
      inARow++;
    }
  }
  if (failures.length > 0) throw failures[0];
}
