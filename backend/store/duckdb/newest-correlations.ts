/** The newest correlations, kept in memory: what nearly every client asks for, once a second. Older ones are read from the file. */
import type { StoredCorrelation } from '../../contract/correlation.ts';
import type { CorrelationQuery } from '../store.ts';

/** Some days of a busy home, about 3 MB. */
const KEPT = 4000;

/** Newest first, and all that there is from `from_ms` on. */
type Kept = { rows: StoredCorrelation[]; from_ms: number };

export interface NewestCorrelations {
  read(query: CorrelationQuery): Promise<StoredCorrelation[]>;
  /** These were written, none of them was there before. */
  add(rows: readonly StoredCorrelation[]): void;
  /** What is kept may not be all any more. */
  clear(): void;
}

const byText = (a: string, b: string): number => (a < b ? -1 : Number(a > b));
const newestFirst = (a: StoredCorrelation, b: StoredCorrelation): number => b.time_ms - a.time_ms || byText(b.entity_id, a.entity_id);

export const COMPARE: Record<CorrelationQuery['order'], (a: StoredCorrelation, b: StoredCorrelation) => number> = {
  time: newestFirst,
  delta: (a, b) => Math.abs(b.power_delta_w) - Math.abs(a.power_delta_w) || newestFirst(a, b),
  entity: (a, b) => byText(a.entity_id, b.entity_id) || newestFirst(a, b),
};

const isBefore = ({ time_ms, entity_id }: StoredCorrelation, before: CorrelationQuery['before']): boolean =>
  before === undefined || time_ms < before.time_ms || (time_ms === before.time_ms && entity_id < before.entity_id);

const isEntity = (row: StoredCorrelation, { entity_id, domain }: CorrelationQuery): boolean =>
  (entity_id === undefined || row.entity_id === entity_id) && (domain === undefined || row.domain === domain);

const isAsked = (row: StoredCorrelation, query: CorrelationQuery): boolean =>
  row.time_ms >= query.start_ms &&
  row.time_ms < query.end_ms &&
  Math.abs(row.power_delta_w) >= query.min_delta_w &&
  row.confidence >= query.min_confidence &&
  isEntity(row, query) &&
  isBefore(row, query.before);

/** Cuts to the newest; of the oldest time that is left some rows may be missing, so that time is left out. */
function cut(rows: StoredCorrelation[], from_ms: number): Kept {
  const oldest = rows[KEPT - 1];
  if (oldest === undefined) return { rows, from_ms };
  return { rows: rows.slice(0, KEPT).filter(({ time_ms }) => time_ms > oldest.time_ms), from_ms: oldest.time_ms + 1 };
}

const all = { start_ms: Number.MIN_SAFE_INTEGER, end_ms: Number.MAX_SAFE_INTEGER, min_delta_w: 0, min_confidence: 0 };

/** `load` reads from the file. */
export function createNewestCorrelations(load: (query: CorrelationQuery) => Promise<StoredCorrelation[]>): NewestCorrelations {
  let kept: Kept | undefined;
  let loading: Promise<Kept> | undefined;
  const begin = (): Promise<Kept> => {
    const mine = load({ ...all, order: 'time', limit: KEPT })
      .then((rows) => {
        const found = cut(rows, -Infinity);
        // Where something was written meanwhile, the next to ask reads anew.
        if (loading === mine) kept = found;
        return found;
      })
      .finally(() => {
        if (loading === mine) loading = undefined;
      });
    return (loading = mine);
  };
  return {
    async read(query) {
      const { rows, from_ms } = kept ?? (await (loading ?? begin()));
      const known = query.start_ms >= from_ms;
      if (query.order !== 'time' && !known) return await load(query);
      const found = rows.filter((row) => isAsked(row, query));
      if (query.order !== 'time') found.sort(COMPARE[query.order]);
      if (known || found.length >= query.limit) return found.slice(0, query.limit);
      return [...found, ...(await load({ ...query, end_ms: Math.min(query.end_ms, from_ms), limit: query.limit - found.length }))];
    },
    add(rows) {
      loading = undefined;
      if (kept === undefined || rows.length === 0) return;
      const { from_ms } = kept;
      const newer = rows.filter(({ time_ms }) => time_ms >= from_ms);
      kept = cut([...newer, ...kept.rows].sort(newestFirst), from_ms);
    },
    clear() {
      loading = undefined;
      kept = undefined;
    },
  };
}
