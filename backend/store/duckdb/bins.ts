/** Readings and circuits in bins of equal width. */
import type { CircuitBin, PowerBin, Range } from '../store.ts';
import { createBinCache, type BinCache, type BinQuery } from './bin-cache.ts';
import type { Read } from './database.ts';
import type { KnownRows } from './known-rows.ts';
import { circuitTable, readingTable } from './tables.ts';

const powerSql = `
  SELECT (time_ms // $5 * $5)::DOUBLE AS time_ms, avg(total_power_w) AS mean_w, min(total_power_w) AS min_w, max(total_power_w) AS max_w,
    arg_max(total_power_w IS NULL, time_ms) AS ends_unknown
  FROM smart_meter WHERE home_id = $1 AND meter_id = $2 AND time_ms >= $3 AND time_ms < $4 GROUP BY 1 ORDER BY 1`;

const circuitSql = `
  SELECT (time_ms // $5 * $5)::DOUBLE AS time_ms, circuit_id, arg_max(circuit_name, time_ms) AS circuit_name,
    avg(power_w) AS power_w, avg(percentage) AS percentage
  FROM smart_meter_circuit WHERE home_id = $1 AND meter_id = $2 AND time_ms >= $3 AND time_ms < $4 GROUP BY 1, 2 ORDER BY 1, 2`;

/** About 64,000 bins, 8 MB. */
const POWER_BLOCKS = 8000;
/** With 20 circuits about 80,000 bins, 15 MB. */
const CIRCUIT_BLOCKS = 500;

export interface Bins {
  power(query: BinQuery): Promise<PowerBin[]>;
  circuits(query: BinQuery): Promise<CircuitBin[]>;
  /** Rows of this time were written. */
  dropPower(meterId: string, written: Range): void;
  dropCircuits(meterId: string, written: Range): void;
  clear(): void;
}

/** Whole bins come from the cache; a bin that the range cuts is read by itself, as only the rows within the range count. */
async function readBins<Bin extends { time_ms: number }>(
  query: BinQuery,
  { cache, load, newestMs }: { cache: BinCache<Bin>; load: (query: BinQuery) => Promise<Bin[]>; newestMs: number },
): Promise<Bin[]> {
  const { start_ms, bin_ms } = query;
  const lastEnd = Math.ceil(query.end_ms / bin_ms) * bin_ms;
  // Where nothing is known beyond the end, the cut bin is as good as whole.
  const end_ms = newestMs < query.end_ms ? lastEnd : query.end_ms;
  const firstWhole = Math.ceil(start_ms / bin_ms) * bin_ms;
  const endWhole = Math.floor(end_ms / bin_ms) * bin_ms;
  if (firstWhole >= endWhole) return start_ms < end_ms ? load({ ...query, end_ms }) : [];
  const parts = await Promise.all([
    start_ms < firstWhole ? load({ ...query, end_ms: firstWhole }) : [],
    cache.read({ ...query, start_ms: firstWhole, end_ms: endWhole }),
    endWhole < end_ms ? load({ ...query, start_ms: endWhole, end_ms }) : [],
  ]);
  return parts.flat();
}

/** A renamed circuit is shown by its newest name. */
export function withNewestNames(bins: readonly CircuitBin[]): CircuitBin[] {
  const names = new Map(bins.map(({ circuit_id, circuit_name }) => [circuit_id, circuit_name]));
  return bins.map((bin) => ({ ...bin, circuit_name: names.get(bin.circuit_id) ?? bin.circuit_name }));
}

export function createBins({ read, homeId, known }: { read: Read; homeId: string; known: KnownRows }): Bins {
  const values = ({ meter_id, start_ms, end_ms, bin_ms }: BinQuery) => [homeId, meter_id, BigInt(start_ms), BigInt(end_ms), BigInt(bin_ms)];
  const loadPower = async (query: BinQuery) => (await read({ sql: powerSql, values: values(query) })) as PowerBin[];
  const loadCircuits = async (query: BinQuery) => (await read({ sql: circuitSql, values: values(query) })) as CircuitBin[];
  /** The newest time of a reading of the meter, or of any circuit. */
  const newestPowerMs = (meterId: string) => known.of(readingTable.name).newest.get(meterId) ?? -Infinity;
  const newestCircuitMs = () =>
    known
      .of(circuitTable.name)
      .newest.values()
      .reduce((newest, ms) => Math.max(newest, ms), -Infinity);
  const power = createBinCache({ load: loadPower, maxBlocks: POWER_BLOCKS });
  const circuits = createBinCache({ load: loadCircuits, maxBlocks: CIRCUIT_BLOCKS });
  return {
    power: (query) => readBins(query, { cache: power, load: loadPower, newestMs: newestPowerMs(query.meter_id) }),
    circuits: async (query) => withNewestNames(await readBins(query, { cache: circuits, load: loadCircuits, newestMs: newestCircuitMs() })),
    dropPower: (meterId, { start_ms, end_ms }) => power.drop(meterId, start_ms, end_ms),
    dropCircuits: (meterId, { start_ms, end_ms }) => circuits.drop(meterId, start_ms, end_ms),
    clear() {
      power.clear();
      circuits.clear();
    },
  };
}
