/** A store with 30 days of readings every second, of 20 circuits every minute, of forty lights, and 1,000,000 correlations, up to now. */
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { systemClock } from '../../clock.ts';
import { FACT, newMemory } from '../../correlator/memory.ts';
import { createLog } from '../../log.ts';
import { createStore } from '../../store/create-store.ts';
import { circuitsAt, correlationAt, DAY, HOUR, readingAt, SECOND } from '../store/rows.ts';
import { changesOf, hoursOf, learnLights } from './learned-home.ts';

const DAYS = 30;
const CORRELATIONS = 1_000_000;
const nothing = { steps: [], meterHours: [], facts: [] };

/** Fills it once: a folder that was filled before is left as it is. */
export async function fillStore(directory: string): Promise<void> {
  const filled = join(directory, 'filled');
  if (existsSync(filled)) return;
  const log = createLog({ level: 'warn', secrets: [] });
  const store = await createStore({ directory, home_id: 'home', mode: 'real', clock: systemClock, log });
  const end = Math.floor(Date.now() / SECOND) * SECOND;
  const begin = end - DAYS * DAY;
  const apart = (DAYS * DAY) / CORRELATIONS;
  for (let hour = begin; hour < end; hour += HOUR) {
    await store.series.append({
      readings: Array.from({ length: HOUR / SECOND }, (_, second) => readingAt(hour + second * SECOND)),
      circuits: Array.from({ length: 60 }, (_, minute) => circuitsAt(hour + minute * 60 * SECOND)).flat(),
      changes: changesOf({ start_ms: hour, end_ms: hour + HOUR }),
    });
    const first = Math.ceil((hour - begin) / apart);
    const count = Math.ceil((hour + HOUR - begin) / apart) - first;
    const correlations = Array.from({ length: count }, (_, i) => correlationAt(Math.floor(begin + (first + i) * apart), first + i));
    await store.commit({ correlations, entityHours: hoursOf(Math.floor(hour / HOUR) * HOUR), ...nothing });
  }
  // The correlator has seen all of it.
  await store.facts.put(FACT.kind, FACT.key, newMemory(end, learnLights(end)));
  await store.close();
  await writeFile(filled, '');
}
