/** What the user told Home Assistant's Energy dashboard, in its form of today and in that before February 2026. */
import * as v from 'valibot';
import { NotFoundError } from '../errors.ts';
import type { HomeAssistantConnection } from './connection.ts';

const text = v.optional(v.nullable(v.string()), null);
const PowerConfig = v.object({ stat_rate: text, stat_rate_inverted: text, stat_rate_from: text, stat_rate_to: text });
const Powered = { stat_rate: text, power_config: v.optional(v.nullable(PowerConfig), null) };
const price = { entity_energy_price: text, number_energy_price: v.optional(v.nullable(v.number()), null) };

const Source = v.object({
  type: v.string(),
  ...Powered,
  ...price,
  stat_energy_from: text,
  stat_energy_to: text,
  /** The older form of a grid. */
  flow_from: v.optional(v.nullable(v.array(v.object({ stat_energy_from: text, ...price }))), null),
  flow_to: v.optional(v.nullable(v.array(v.object({ stat_energy_to: text }))), null),
  power: v.optional(v.nullable(v.array(v.object(Powered))), null),
});
type Source = v.InferOutput<typeof Source>;

const Preferences = v.object({
  energy_sources: v.optional(v.array(Source), []),
  device_consumption: v.optional(
    v.array(v.object({ stat_consumption: v.string(), stat_rate: text, name: text, included_in_stat: text })),
    [],
  ),
});
type Preferences = v.InferOutput<typeof Preferences>;

/** A sensor whose power counts, turned around where sign is -1. */
export type PowerTerm = { entity_id: string; sign: 1 | -1 };

/** One connection, plant or battery. `power` empty: its power is not known. `energyIn` comes into the house, `energyOut` leaves it. */
export type EnergySource = { power: PowerTerm[]; energyIn: string[]; energyOut: string[] };

export type EnergyPreferences = {
  /** A meter of all that the house uses. */
  home: EnergySource[];
  grid: EnergySource[];
  solar: EnergySource[];
  battery: EnergySource[];
  devices: Preferences['device_consumption'];
  /** Of a kWh from the grid. */
  price: { number: number } | { entity_id: string } | null;
};

/** Statistics with `:` in their id come from outside and have no entity. */
export const isEntity = (id: string | null): id is string => id !== null && id.includes('.') && !id.includes(':');
const term = (id: string | null, sign: 1 | -1): PowerTerm[] => (isEntity(id) ? [{ entity_id: id, sign }] : []);
const present = (...ids: (string | null)[]): string[] => ids.filter((id) => id !== null);

/** The originals before `stat_rate`: the sensor that Home Assistant makes of two changes when either does, and shows steps that never were. */
function powerOf({ stat_rate, power_config: given }: { stat_rate: string | null; power_config: Source['power_config'] }): PowerTerm[] {
  if (given === null) return term(stat_rate, 1);
  if (isEntity(given.stat_rate)) return term(given.stat_rate, 1);
  if (isEntity(given.stat_rate_inverted)) return term(given.stat_rate_inverted, -1);
  const both = [...term(given.stat_rate_from, 1), ...term(given.stat_rate_to, -1)];
  return both.length > 0 ? both : term(stat_rate, 1);
}

function grids(source: Source): EnergySource[] {
  if (source.flow_from === null && source.flow_to === null && source.power === null)
    return [{ power: powerOf(source), energyIn: present(source.stat_energy_from), energyOut: present(source.stat_energy_to) }];
  return [
    {
      power: (source.power ?? []).flatMap(powerOf),
      energyIn: present(...(source.flow_from ?? []).map((flow) => flow.stat_energy_from)),
      energyOut: present(...(source.flow_to ?? []).map((flow) => flow.stat_energy_to)),
    },
  ];
}

const plant = (source: Source): EnergySource => ({
  power: powerOf(source),
  energyIn: present(source.stat_energy_from),
  energyOut: present(source.stat_energy_to),
});
const house = (source: Source): EnergySource => ({ power: powerOf(source), energyIn: present(source.stat_energy_to), energyOut: [] });

function priceOf(sources: Source[]): EnergyPreferences['price'] {
  for (const source of sources.filter(({ type }) => type === 'grid')) {
    for (const { number_energy_price: number, entity_energy_price: entityId } of [source, ...(source.flow_from ?? [])]) {
      if (number !== null) return { number };
      if (entityId !== null) return { entity_id: entityId };
    }
  }
  return null;
}

/** Sources of a type that is not known (gas, water, what comes later) are none of the house's power. */
export function parseEnergyPreferences(answer: unknown): EnergyPreferences {
  const { energy_sources: sources, device_consumption: devices } = v.parse(Preferences, answer);
  const ofType = (type: string) => sources.filter((source) => source.type === type);
  return {
    home: ofType('home').map(house),
    grid: ofType('grid').flatMap(grids),
    solar: ofType('solar').map(plant),
    battery: ofType('battery').map(plant),
    devices,
    price: priceOf(sources),
  };
}

/** Empty where the dashboard is not set up. */
export async function readEnergyPreferences(connection: HomeAssistantConnection): Promise<EnergyPreferences> {
  try {
    return parseEnergyPreferences(await connection.call({ type: 'energy/get_prefs' }));
  } catch (error) {
    if (error instanceof NotFoundError) return parseEnergyPreferences({});
    throw error;
  }
}
