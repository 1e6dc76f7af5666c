/** A meter that is asked in the cloud of its maker, at its pace, and stamps its readings by itself. */
import { createDirectReadings } from './direct-readings.ts';
import { becauseOf } from './because-of.ts';
import type { Meter } from './meter.ts';
import { pollMeter, type PollOptions } from './poll-meter.ts';

const makers = { emporia: 'Emporia', sense: 'Sense' } as const;

export type CloudMeterOptions = Pick<PollOptions, 'intervalMs' | 'clock' | 'log'> & {
  id: string;
  type: keyof typeof makers;
  /** Whether its values are means. */
  averaging: boolean;
  /** How long a reading holds. */
  maxAgeMs: number;
  /** How it is asked; `newestMs`: up to when it has told all, null: nothing yet. */
  createAsk: (newestMs: () => number | null) => PollOptions['ask'];
};

/** @example createCloudMeter({ id: 'house', type: 'sense', averaging: false, intervalMs: 60_000, maxAgeMs: 180_000, createAsk, clock, log }); */
export function createCloudMeter({ id, type, averaging, intervalMs, maxAgeMs, createAsk, clock, log }: CloudMeterOptions): Meter {
  const readings = createDirectReadings({ meter_id: id, meter_type: type }, maxAgeMs);
  const reasons = [becauseOf('cloud', { maker: makers[type], averaging })];
  const ask = createAsk(() => readings.newestMs());
  return {
    id,
    type,
    source: 'direct_api',
    describe: () => ({ kind: 'load', entity_ids: [], reasons, derived: false, circuits: readings.circuits() }),
    findings: () => readings.dropped(),
    // A meter that stamps by itself has told all up to its last stamp.
    heardMs: () => readings.newestMs(),
    run: (handlers) => pollMeter({ name: `Meter ${id}`, intervalMs, ask, readings, onHeard: () => undefined, clock, log }, handlers),
  };
}
