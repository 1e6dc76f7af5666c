/** An engine on its way through the store: it processes stretch after stretch and writes what they gave. */
import type { MeterKind } from '../contract/identity.ts';
import { createEngine } from '../correlation/engine.ts';
import type { Engine, EngineCorrection } from '../correlation/types.ts';
import type { Corrections } from '../corrections.ts';
import { toldCircuits } from '../corrections/told-places.ts';
import type { Events } from '../events.ts';
import type { Store } from '../store/store.ts';
import type { Tariff } from '../tariff.ts';
import { createEnergyBook } from './energy-book.ts';
import { createLedger } from './ledger.ts';
import type { Memory } from './memory.ts';
import { runStretch, type Slice } from './stretch.ts';
import type { MeasuredLoads } from './within-meter.ts';

export type PassOptions = {
  store: Store;
  corrections: Corrections;
  events: Events;
  /** The house meter. */
  meter_id: string;
  minDeltaW: number;
  /** Fixed slack around the learned lag, s; undefined: learned. */
  windowS: number | undefined;
  tariff: Tariff;
  /** What the meter measures, as far as it has said so. */
  kind: () => MeterKind;
  /** What is measured of the home beside the house. */
  loads: () => MeasuredLoads;
};

export interface Pass {
  readonly engine: Engine;
  /** Moves along with every slice. */
  readonly memory: Memory;
  /** From the cursor to end_ms; each slice is told when its results are taken over. */
  process(end_ms: number, signal: AbortSignal): AsyncGenerator<Slice>;
  /** Writes results, state and cursor in one transaction. Throws UnavailableError; then all still waits. */
  commit(): Promise<void>;
  /** Hands over what users have corrected; it is written with the next commit. */
  correct(corrections: readonly EngineCorrection[]): void;
  /** Results wait to be written. */
  isWaiting(): boolean;
}

/** Entities whose circuit is known: by a user, or because they are what it measures. */
export const whereTheySit = ({ corrections, loads }: Pick<PassOptions, 'corrections' | 'loads'>): Map<string, string> =>
  new Map([
    ...loads().measured.map(({ entity_id, circuit_id }) => [entity_id, circuit_id] as const),
    ...toldCircuits(corrections.holding()),
  ]);

/** Goes on from `memory`; with `learning` false what was learned stays as it is. */
export function createPass(memory: Memory, learning: boolean, options: PassOptions): Pass {
  const { store, events, meter_id, minDeltaW, windowS } = options;
  const engine = createEngine({ state: memory.engine, learning, window_s: windowS });
  const ledger = createLedger({ memory, store, events, energyBook: createEnergyBook(options), meter_id, minDeltaW });
  let corrected = false;
  return {
    engine,
    memory,
    async *process(end_ms, signal) {
      engine.sits(whereTheySit(options));
      engine.measures(options.kind());
      for await (const slice of runStretch({ engine, store, meter_id, hour: memory.hour, start_ms: memory.cursor_ms, end_ms, signal })) {
        await ledger.add(slice);
        yield slice;
      }
    },
    async commit() {
      corrected = false;
      await ledger.commit(engine);
    },
    correct(corrections) {
      engine.correct(corrections);
      corrected = true;
    },
    isWaiting: () => corrected || ledger.isWaiting(),
  };
}
