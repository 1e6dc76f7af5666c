/** Asks Home Assistant for all that tells which sensors are the meter, and chooses. */
import * as v from 'valibot';
import type { Clock } from '../clock.ts';
import type { HomeAssistantConnection } from '../home-assistant/connection.ts';
import { readEnergyPreferences, type EnergyPreferences } from '../home-assistant/energy-preferences.ts';
import { readStates } from '../home-assistant/follow-states.ts';
import { readRegistries, readUniqueIds } from '../home-assistant/registries.ts';
import { energyCounters, type EnergyCounters } from './daily-energy.ts';
import { findCircuits } from './find-circuits.ts';
import { findPower, knownPlatforms } from './find-power.ts';
import type { MeterCircuit } from './meter.ts';
import { entitiesOf, type MeterConfiguration, type PowerPlan } from './power-plan.ts';

export type Found = {
  plan: PowerPlan;
  circuits: MeterCircuit[];
  counters: EnergyCounters;
  preferences: EnergyPreferences;
  timeZone: string;
};

const Config = v.object({ time_zone: v.string() });

const configuredEntities = ({ entity, grid, solar, battery, phases = [], circuits = [] }: MeterConfiguration): string[] =>
  [entity, grid, solar, battery, ...phases, ...circuits.map((circuit) => circuit.entity)].filter((id) => id !== undefined);

/** Throws ConfigurationError where no meter can be told, UnavailableError where Home Assistant does not answer. */
export async function lookForPower(
  connection: HomeAssistantConnection,
  configuration: MeterConfiguration,
  session: AbortSignal,
  clock: Clock,
): Promise<Found> {
  const wanted = { domains: ['sensor', 'sun'], entities: configuredEntities(configuration), globs: [] };
  const [preferences, registries, states, config] = await Promise.all([
    readEnergyPreferences(connection),
    readRegistries(connection),
    readStates(connection, wanted, session, clock),
    connection.call({ type: 'get_config' }),
  ]);
  const known = registries.entities().filter((entity) => knownPlatforms.includes(entity.platform));
  const uniqueIds = await readUniqueIds(
    connection,
    known.map((entity) => entity.entity_id),
  );
  const evidence = { states, registries, uniqueIds };
  const plan = findPower(configuration, preferences, evidence);
  const circuits = findCircuits(configuration, preferences, evidence, entitiesOf(plan));
  return { plan, circuits, counters: energyCounters(plan, preferences), preferences, timeZone: v.parse(Config, config).time_zone };
}
