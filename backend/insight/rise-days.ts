/** Rises of the house power that no entity explains, with their falls, kept day by day: for charts of any length. */
import type { Range, Store } from '../store/store.ts';
import { createDayBlocks } from './day-blocks.ts';
import { LONGEST_RUN_MS, pairSteps, risesOf, type Rise } from './pair-steps.ts';

const DAY_MS = 86_400_000;
const MOST_DAYS = 420;
/** Days of one read. */
const READ_DAYS = 30;

export interface RiseDays {
  /** Those whose run touches the range, in time order. Throws UnavailableError. */
  read(range: Range, nowMs: number): Promise<Rise[]>;
}

/** Steps of the range, and so far around it that each of its runs is whole. Throws UnavailableError. */
export const readRises = async (store: Store, { start_ms, end_ms }: Range): Promise<Rise[]> =>
  risesOf(pairSteps(await store.series.steps({ start_ms: start_ms - LONGEST_RUN_MS, end_ms: end_ms + LONGEST_RUN_MS })));

async function loadDays(store: Store, days: Range): Promise<Rise[][]> {
  const loaded: Rise[][] = [];
  for (let from = days.start_ms; from < days.end_ms; from += READ_DAYS * DAY_MS) {
    const to = Math.min(from + READ_DAYS * DAY_MS, days.end_ms);
    const byDay = Map.groupBy(await readRises(store, { start_ms: from, end_ms: to }), ({ start_ms }) => Math.floor(start_ms / DAY_MS));
    for (let day = from; day < to; day += DAY_MS) loaded.push(byDay.get(day / DAY_MS) ?? []);
  }
  return loaded;
}

export function createRiseDays(store: Store): RiseDays {
  const days = createDayBlocks({ load: (range) => loadDays(store, range), mostDays: MOST_DAYS });
  return {
    async read({ start_ms, end_ms }, nowMs) {
      const found = await days.read({ start_ms: start_ms - LONGEST_RUN_MS, end_ms }, nowMs);
      return found.flat().filter((rise) => rise.start_ms < end_ms && (rise.end_ms ?? rise.start_ms + LONGEST_RUN_MS) > start_ms);
    },
  };
}
