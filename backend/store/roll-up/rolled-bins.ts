/** Bins of hours and days: of days that are summed up they are made of the sums, all others of the readings. */
import { withNewestNames } from '../duckdb/bins.ts';
import type { HoursInFile } from '../duckdb/hours-in-file.ts';
import type { Range, Series } from '../store.ts';
import { DAY_MS, dayOf, HOUR_MS } from './hours.ts';

type Bins = Pick<Series, 'powerBins' | 'circuitBins'>;
type BinQuery = Range & { bin_ms: number };
type Stretch = Range & { isSummed: boolean };

/** Whether all days that the stretch touches are summed up. */
function isAllSummed({ start_ms, end_ms }: Range, isSummed: (dayMs: number) => boolean): boolean {
  for (let day = dayOf(start_ms).start_ms; day < end_ms; day += DAY_MS) if (!isSummed(day)) return false;
  return true;
}

/** Divides the range between bins, where those that can be made of sums begin and end; a bin that the range cuts is none of them. */
export function cutBySums({ start_ms, end_ms, bin_ms }: BinQuery, isSummed: (dayMs: number) => boolean): Stretch[] {
  const stretches: Stretch[] = [];
  for (let from = start_ms; from < end_ms;) {
    const bin = Math.floor(from / bin_ms) * bin_ms;
    const to = Math.min(end_ms, bin + bin_ms);
    const summed = to - from === bin_ms && isAllSummed({ start_ms: from, end_ms: to }, isSummed);
    const last = stretches.at(-1);
    if (last?.isSummed === summed) last.end_ms = to;
    else stretches.push({ start_ms: from, end_ms: to, isSummed: summed });
    from = to;
  }
  return stretches;
}

export function createRolledBins(hours: Bins & Pick<HoursInFile, 'isSummed'>, raw: Bins): Bins {
  const read = async <Query extends BinQuery, Bin>(
    query: Query,
    readSums: (query: Query) => Promise<Bin[]>,
    readRaw: (query: Query) => Promise<Bin[]>,
  ): Promise<Bin[]> => {
    if (query.bin_ms % HOUR_MS !== 0) return await readRaw(query);
    const parts = cutBySums(query, hours.isSummed).map(({ isSummed, ...stretch }) =>
      (isSummed ? readSums : readRaw)({ ...query, ...stretch }),
    );
    return (await Promise.all(parts)).flat();
  };
  return {
    powerBins: (query) => read(query, hours.powerBins, raw.powerBins),
    circuitBins: async (query) => withNewestNames(await read(query, hours.circuitBins, raw.circuitBins)),
  };
}
