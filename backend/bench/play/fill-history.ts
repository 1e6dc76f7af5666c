/** A store with days of history that nobody has looked at yet: readings every second, of 20 circuits every minute, and forty lights. */
import { systemClock } from '../../clock.ts';
import { createLog } from '../../log.ts';
import { createStore } from '../../store/create-store.ts';
import { circuitsAt, DAY, HOUR, readingAt, SECOND } from '../store/rows.ts';
import { changesOf, powerOfLights } from './learned-home.ts';

export async function fillHistory(directory: string, days: number): Promise<void> {
  const log = createLog({ level: 'warn', secrets: [] });
  const store = await createStore({ directory, home_id: 'home', mode: 'real', clock: systemClock, log });
  const end = Math.floor(Date.now() / HOUR) * HOUR;
  for (let start_ms = end - days * DAY; start_ms < end; start_ms += HOUR) {
    const range = { start_ms, end_ms: start_ms + HOUR };
    await store.series.append({
      readings: Array.from(powerOfLights(range), ({ time_ms, power_w }) => ({ ...readingAt(time_ms), total_power_w: power_w })),
      circuits: Array.from({ length: 60 }, (_, minute) => circuitsAt(start_ms + minute * 60 * SECOND)).flat(),
      changes: changesOf(range),
    });
  }
  await store.close();
}
