/** The meters that there are: the only list. */
import type { Clock } from '../clock.ts';
import type { Config } from '../config.ts';
import { ConfigurationError } from '../errors.ts';
import type { HomeSource } from '../home/create-home.ts';
import type { Log } from '../log.ts';
import { createHomeAssistantMeter } from './home-assistant.ts';
import type { Meter } from './meter.ts';
import { createSimulatedMeter } from './simulated.ts';

export type MeterOptions = {
  source: HomeSource;
  config: Pick<
    Config,
    'meter_type' | 'meter_id' | 'meter_entity' | 'grid_entity' | 'solar_entity' | 'battery_entity' | 'circuits' | 'poll_interval'
  >;
  clock: Clock;
  log: Log;
};

/** Throws ConfigurationError for a meter that this version does not read, or that the home behind it cannot have. */
export function createMeter({ source, config, clock, log }: MeterOptions): Meter {
  const { meter_type, meter_id: id = meter_type } = config;
  if (meter_type === 'simulated' && source.kind === 'simulated') return createSimulatedMeter({ id, home: source.simulation, clock });
  if (meter_type === 'home_assistant' && source.kind === 'home_assistant') {
    const { meter_entity: entity, grid_entity: grid, solar_entity: solar, battery_entity: battery, circuits } = config;
    const configuration = { entity, grid, solar, battery, circuits };
    return createHomeAssistantMeter({
      id,
      connection: source.connection,
      configuration,
      clock,
      log,
      pollIntervalMs: config.poll_interval * 1000,
    });
  }
  throw new ConfigurationError(
    `Configuration: meter_type: "${meter_type}" cannot be read in this version; set METER_TYPE to home_assistant, or to simulated for the demo`,
  );
}
