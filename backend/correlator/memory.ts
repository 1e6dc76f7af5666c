/** What the correlator keeps from one pass to the next, and over restarts: one document, written together with its results. */
import * as v from 'valibot';
import type { EngineState } from '../correlation/types.ts';
import { emptyHour, type HourState } from '../correlation/meter-hours.ts';

const Memory = v.object({
  /** All input before this time has been processed. */
  cursor_ms: v.number(),
  /** While history is correlated: where it ends; null: live. */
  history_end_ms: v.nullable(v.number()),
  engine: v.custom<EngineState>((value) => typeof value === 'object' && value !== null && 'version' in value),
  hour: v.custom<HourState>((value) => typeof value === 'object' && value !== null && 'watt_ms' in value),
  totals: v.object({ total_events_processed: v.number(), correlations_found: v.number(), correlations_written: v.number() }),
});
export type Memory = v.InferOutput<typeof Memory>;
export type Totals = Memory['totals'];

export const FACT = { kind: 'correlator', key: 'memory' } as const;
export const noTotals: Totals = { total_events_processed: 0, correlations_found: 0, correlations_written: 0 };

export const newMemory = (cursor_ms: number, engine: EngineState): Memory => ({
  cursor_ms,
  history_end_ms: null,
  engine,
  hour: emptyHour,
  totals: noTotals,
});

/** Null: nothing was kept, or by a version whose engine state cannot be read; then history is read again. */
export function readMemory(value: unknown, engineVersion: number): Memory | null {
  const parsed = v.safeParse(Memory, value);
  return parsed.success && parsed.output.engine.version === engineVersion ? parsed.output : null;
}
