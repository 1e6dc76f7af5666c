/** Collects the results of slices and writes them with the engine's state and the cursor in one transaction; then they are announced. */
import type { StoredCorrelation } from '../contract/correlation.ts';
import type { Events } from '../events.ts';
import type { Engine, EngineAnswer } from '../correlation/types.ts';
import type { MeterHour, Store } from '../store/store.ts';
import type { StoredStep } from '../contract/unexplained.ts';
import { createCauses } from './causes.ts';
import type { EnergyBook } from './energy-book.ts';
import { FACT, type Memory } from './memory.ts';
import type { Slice } from './stretch.ts';
import { toCorrelation } from './to-correlation.ts';

/** What is shown as found; below, the answer is kept but not told unless it is asked for. */
const FOUND_CONFIDENCE = 0.5;
/** Below this an answer is noise and not kept. */
const LEAST_CONFIDENCE = 0.05;

export interface Ledger {
  /** Takes over what a slice gave; the memory's cursor, hour and totals move along. */
  add(slice: Slice): Promise<void>;
  /** Something waits to be written. */
  isWaiting(): boolean;
  /** Writes all. Throws UnavailableError when the store cannot write: then all still waits. */
  commit(engine: Engine): Promise<void>;
}

export type LedgerOptions = { memory: Memory; store: Store; events: Events; energyBook: EnergyBook; meter_id: string; minDeltaW: number };

export function createLedger({ memory, store, events, energyBook, meter_id, minDeltaW }: LedgerOptions): Ledger {
  const causes = createCauses(store);
  let correlations: StoredCorrelation[] = [];
  let steps: StoredStep[] = [];
  let meterHours: MeterHour[] = [];

  const worthKeeping = ({ power_delta_w, confidence }: EngineAnswer) =>
    Math.abs(power_delta_w) >= minDeltaW && confidence >= LEAST_CONFIDENCE;

  return {
    async add(slice) {
      causes.remember(slice.changes);
      const source = memory.history_end_ms === null ? 'live' : 'history';
      const kept = slice.answers.filter(worthKeeping);
      for (const answer of kept) correlations.push(toCorrelation(answer, { meter_id, source, cause: await causes.of(answer) }));
      steps.push(...slice.steps.map(({ time_ms, power_w }) => ({ time_ms, end_ms: null, power_w, pattern_id: null })));
      meterHours.push(...slice.meterHours.map((hour) => ({ ...hour, meter_id })));
      await energyBook.add({ from_ms: memory.cursor_ms, to_ms: slice.end_ms, learned: slice.entityHours });
      const { total_events_processed, correlations_found, correlations_written } = memory.totals;
      memory.totals = {
        total_events_processed: total_events_processed + slice.changes.length,
        correlations_found: correlations_found + kept.filter(({ confidence }) => confidence >= FOUND_CONFIDENCE).length,
        correlations_written: correlations_written + kept.length,
      };
      memory.cursor_ms = slice.end_ms;
      memory.hour = slice.hour;
    },
    isWaiting: () => correlations.length + steps.length + meterHours.length > 0 || energyBook.isWaiting(),
    async commit(engine) {
      memory.engine = engine.state();
      const { entityHours, facts } = await energyBook.waiting(engine.openHours(), memory.cursor_ms);
      await store.commit({ correlations, steps, meterHours, entityHours, facts: [{ ...FACT, value: memory }, ...facts] });
      energyBook.written();
      const written = { correlations, steps };
      [correlations, steps, meterHours] = [[], [], []];
      if (memory.history_end_ms !== null) return;
      for (const correlation of written.correlations) events.emit('correlation', correlation);
      for (const step of written.steps) events.emit('unexplained', step);
    },
  };
}
