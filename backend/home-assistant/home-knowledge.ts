/** What is known of the home beside its states: names, areas, users, settings, the price of energy. */
import * as v from 'valibot';
import type { Clock } from '../clock.ts';
import type { EntityName } from '../contract/home-context.ts';
import type { HomeSettings } from '../home/home.ts';
import type { User } from './causes.ts';
import type { HomeAssistantConnection } from './connection.ts';
import { readEnergyPreferences, type EnergyPreferences } from './energy-preferences.ts';
import type { EntityState } from './entity-state.ts';
import { readStates } from './follow-states.ts';
import { readPrice } from './price.ts';
import { createRegistries, readRegistries } from './registries.ts';
import { createUsers } from './users.ts';

const Config = v.object({
  location_name: v.optional(v.nullable(v.string()), null),
  time_zone: v.string(),
  currency: v.optional(v.nullable(v.string()), null),
  language: v.optional(v.nullable(v.string()), null),
});

/** A guess from this machine. */
const guess = (): HomeSettings => {
  const { timeZone, locale } = Intl.DateTimeFormat().resolvedOptions();
  return { name: null, time_zone: timeZone, currency: null, price: null, language: locale };
};

export interface HomeKnowledge {
  /** Reads all of it anew. */
  read(session: AbortSignal): Promise<void>;
  settings(): HomeSettings;
  /** What says what a kWh costs. */
  price(): EnergyPreferences['price'];
  deviceOf(entityId: string): string | null;
  nameOf(state: EntityState): EntityName;
  /** Of the user with this id; people's own names come before those of their accounts. */
  userOf(id: string, people: readonly EntityState[]): User | undefined;
  isAdmin(id: string): Promise<boolean>;
}

const text = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);

/** Of a thermostat, which may be switched on and yet not work. */
const actionOf = ({ attributes }: EntityState): Pick<EntityName, 'action'> => {
  const action = text(attributes['hvac_action']);
  return action === null ? {} : { action };
};

export const friendlyName = ({ entity_id: entityId, attributes }: EntityState): string => text(attributes['friendly_name']) ?? entityId;

export function createHomeKnowledge(connection: HomeAssistantConnection, clock: Clock): HomeKnowledge {
  let settings = guess();
  let price: EnergyPreferences['price'] = null;
  let registries = createRegistries({ entities: [], devices: [], areas: [] });
  const users = createUsers(connection, clock);

  const priceNow = async (session: AbortSignal): Promise<number | null> => {
    if (price === null) return null;
    if ('number' in price) return price.number;
    const states = await readStates(connection, { domains: [], entities: [price.entity_id], globs: [] }, session, clock);
    return readPrice(states.get(price.entity_id));
  };

  return {
    async read(session) {
      const [answer, known, preferences] = await Promise.all([
        connection.call({ type: 'get_config' }),
        readRegistries(connection),
        readEnergyPreferences(connection),
        users.read(),
      ]);
      const { location_name, time_zone, currency, language } = v.parse(Config, answer);
      registries = known;
      ({ price } = preferences);
      settings = {
        name: location_name,
        time_zone,
        currency,
        language: language ?? 'en',
        price: await priceNow(session),
      };
    },
    settings: () => settings,
    price: () => price,
    deviceOf: (entityId) => registries.entity(entityId)?.device_id ?? null,
    nameOf: (state) => ({
      ...actionOf(state),
      entity_id: state.entity_id,
      name: friendlyName(state),
      icon: text(state.attributes['icon']) ?? registries.entity(state.entity_id)?.icon ?? null,
      area: registries.areaOf(state.entity_id),
      device_class: text(state.attributes['device_class']),
      state: state.state,
    }),
    userOf: (id, people) => {
      const person = people.find(({ attributes }) => attributes['user_id'] === id);
      return person === undefined ? users.find(id) : { name: friendlyName(person), program: false };
    },
    isAdmin: (id) => users.isAdmin(id),
  };
}
