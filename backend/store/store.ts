/**
 * Where everything is kept: two interfaces, `series` (append, bounded reads in time order) and `facts` (replaceable).
 * `create-store.ts` lists the adapters; `test/store-contract.ts` is the law that each of them passes.
 */
import type { StoredCorrelation } from '../contract/correlation.ts';
import type { Leftover } from '../contract/leftover.ts';
import type { CircuitReading, Reading } from '../contract/reading.ts';
import type { StateChange } from '../contract/state-change.ts';
import type { StoredStep } from '../contract/unexplained.ts';

/** From start_ms on, up to but without end_ms. */
export type Range = { start_ms: number; end_ms: number };

/** `ends_unknown`: the last row of the bin says "unknown", and a gap goes on from there until the next row. */
export type PowerBin = { time_ms: number; mean_w: number | null; min_w: number | null; max_w: number | null; ends_unknown: boolean };
export type CircuitBin = { time_ms: number; circuit_id: string; circuit_name: string; power_w: number | null; percentage: number | null };
/** One hour of the house; energy_kwh counts only the time that was measured. */
export type MeterHour = { time_ms: number; meter_id: string; mean_w: number | null; max_w: number | null; energy_kwh: number };
/** One hour of an entity. */
export type EntityHour = {
  time_ms: number;
  entity_id: string;
  energy_kwh: number | null;
  on_s: number;
  cost: number | null;
  provenance: string;
};

export type CorrelationQuery = Range & {
  entity_id?: string | undefined;
  domain?: string | undefined;
  min_delta_w: number;
  min_confidence: number;
  order: 'time' | 'delta' | 'entity';
  limit: number;
  /** Only what lies before this correlation in newest-first order (time, then entity_id). */
  before?: { time_ms: number; entity_id: string } | undefined;
};

export type SeriesRows = { readings?: readonly Reading[]; circuits?: readonly CircuitReading[]; changes?: readonly StateChange[] };

export interface Series {
  /** Keeps the rows; a row whose identity is there already is left as it is. Resolves when they are durable. Throws UnavailableError when it cannot write. */
  append(rows: SeriesRows): Promise<void>;
  /** In time order, at most `limit` (default 200,000) from the start. */
  readings(query: Range & { meter_id: string; limit?: number }): Promise<Reading[]>;
  circuits(query: Range & { meter_id: string; limit?: number }): Promise<CircuitReading[]>;
  /** In order of time and entity_id. */
  changes(query: Range & { entity_id?: string; limit?: number }): Promise<StateChange[]>;
  /** The newest reading of the meter, the newest state change of all, and the first time that anything is known of. */
  lastReading(meter_id: string): Promise<Reading | null>;
  lastChangeMs(): Promise<number | null>;
  firstMs(): Promise<number | null>;
  /** The newest change of each entity before a time. */
  statesAt(time_ms: number): Promise<StateChange[]>;
  /** Bins of bin_ms that start at multiples of it; only those with a row. A bin whose only rows say "unknown" has null. */
  powerBins(query: Range & { meter_id: string; bin_ms: number }): Promise<PowerBin[]>;
  circuitBins(query: Range & { meter_id: string; bin_ms: number }): Promise<CircuitBin[]>;
  correlations(query: CorrelationQuery): Promise<StoredCorrelation[]>;
  correlation(id: { time_ms: number; entity_id: string }): Promise<StoredCorrelation | null>;
  steps(query: Range): Promise<StoredStep[]>;
  meterHours(query: Range & { meter_id: string }): Promise<MeterHour[]>;
  entityHours(query: Range & { entity_id?: string }): Promise<EntityHour[]>;
}

/** Small documents that are replaced: what was learned, the cursor, corrections. Values are JSON. */
export interface Facts {
  get(kind: string, key: string): Promise<unknown>;
  /** All of a kind, by key. */
  list(kind: string): Promise<Map<string, unknown>>;
  put(kind: string, key: string, value: unknown): Promise<void>;
  remove(kind: string, key: string): Promise<void>;
}

/** What one pass of the correlator writes: all of it or nothing, in one transaction. */
export type CorrelatorBatch = {
  correlations: readonly StoredCorrelation[];
  steps: readonly StoredStep[];
  meterHours: readonly MeterHour[];
  entityHours: readonly EntityHour[];
  facts: readonly { kind: string; key: string; value: unknown }[];
};

/** Rows that wait to be sent on, the age of the oldest, rows sent a second, and rows that were refused. */
export type OutboxStats = { waiting: number; age_s: number | null; per_s: number; dead_letters: number };

/** A row that the other database refuses, as a line of line protocol, and its words. */
export type DeadLetter = { parked_ms: number; measurement: string; time_ms: number; line: string; reason: string };

/** Work that goes over everything: tells how far it is, and ends with the signal's reason when that aborts. */
export type LongWork = { onProgress: (done: number, total: number) => void; signal: AbortSignal };
export type ExportFormat = 'parquet' | 'csv';
/** Rows that were there to be taken, those that were refused, and what was found to differ afterwards, in words. */
export type MigrationResult = { rows: number; refused: string[]; differing: string[] };

export interface Store {
  readonly kind: 'duckdb' | 'influxdb';
  /** What went wrong with the stored data and what was done, in sentences for people; empty when all is well. */
  readonly notices: readonly string[];
  readonly series: Series;
  readonly facts: Facts;
  commit(batch: CorrelatorBatch): Promise<void>;
  /**
   * Sums up, hour by hour, the days that are over and lie behind `from_ms`: bins of hours and days are made of these sums, and outlive the readings.
   * Ends early when the signal aborts. Throws UnavailableError; called again it goes on.
   */
  rollUp(from_ms: number, signal: AbortSignal): Promise<void>;
  /** Deletes readings and circuits before raw_before_ms, and all else of the series, with what was summed up, before all_before_ms. */
  retain(bounds: { raw_before_ms: number; all_before_ms: number }): Promise<void>;
  /** Writes a copy of the file beside it, for backups; writes wait meanwhile. A start without the file takes the copy. Throws UnavailableError. */
  backUp(): Promise<{ file: string; size_mb: number }>;
  /** Writes all that is recorded into the folder, which is made, a file for each table that has rows; tells their names. Throws UnavailableError. */
  exportTo(target: { folder: string; format: ExportFormat }, work: LongWork): Promise<string[]>;
  /**
   * Takes to the server what lies in the file alone, or into the file what lies on the server alone; each day is verified, and a run that broke
   * off goes on there. Throws ConfigurationError where no server is set, UnavailableError where it is away.
   */
  migrate(to: 'influxdb' | 'duckdb', work: LongWork): Promise<MigrationResult>;
  stats(): Promise<{ size_mb: number | null; queue: number; outbox?: OutboxStats }>;
  /** The rows that were refused on their way to another database, newest first. */
  deadLetters(limit: number): Promise<DeadLetter[]>;
  /** What the database holds that nothing reads, and how it is removed; nothing is changed. Throws UnavailableError. */
  leftovers(): Promise<Leftover[]>;
  /** Writes what waits and lets go of the file. */
  close(): Promise<void>;
}
