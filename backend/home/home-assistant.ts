/** The home as Home Assistant knows it. */
import * as v from 'valibot';
import { isAborted, type Clock } from '../clock.ts';
import { EntityId } from '../contract/identity.ts';
import type { StateChange } from '../contract/state-change.ts';
import { messageOf } from '../errors.ts';
import { causeOf, createContextNames, type ContextNames } from '../home-assistant/causes.ts';
import { createChangeMaker, type ChangeMaker } from '../home-assistant/change-maker.ts';
import type { HomeAssistantConnection } from '../home-assistant/connection.ts';
import { domainOf, type EntityFilter, type EntityNames } from '../home-assistant/entity-filter.ts';
import { createEntityStates, type EntityChange, type EntityState, type EntityStates } from '../home-assistant/entity-state.ts';
import { followStates } from '../home-assistant/follow-states.ts';
import { createHistoryReader } from '../home-assistant/history.ts';
import { createHomeKnowledge, friendlyName, type HomeKnowledge } from '../home-assistant/home-knowledge.ts';
import { readPastChanges } from '../home-assistant/past-changes.ts';
import { readPriceHistory } from '../home-assistant/price-history.ts';
import { createPresence } from '../home-assistant/presence.ts';
import { temperatureOf } from '../home-assistant/weather.ts';
import type { Log } from '../log.ts';
import type { Home } from './home.ts';

/** What is watched beside the followed entities: who acts, who lives here, and the weather. */
const HELPERS = ['automation', 'script', 'person'];
const isActor = (entityId: string) => ['automation', 'script'].includes(domainOf(entityId));

export type HomeAssistantHomeOptions = {
  connection: HomeAssistantConnection;
  filter: EntityFilter;
  /** Absent: the first weather entity. */
  weatherEntity?: string | undefined;
  clock: Clock;
  log: Log;
  /** Between two readings of names, users and the price, ms. */
  refreshMs?: number;
  /** How long the recorder may keep a state before it writes it, ms. */
  commitMs?: number;
};

type Memory = {
  states: EntityStates;
  /** Of the states: who lives here, and the weather. */
  people: EntityState[];
  weather: string | undefined;
  maker: ChangeMaker;
  contexts: ContextNames;
  knowledge: HomeKnowledge;
};

const ofDomain = (states: EntityStates, domain: string): EntityState[] =>
  [...states.all()].filter((state) => domainOf(state.entity_id) === domain);

/** The states are many and change often, people and weather entities are few and seldom come or go. */
function noteHelpers(memory: Memory, chosenWeather: string | undefined): void {
  const weather = ofDomain(memory.states, 'weather').map((state) => state.entity_id);
  memory.people = ofDomain(memory.states, 'person');
  memory.weather = chosenWeather ?? weather.sort()[0];
}
const concernsHelpers = ({ entity_id: entityId, before, after }: EntityChange): boolean =>
  domainOf(entityId) === 'person' || (domainOf(entityId) === 'weather' && (before === null || after === null));

const userFinder = (memory: Memory) => (id: string) => memory.knowledge.userOf(id, memory.people);

/** The state change that an event of a followed entity is, if it is one. */
function toStateChange({ before, after }: EntityChange, memory: Memory): StateChange | undefined {
  if (before === null || after === null) return undefined;
  return memory.maker.make(before, after, () => ({
    weather_temp: temperatureOf(memory.states.get(memory.weather ?? '')?.attributes ?? {}),
    context: after.context,
    cause: causeOf(after.context, domainOf(after.entity_id), memory.contexts, userFinder(memory)),
  }));
}

/** What to ask Home Assistant for. */
function wantedBy({ filter: { wanted }, weatherEntity }: HomeAssistantHomeOptions): EntityNames {
  if (weatherEntity === undefined) return { ...wanted, domains: [...wanted.domains, ...HELPERS, 'weather'] };
  return { ...wanted, domains: [...wanted.domains, ...HELPERS], entities: [...wanted.entities, weatherEntity] };
}

/** Reads names, users and the price anew from time to time: Home Assistant tells of no change of some of them. */
async function refresh(
  knowledge: HomeKnowledge,
  session: AbortSignal,
  { clock, log, refreshMs = 300_000 }: HomeAssistantHomeOptions,
): Promise<void> {
  await clock.sleep(refreshMs, session);
  while (!isAborted(session)) {
    await knowledge
      .read(session)
      .catch((error: unknown) => log.warn(`Names and settings of the home stay as they were: ${messageOf(error)}`));
    await clock.sleep(refreshMs, session);
  }
}

export function createHomeAssistantHome(options: HomeAssistantHomeOptions): Home {
  const { connection, filter, weatherEntity, clock } = options;
  const knowledge = createHomeKnowledge(connection, clock);
  const memory: Memory = {
    ...{ states: createEntityStates(), people: [], weather: weatherEntity },
    ...{ maker: createChangeMaker(), contexts: createContextNames(), knowledge },
  };
  const history = createHistoryReader({ connection, clock, batch: 100, mostRows: 4000, commitMs: options.commitMs });
  const priceHistory = createHistoryReader({ connection, clock, batch: 1, mostRows: 4000, commitMs: options.commitMs });
  const presence = createPresence(connection);
  const followed = () => [...memory.states.all()].filter(({ entity_id: entityId }) => filter.follows(entityId) && v.is(EntityId, entityId));

  return {
    run: ({ onChange, onBack, report, signal }) => {
      const onChanges = (changes: EntityChange[]) => {
        for (const change of changes) {
          if (concernsHelpers(change)) noteHelpers(memory, weatherEntity);
          if (change.after !== null && isActor(change.entity_id)) memory.contexts.note(change.after.context, friendlyName(change.after));
          const made = filter.follows(change.entity_id) ? toStateChange(change, memory) : undefined;
          if (made !== undefined) onChange(made);
        }
      };
      const onReady = async (session: AbortSignal) => {
        await knowledge.read(session);
        const onFirst = (states: EntityStates) => {
          memory.states = states;
          noteHelpers(memory, weatherEntity);
          onBack();
          presence.begin(session);
          report('ok');
        };
        await followStates(connection, wantedBy(options), session, { onFirst, onChanges });
        await refresh(knowledge, session, options);
      };
      return connection.follow({ onReady, report, signal });
    },
    history: (range) =>
      readPastChanges({
        ...range,
        connection,
        history,
        entityIds: followed().map(({ entity_id: entityId }) => entityId),
        weather: memory.weather,
        membersOf: (entityId) => memory.states.get(entityId)?.attributes['entity_id'],
        userOf: userFinder(memory),
      }),
    heardMs: presence.heardMs,
    entities: () => followed().map((state) => knowledge.nameOf(state)),
    deviceOf: (entityId) => knowledge.deviceOf(entityId),
    settings: () => knowledge.settings(),
    prices: (range) => readPriceHistory({ ...range, price: knowledge.price(), history: priceHistory }),
    isAdmin: (userId) => knowledge.isAdmin(userId),
  };
}
