/** Where readings and state changes come from: a real home, or the simulated one of the demo. */
import type { Clock } from './clock.ts';
import type { Config } from './config.ts';
import type { MeterSettings } from './config/meter-settings.ts';
import { ConfigurationError } from './errors.ts';
import { createHomeAssistantConnection } from './home-assistant/connection.ts';
import { createHome, type HomeSource } from './home/create-home.ts';
import type { Home } from './home/home.ts';
import type { Log } from './log.ts';
import { createMeter } from './meter/create-meter.ts';
import { identifyMeter, type IdentityOptions } from './meter-identity.ts';
import type { Meter } from './meter/meter.ts';
import { simulateHome } from './simulated-home/simulate-home.ts';

/** The same home at every start. */
const DEMO_SEED = 'wattribute';

/** Home Assistant's own address, or the way to it through the Supervisor. */
const wayToHomeAssistant = ({
  home_assistant_url,
  home_assistant_token,
  supervisor_url,
  supervisor_token,
}: Config): { url: string; token: string } => {
  const token = home_assistant_token ?? supervisor_token;
  if (token === undefined) throw new ConfigurationError('Configuration: home_assistant_token: a long-lived access token is wanted');
  return { url: home_assistant_url ?? `${supervisor_url}/core`, token };
};

/** What stands behind the home, and behind meters that are read through it. */
export const openHomeSource = (config: Config, tools: { clock: Clock; log: Log }): HomeSource => {
  if (config.mode === 'real')
    return { kind: 'home_assistant', connection: createHomeAssistantConnection({ ...wayToHomeAssistant(config), ...tools }) };
  const { timeZone: time_zone } = Intl.DateTimeFormat().resolvedOptions();
  return { kind: 'simulated', simulation: simulateHome({ seed: DEMO_SEED, time_zone }) };
};

/** Where meters keep their tokens: beside all else that must not leave this machine. */
const MEMORY = 'meter_memory';

/** The first meter is the house. Throws ConfigurationError for a meter that cannot be read. */
export async function openSources(
  config: Config,
  { facts, onChanged, ...tools }: IdentityOptions,
): Promise<{ meters: readonly [Meter, ...Meter[]]; home: Home }> {
  const source = openHomeSource(config, tools);
  const open = (settings: MeterSettings) => {
    const memory = { get: () => facts.get(MEMORY, settings.id), put: (value: unknown) => facts.put(MEMORY, settings.id, value) };
    const create = (id: string) => createMeter({ id, settings, source, memory, pollIntervalS: config.poll_interval, ...tools });
    return identifyMeter(settings, create, { facts, onChanged, ...tools });
  };
  const [house, ...others] = config.meters;
  const meters = [await open(house), ...(await Promise.all(others.map(open)))] as const;
  return { meters, home: createHome({ source, config, ...tools }) };
}
