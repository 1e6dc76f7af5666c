/**
 * Bins that were read, kept until a row in their time is written: many clients ask for the same bins once a second.
 * They are kept in blocks of neighbours; what one client is reading the others wait for.
 */
import type { Range } from '../store.ts';

/** A write makes the block of its time be read anew: few bins keep that cheap. */
const BINS_PER_BLOCK = 8;

export type BinQuery = Range & { meter_id: string; bin_ms: number };

export interface BinCache<Bin> {
  /** Both ends of the range are multiples of bin_ms. */
  read(query: BinQuery): Promise<Bin[]>;
  /** Drops what holds this stretch of time, both ends included. */
  drop(meterId: string, firstMs: number, lastMs: number): void;
  clear(): void;
}

/** A Map keeps the order of insertion: the first is the one not used for longest. */
function putLast<T>(map: Map<string, T>, key: string, value: T, maxSize: number): void {
  map.delete(key);
  map.set(key, value);
  for (const oldest of map.keys()) {
    if (map.size <= maxSize) break;
    map.delete(oldest);
  }
}

const keyOf = (meterId: string, binMs: number, block: number) => `${block} ${binMs} ${meterId}`;

export function createBinCache<Bin extends { time_ms: number }>(options: {
  load: (query: BinQuery) => Promise<Bin[]>;
  /** Blocks kept; the ones not used for longest go first. */
  maxBlocks: number;
}): BinCache<Bin> {
  const { load, maxBlocks } = options;
  /** By meter and width, then by number of the block. */
  const blocks = new Map<string, Promise<Bin[]>>();
  const widths = new Map<string, Set<number>>();
  const keep = (key: string, bins: Promise<Bin[]>) => putLast(blocks, key, bins, maxBlocks);
  /** Reads neighbouring blocks at once. */
  const loadBlocks = (query: BinQuery, first: number, end: number): Promise<Bin[]>[] => {
    const blockMs = query.bin_ms * BINS_PER_BLOCK;
    const loaded = load({ ...query, start_ms: first * blockMs, end_ms: end * blockMs }).then((bins) =>
      Map.groupBy(bins, ({ time_ms }) => Math.floor(time_ms / blockMs)),
    );
    return Array.from({ length: end - first }, (_, index) => {
      const bins = loaded.then((byBlock) => byBlock.get(first + index) ?? []);
      const key = keyOf(query.meter_id, query.bin_ms, first + index);
      keep(key, bins);
      bins.catch(() => {
        if (blocks.get(key) === bins) blocks.delete(key);
      });
      return bins;
    });
  };
  return {
    async read(query) {
      const { meter_id, bin_ms, start_ms, end_ms } = query;
      const blockMs = bin_ms * BINS_PER_BLOCK;
      widths.set(meter_id, (widths.get(meter_id) ?? new Set()).add(bin_ms));
      const found: Promise<Bin[]>[] = [];
      const end = Math.ceil(end_ms / blockMs);
      for (let block = Math.floor(start_ms / blockMs); block < end;) {
        const key = keyOf(meter_id, bin_ms, block);
        const kept = blocks.get(key);
        if (kept !== undefined) {
          keep(key, kept);
          found.push(kept);
          block++;
          continue;
        }
        const first = block;
        do block++;
        while (block < end && !blocks.has(keyOf(meter_id, bin_ms, block)));
        found.push(...loadBlocks(query, first, block));
      }
      const all = (await Promise.all(found)).flat();
      return all.filter(({ time_ms }) => time_ms >= start_ms && time_ms < end_ms);
    },
    drop(meterId, firstMs, lastMs) {
      for (const binMs of widths.get(meterId) ?? []) {
        const blockMs = binMs * BINS_PER_BLOCK;
        const last = Math.floor(lastMs / blockMs);
        let block = Math.floor(firstMs / blockMs);
        // A stretch longer than the cache is not worth the walk.
        if (last - block > maxBlocks) blocks.clear();
        for (; block <= last && blocks.size > 0; block++) blocks.delete(keyOf(meterId, binMs, block));
      }
    },
    clear: () => blocks.clear(),
  };
}
