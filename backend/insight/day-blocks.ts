/** What was read of whole days, kept: the past does not change, and many ask for the same days. */
import type { Range } from '../store/store.ts';

const DAY_MS = 86_400_000;
/** Today grows all the time; what was missed while away comes within a day; history is read back in the first hours. */
const FRESH_MS = { today: 2000, yesterday: 60_000, earlier: 900_000 };

const freshMs = (day: number, nowMs: number): number => {
  const ageMs = nowMs - (day + DAY_MS);
  if (ageMs < 0) return FRESH_MS.today;
  return ageMs < DAY_MS ? FRESH_MS.yesterday : FRESH_MS.earlier;
};

export interface DayBlocks<T> {
  /** One for each UTC day that the range touches, in time order. Throws what `load` throws. */
  read(range: Range, nowMs: number): Promise<T[]>;
}

/** `load` reads neighbouring days at once, and gives one answer for each; the days not used for longest are forgotten first. */
export function createDayBlocks<T>(options: { load: (days: Range) => Promise<T[]>; mostDays: number }): DayBlocks<T> {
  const { load, mostDays } = options;
  const kept = new Map<number, { block: Promise<T>; madeMs: number }>();

  const isFresh = (day: number, nowMs: number): boolean => {
    const ageMs = nowMs - (kept.get(day)?.madeMs ?? -Infinity);
    return ageMs >= 0 && ageMs < freshMs(day, nowMs);
  };
  function keep(day: number, block: Promise<T>, madeMs: number): void {
    kept.delete(day);
    kept.set(day, { block, madeMs });
    block.catch(() => {
      if (kept.get(day)?.block === block) kept.delete(day);
    });
  }
  function trim(): void {
    for (const oldest of kept.keys()) {
      if (kept.size <= mostDays) break;
      kept.delete(oldest);
    }
  }
  /** Reads the days that are not kept, from the first to the last of them. */
  function refresh(days: readonly number[], nowMs: number): void {
    const stale = days.filter((day) => !isFresh(day, nowMs));
    const [first, last] = [stale[0], stale.at(-1)];
    if (first === undefined || last === undefined) return;
    const loaded = load({ start_ms: first, end_ms: last + DAY_MS });
    for (let day = first; day <= last; day += DAY_MS) {
      const place = (day - first) / DAY_MS;
      const block = loaded.then((blocks) => {
        const own = blocks[place];
        if (own === undefined) throw new Error('a day was not read');
        return own;
      });
      keep(day, block, nowMs);
    }
  }

  return {
    read(range, nowMs) {
      const days: number[] = [];
      for (let day = Math.floor(range.start_ms / DAY_MS) * DAY_MS; day < range.end_ms; day += DAY_MS) days.push(day);
      refresh(days, nowMs);
      const blocks = days.flatMap((day) => kept.get(day)?.block ?? []);
      trim();
      return Promise.all(blocks);
    },
  };
}
