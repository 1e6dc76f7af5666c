/** Keeps account of what lies in the file and what on the server alone, and keeps the file to the recent time. */
import type { Clock } from '../../clock.ts';
import { messageOf } from '../../errors.ts';
import type { Log } from '../../log.ts';
import type { openDuckdbStore } from '../duckdb.ts';
import { earlier } from '../duckdb/known-rows.ts';
import type { Outbox } from '../outbox.ts';
import type { Range, Store } from '../store.ts';
import type { Assure } from './assure-sent.ts';
import { RECORDED, RAW } from './measurements.ts';
import { writePlace, type Place } from './place.ts';
import { deleteBefore, startOfDay, type KeptDays } from './recent.ts';
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
  for (const { table } of RECORDED) {
    const stretch = oldStretch(table.name, place);
    const [row] = stretch === null ? [] : await remote.rows(table, stretch, { limit: 1 });
    first = earlier(first, row === undefined ? null : Number(row['time_ms']));
  }
  return first;
}

/** The stretch of a table that the file is about to forget. */
function leaving(table: string, from: Place, next: Place): Range | null {
  const key = RAW.includes(table) ? 'raw_from_ms' : 'all_from_ms';
  const [start_ms, end_ms] = [from[key] ?? from.first_ms, next[key]];
  return start_ms === null || end_ms === null || start_ms >= end_ms ? null : { start_ms, end_ms };
}

type Opened = Pick<Awaited<ReturnType<typeof openDuckdbStore>>, 'store' | 'database' | 'relearn'>;
type Ground = { opened: Opened; remote: RemoteSeries; assure: Assure; outbox: Outbox; kept: KeptDays; clock: Clock; log: Log };

/** What lies where, and how that changes. */
export function createKeeper(start: Place, { opened, remote, assure, outbox, kept, clock, log }: Ground) {
  let place = start;
  let isBringing = false;
  const { store: local, database, relearn } = opened;
  const save = async (next: Place) => {
    await writePlace(local.facts, next);
    place = next;
  };
  /** What leaves the file lies on the server; while that cannot be seen the file keeps it. */
  const move = async (from: Place): Promise<Place> => {
    const next = await nextPlace(from, outbox, kept, clock.now());
    try {
      for (const { table } of RECORDED) await assure(table, leaving(table.name, from, next));
      return next;
    } catch (error) {
      log.warn(`The file keeps what is older than ${kept.raw} days until the server shows that it has it: ${messageOf(error)}`);
      return from;
    }
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
      const moved = isBringing ? { ...place, first_ms } : await move({ ...place, first_ms });
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
