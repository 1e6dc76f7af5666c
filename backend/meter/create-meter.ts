/** The meters that there are: the only list. */
import type { Clock } from '../clock.ts';
import type { MeterSettings } from '../config/meter-settings.ts';
import { ConfigurationError } from '../errors.ts';
import type { HomeSource } from '../home/create-home.ts';
import type { Log } from '../log.ts';
import { createEmporiaMeter } from './emporia.ts';
import { createGenericMeter } from './generic.ts';
import { createHomeAssistantMeter } from './home-assistant.ts';
import type { MeterMemory } from './meter-memory.ts';
import type { Meter } from './meter.ts';
import { createSenseMeter } from './sense.ts';
import { createSimulatedMeter } from './simulated.ts';

export type MeterOptions = {
  /** The id that it bears, and what the user says of it. */
  id: string;
  settings: MeterSettings;
  source: HomeSource;
  /** What it keeps over restarts. */
  memory: MeterMemory;
  /** How often a meter that makes no events is asked, s. */
  pollIntervalS: number;
  clock: Clock;
  log: Log;
};

const cannot = (type: string, why: string) => new ConfigurationError(`Configuration: meter_type: the meter ${type} cannot be read: ${why}`);

/** Throws ConfigurationError for a meter whose settings do not say enough, or that the home behind it cannot have. */
export function createMeter({ id, settings, source, memory, pollIntervalS, clock, log }: MeterOptions): Meter {
  switch (settings.type) {
    case 'simulated':
      if (source.kind !== 'simulated') throw cannot('simulated', 'it belongs to the demo');
      return createSimulatedMeter({ id, home: source.simulation, clock });
    case 'home_assistant': {
      if (source.kind !== 'home_assistant') throw cannot('home_assistant', 'the home is simulated');
      const { connection } = source;
      return createHomeAssistantMeter({ id, connection, configuration: settings, clock, log, pollIntervalMs: pollIntervalS * 1000 });
    }
    case 'generic':
      return createGenericMeter({ id, settings, clock, log });
    case 'emporia':
      return createEmporiaMeter({ ...settings, id, clock, log });
    case 'sense':
      return createSenseMeter({ ...settings, id, mfaCode: settings.mfa_code, memory, clock, log });
  }
}
