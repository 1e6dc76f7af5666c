/** Sums of whole days lie in the file and on the server: each takes over what the other alone holds. */
import type { Database } from '../duckdb/database.ts';
import type { HoursInFile, OnSummed } from '../duckdb/hours-in-file.ts';
import type { OutboxQueue, QueuedRow } from '../outbox/queue.ts';
import { DAY_MS, type SummedDay } from '../roll-up/hours.ts';
import type { Range } from '../store.ts';
import { toLine } from './measurements.ts';
import { sumTable, toSumRows } from './packed-sums.ts';
import type { Place } from './place.ts';
import type { KnownSum, RemoteSums } from './remote-sums.ts';

/** Days that are read and written in one go: with twenty circuits 16,000 rows. */
const DAYS_TOGETHER = 31;
/** How far back sums are looked for where nothing says since when there are any. */
const LOOK_BACK_DAYS = 800;

/** The stretch in which there may be sums, whatever else is left of that time. */
export const stretchOfSums = (firstMs: number | null, nowMs: number): Range => ({
  start_ms: Math.min(firstMs ?? nowMs, nowMs - LOOK_BACK_DAYS * DAY_MS),
  end_ms: nowMs,
});

/** The time of a line is that of its day, as with the readings that it is made of. */
export const linesOf = (homeId: string, days: readonly SummedDay[]): QueuedRow[] =>
  days.flatMap((day) => toSumRows(day).map((row) => ({ time_ms: day.day_ms, line: toLine(sumTable, homeId, row) })));

type KnownDays = Pick<HoursInFile, 'days' | 'revisionOf'>;

/** The days that the file holds and the server does not hold so, some at a time. */
export function missingDays({ days, revisionOf }: KnownDays, known: ReadonlyMap<number, KnownSum>): number[][] {
  const missing = days().filter((day) => {
    const there = known.get(day);
    return there === undefined || there.revision < revisionOf(day) || (there.revision === revisionOf(day) && !there.isWhole);
  });
  return Array.from({ length: Math.ceil(missing.length / DAYS_TOGETHER) }, (_, i) =>
    missing.slice(i * DAYS_TOGETHER, (i + 1) * DAYS_TOGETHER),
  );
}

/** Takes into the file what is newer on the server. Tells what that holds. */
export async function takeSums(hours: HoursInFile, remote: RemoteSums, stretch: Range): Promise<Map<number, KnownSum>> {
  const known = await remote.knownSums(stretch);
  const newer = [...known].filter(([day, { revision }]) => revision > hours.revisionOf(day)).map(([day]) => day);
  if (newer.length > 0) {
    const range = { start_ms: newer.reduce((a, b) => Math.min(a, b)), end_ms: newer.reduce((a, b) => Math.max(a, b)) + DAY_MS };
    await hours.take(range, () => remote.sums(range));
  }
  return known;
}

/** At the first use of a server: into a file that was empty, and shows what the server holds. */
export async function takeAllSums(
  place: Pick<Place, 'first_ms' | 'has_unsent_past'>,
  { hours, remote, nowMs }: { hours: HoursInFile; remote: RemoteSums; nowMs: number },
): Promise<void> {
  const stretch = stretchOfSums(place.first_ms, nowMs);
  if (!place.has_unsent_past) await hours.take(stretch, () => remote.sums(stretch));
}

export interface SumExchange {
  /** Queues the days within the transaction that sums them up or unmakes them. */
  onSummed: OnSummed;
  take(stretch: Range): Promise<Map<number, KnownSum>>;
  /** Queues what the server is not known to hold, as of an earlier version or after its disk was restored; each day once in a run. */
  send(known: ReadonlyMap<number, KnownSum>): Promise<void>;
}

export function createSumExchange(options: {
  hours: HoursInFile;
  remote: RemoteSums;
  queue: Pick<OutboxQueue, 'add'>;
  transaction: Database['transaction'];
  homeId: string;
}): SumExchange {
  const { hours, remote, queue, transaction, homeId } = options;
  /** The revisions that were queued. */
  const queued = new Map<number, number>();
  const onSummed: OnSummed = async (writer, days) => {
    for (const { day_ms, revision } of days) queued.set(day_ms, revision);
    await queue.add(writer, sumTable.name, linesOf(homeId, days));
  };
  return {
    onSummed,
    take: (stretch) => takeSums(hours, remote, stretch),
    async send(known) {
      const waiting = new Map([...queued].map(([day, revision]) => [day, { revision, isWhole: true }]));
      for (const days of missingDays(hours, new Map([...known, ...waiting]))) {
        const sums = await hours.readSums(days);
        await transaction((writer) => onSummed(writer, sums));
      }
    },
  };
}
