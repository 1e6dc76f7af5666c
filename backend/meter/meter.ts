/** What a meter is. `create-meter.ts` lists the adapters; `test/meter-contract.ts` is the law that each of them passes. */
import type { QualityKind } from '../contract/data-quality.ts';
import type { MeterKind, MeterSource, MeterType } from '../contract/identity.ts';
import type { MeterReason } from '../contract/meter-reason.ts';
import type { CircuitReading, Reading } from '../contract/reading.ts';
import type { Report } from '../status-board.ts';

export type MeterCircuit = {
  circuit_id: string;
  circuit_name: string;
  /** The sensor in Home Assistant, where there is one. */
  entity_id: string | null;
  /** circuit_id of the circuit that this one is part of. */
  parent: string | null;
};

export type MeterDescription = {
  kind: MeterKind;
  /** The sensors that the power of the house is taken from; empty where the meter is asked itself. */
  entity_ids: string[];
  /** Why these. */
  reasons: MeterReason[];
  /** The power is not measured but derived from a counter of energy: each reading is a mean over the time since the one before. */
  derived: boolean;
  circuits: MeterCircuit[];
};

/** The description of a meter; until the first contact nothing speaks against a home with only a grid connection. */
export const describeOf = (meter: Meter | undefined): MeterDescription =>
  meter?.describe() ?? { kind: 'load', entity_ids: [], reasons: [], derived: false, circuits: [] };

/** All that it says of why, as one text for people; null: nothing yet. */
export const reasonOf = ({ reasons }: Pick<MeterDescription, 'reasons'>): string | null =>
  reasons.length === 0 ? null : reasons.map(({ text }) => text).join(' ');

/** Readings in W and kWh, in time order for each meter and circuit. Units are converted here, once. */
export type MeterReadings = { readings: Reading[]; circuits: CircuitReading[] };

export interface Meter {
  readonly id: string;
  readonly type: MeterType;
  readonly source: MeterSource;
  /** What it reads, as far as it is known by now; null before the first contact. */
  describe(): MeterDescription | null;
  /**
   * Everything that happened up to this time has been handed on (or can be had from `history`): the time of the last sign of life of the
   * connection, such as an event or an answered ping. Stands still while it is broken; null before the first contact.
   */
  heardMs(): number | null;
  /** What its source told that it did not take as it was, since the start. Absent: it knows of none. */
  findings?(): Partial<Record<QualityKind, number>>;
  /**
   * Follows the meter until the signal aborts, then resolves. Readings come as they are made.
   * Out of reach: reports it, and tries again by itself. Throws AuthError and ConfigurationError, which trying again cannot mend.
   * `onBack` is called at the first contact and after every break: the caller then asks `history` for what it missed.
   */
  run(handlers: { onReadings: (readings: MeterReadings) => void; onBack: () => void; report: Report; signal: AbortSignal }): Promise<void>;
  /** What it can still tell of the past, after start_ms and up to end_ms, in slices in time order, each with the time up to which it reaches. Absent: nothing. Throws UnavailableError. */
  history?(range: { start_ms: number; end_ms: number; signal: AbortSignal }): AsyncIterable<MeterReadings & { until_ms: number }>;
}
