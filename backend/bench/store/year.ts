/** How long the chart of a year takes. */
import type { Store } from '../../store/store.ts';
import { circuitsAt, DAY, END, readingAt, SECOND } from './rows.ts';

const DAYS = 365;
const CIRCUITS = 10;
const YEAR = { start_ms: END - DAYS * DAY, end_ms: END, meter_id: 'home_assistant' };

const times = (day: number, step_ms: number) => Array.from({ length: DAY / step_ms }, (_, i) => END - day * DAY + i * step_ms);

/** A reading every 10 s, and ten circuits every minute. */
export async function fillYear(store: Store): Promise<void> {
  for (let day = DAYS; day > 0; day--)
    await store.series.append({
      readings: times(day, 10 * SECOND).map(readingAt),
      circuits: times(day, 60 * SECOND).flatMap((time) => circuitsAt(time).slice(0, CIRCUITS)),
    });
}

/** The first and the second time. */
export async function* benchYear({ series }: Store): AsyncGenerator<string> {
  const reads = [
    ['a year of power in days', () => series.powerBins({ ...YEAR, bin_ms: DAY })],
    ['a year of circuits in days', () => series.circuitBins({ ...YEAR, bin_ms: DAY })],
  ] as const;
  for (const [name, read] of reads) {
    const waits: string[] = [];
    for (let round = 0; round < 2; round++) {
      const start = performance.now();
      await read();
      waits.push((performance.now() - start).toFixed(0));
    }
    yield `${name}: first ${waits[0] ?? ''} ms, then ${waits[1] ?? ''} ms`;
  }
}
