/** Keeps account of what lies in the file and what on the server alone, and keeps the file to the recent time. */
import type { Clock } from '../../clock.ts';
import { messageOf } from '../../errors.ts';
import type { Log } from '../../log.ts';
import type { openDuckdbStore } from '../duckdb.ts';
import { earlier } from '../duckdb/known-rows.ts';
import type { Outbox } from '../outbox.ts';
import type { Range, Store } from '../store.ts';
import { MEASUREMENTS } from './measurements.ts';
import { writePlace, type Place } from './place.ts';
import { deleteBefore, RAW, startOfDay, type KeptDays } from './recent.ts';
import type { RemoteSeries } from './remote-series.ts';

const DAY_MS = 86_400_000;

/** From where on the file is to hold everything: the kept days, but nothing that waits to be sent. */
async function nextPlace(place: Place, outbox: Outbox, kept: KeptDays, nowMs: number): Promise<Place> {
  if (place.has_unsent_past || place.is_whole) return place;
  const { first_time_ms } = await outbox.queue.waiting();
  const move = (from: number | null, days: number) => {
    const wanted = startOfDay(Math.min(nowMs - days * DAY_MS, first_time_ms ?? Infinity));
    return from === null ? wanted : Math.max(from, wanted);
  };
  const raw_from_ms = move(place.raw_from_ms, kept.raw);
  const all_from_ms = move(place.all_from_ms, kept.all);
  return { ...place, raw_from_ms, all_from_ms, check_before_ms: Math.max(place.check_before_ms ?? -Infinity, raw_from_ms, all_from_ms) };
}

const finiteOrNull = (ms: number): number | null => (Number.isFinite(ms) ? ms : null);

/** The stretch of a table that lies on the server alone and is still shown; null: there is none. */
function oldStretch(table: string, place: Place): Range | null {
  const isRaw = RAW.includes(table);
  const end_ms = isRaw ? place.raw_from_ms : place.all_from_ms;
  const before_ms = isRaw ? place.raw_before_ms : place.all_before_ms;
  if (end_ms === null || place.first_ms === null) return null;
  const start_ms = Math.max(place.first_ms, before_ms ?? -Infinity);
  return start_ms < end_ms ? { start_ms, end_ms } : null;
}

/** The first time on the server that is still shown. */
async function firstShownMs(remote: RemoteSeries, place: Place): Promise<number | null> {
  let first: number | null = null;
  for (const { table } of MEASUREMENTS) {
    const stretch = oldStretch(table.name, place);
    const [row] = stretch === null ? [] : await remote.rows(table, stretch, { limit: 1 });
    first = earlier(first, row === undefined ? null : Number(row['time_ms']));
  }
  return first;
}

type Opened = Pick<Awaited<ReturnType<typeof openDuckdbStore>>, 'store' | 'database' | 'relearn'>;
type Ground = { opened: Opened; remote: RemoteSeries; outbox: Outbox; kept: KeptDays; clock: Clock; log: Log };

/** What lies where, and how that changes. */
export function createKeeper(start: Place, { opened, remote, outbox, kept, clock, log }: Ground) {
  let place = start;
  let isBringing = false;
  const { store: local, database, relearn } = opened;
  const save = async (next: Place) => {
    await writePlace(local.facts, next);
    place = next;
  };
  const firstMs = async () => earlier(place.first_ms, await local.series.firstMs());
  return {
    place: () => place,
    firstMs,
    /** Forgets what is older than the bounds, and keeps the file to the recent time. */
    retain: async (bounds: Parameters<Store['retain']>[0]): Promise<void> => {
      const first_ms = await firstMs();
      await local.retain(bounds);
      // What is being brought into the file is not to leave it again.
      const moved = isBringing ? { ...place, first_ms } : await nextPlace({ ...place, first_ms }, outbox, kept, clock.now());
      const bounded = { ...moved, raw_before_ms: finiteOrNull(bounds.raw_before_ms), all_before_ms: finiteOrNull(bounds.all_before_ms) };
      await save(bounded);
      if (!isBringing) await deleteBefore(database, place);
      await relearn();
      if (bounded.raw_before_ms === null && bounded.all_before_ms === null) return;
      try {
        await save({ ...bounded, first_ms: await firstShownMs(remote, bounded) });
      } catch (error) {
        log.warn(`The first time on the server is not known: ${messageOf(error)}`);
      }
    },
    /** All that the file held alone was sent. */
    sent: () => save({ ...place, has_unsent_past: false }),
    /** Runs what brings everything into the file, which keeps it from then on. */
    bringing: async <T>(bring: () => Promise<T>): Promise<T> => {
      isBringing = true;
      try {
        const result = await bring();
        await save({ ...place, raw_from_ms: null, all_from_ms: null, is_whole: true });
        await relearn();
        return result;
      } finally {
        isBringing = false;
      }
    },
  };
}

export type Keeper = ReturnType<typeof createKeeper>;
