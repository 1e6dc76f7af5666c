/** The homes that there are: the only list. */
import type { Clock } from '../clock.ts';
import type { Config } from '../config.ts';
import type { HomeAssistantConnection } from '../home-assistant/connection.ts';
import { createEntityFilter } from '../home-assistant/entity-filter.ts';
import type { Log } from '../log.ts';
import type { SimulatedHome } from '../simulated-home/simulate-home.ts';
import { createHomeAssistantHome } from './home-assistant.ts';
import type { Home } from './home.ts';
import { createSimulatedHome } from './simulated.ts';
import { withFixedPrice } from './with-fixed-price.ts';

/** What stands behind the home, and behind meters that are read through it. */
export type HomeSource = { kind: 'simulated'; simulation: SimulatedHome } | { kind: 'home_assistant'; connection: HomeAssistantConnection };

export type HomeOptions = {
  source: HomeSource;
  config: Pick<Config, 'include' | 'exclude' | 'extra_domains' | 'weather_entity' | 'price' | 'currency'>;
  clock: Clock;
  log: Log;
};

function createSource({ source, config, clock, log }: HomeOptions): Home {
  switch (source.kind) {
    case 'simulated':
      return createSimulatedHome({ home: source.simulation, clock });
    case 'home_assistant': {
      const { include, exclude, extra_domains: extraDomains, weather_entity: weatherEntity } = config;
      const filter = createEntityFilter({ include, exclude, extraDomains });
      return createHomeAssistantHome({ connection: source.connection, filter, weatherEntity, clock, log });
    }
  }
}

export const createHome = (options: HomeOptions): Home => withFixedPrice(createSource(options), options.config);
