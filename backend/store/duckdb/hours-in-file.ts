/** The days that are summed up, in the file. A day of which a row is written later is summed up anew, and read from its readings until then. */
import { DAY_MS, dayOf, type Hours, type SummedDay } from '../roll-up/hours.ts';
import type { Range } from '../store.ts';
import type { Database, Read } from './database.ts';
import { createReadHours, createSumReads, readKnownDays, writeSums, type KnownDay, type SumReads } from './sum-tables.ts';
import type { Writer } from './writer.ts';

export interface HoursInFile extends SumReads {
  /** Reads which days are summed up. */
  load(read: Read): Promise<void>;
  isSummed: (dayMs: number) => boolean;
  /** The newest revision that is known of a day, also of one that was unmade since. */
  revisionOf: (dayMs: number) => number;
  /** The days that are summed up, in order. */
  days(): number[];
  /** The sums of these days. */
  readSums(days: readonly number[]): Promise<SummedDay[]>;
  /** Sums up a day, unless a row of it is written meanwhile. */
  sumUp(day: Range, readHours: (day: Range) => Promise<Hours | null>): Promise<void>;
  /** Takes over days of the stretch that were summed up elsewhere, where nothing newer is known of them and no row is written meanwhile. */
  take(stretch: Range, readDays: () => Promise<readonly SummedDay[]>): Promise<void>;
  /** Within the transaction that writes rows into these stretches, their ends included: their days are to be summed up anew. */
  forget(writer: Writer, stretches: Iterable<Range>): Promise<void>;
  /** That transaction is committed. */
  forgotten(stretches: Iterable<Range>): void;
}

/** Told of days that were summed up or unmade, within the transaction that does so. */
export type OnSummed = (writer: Writer, days: readonly SummedDay[]) => Promise<void>;

function* daysOf(stretches: Iterable<Range>): Generator<number> {
  for (const { start_ms, end_ms } of stretches) for (let day = dayOf(start_ms).start_ms; day <= end_ms; day += DAY_MS) yield day;
}

type Options = {
  read: Read;
  transaction: Database['transaction'];
  homeId: string;
  now: () => number;
  onSummed?: OnSummed | undefined;
};

export function createHoursInFile({ read: readFile, transaction, homeId, now, onSummed }: Options): HoursInFile {
  let known = new Map<number, KnownDay>();
  /** Days that are being read, and of which nothing was written since. */
  const underWay = new Set<number>();
  /** What the transaction under way unmakes. */
  let unmaking: SummedDay[] = [];
  const isSummed = (day: number) => known.has(day) && known.get(day)?.state !== 'unmade';
  const revisionOf = (day: number) => known.get(day)?.revision ?? -Infinity;
  /** Higher than all before, though a clock be set back. */
  const nextRevision = (day: number) => Math.max(now(), revisionOf(day) + 1);
  const keep = async (found: readonly SummedDay[], tell: OnSummed | undefined) => {
    const write = async (writer: Writer) => {
      const days = found.filter(({ day_ms, hours }) => hours !== null && underWay.has(day_ms));
      await writeSums(writer, homeId, days);
      if (days.length > 0) await tell?.(writer, days);
      return days;
    };
    const committed = (days: readonly SummedDay[]) => {
      for (const { day_ms, revision } of days) if (underWay.delete(day_ms)) known.set(day_ms, { revision, state: 'summed' });
    };
    // Without sums their readings are not deleted, which makes room.
    await transaction(write, { committed, fromReserve: true });
  };
  return {
    ...createSumReads(readFile, homeId),
    async load(read) {
      known = await readKnownDays(read, homeId);
      underWay.clear();
    },
    isSummed,
    revisionOf,
    days: () => [...known.keys()].filter(isSummed).sort((a, b) => a - b),
    async readSums(days) {
      const hoursOf = await createReadHours(readFile, homeId)(days);
      return days.map((day_ms) => ({ day_ms, revision: revisionOf(day_ms), hours: hoursOf(day_ms) }));
    },
    async sumUp(day, readDay) {
      const { start_ms: day_ms } = day;
      underWay.add(day_ms);
      const hours = await readDay(day);
      if (hours !== null) await keep([{ day_ms, revision: nextRevision(day_ms), hours }], onSummed);
    },
    async take(stretch, readDays) {
      for (const day of daysOf([stretch])) underWay.add(day);
      const found = (await readDays()).filter(({ day_ms, revision }) => revision > revisionOf(day_ms));
      // What is summed up here next is to be newer than what was unmade elsewhere.
      for (const { day_ms, revision, hours } of found)
        if (hours === null && known.get(day_ms)?.state !== 'lasts') known.set(day_ms, { revision, state: 'unmade' });
      await keep(found, undefined);
    },
    async forget(writer, stretches) {
      const days = [...new Set(daysOf(stretches))].filter((day) => known.get(day)?.state === 'summed');
      const revision = days.map(nextRevision).reduce((a, b) => Math.max(a, b), 0);
      unmaking = days.map((day_ms) => ({ day_ms, revision, hours: null }));
      if (days.length === 0) return;
      const set = `UPDATE summed_day SET unmade = true, revision = ${revision} WHERE home_id = $1 AND day_ms IN (${days.join(', ')})`;
      await writer.connection.run(set, [homeId]);
      await onSummed?.(writer, unmaking);
    },
    forgotten(stretches) {
      for (const day of daysOf(stretches)) underWay.delete(day);
      for (const { day_ms, revision } of unmaking) known.set(day_ms, { revision, state: 'unmade' });
    },
  };
}
