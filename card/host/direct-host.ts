/** The host of the backend's own page: what Home Assistant would know, as the backend tells it. */
import type { EntityName, HomeContext } from '../../backend/contract/home-context.ts';
import { createFormats } from '../format/create-formats.ts';
import { languageOf, type Localize } from '../localize.ts';
import { domainIcon } from './domain-icon.ts';
import type { Host } from './host.ts';

export type DirectHostOptions = { context: HomeContext; entities: readonly EntityName[]; language: string; localize: Localize };

export function createDirectHost({ context, entities, language, localize }: DirectHostOptions): Host {
  const byId = new Map(entities.map((entity) => [entity.entity_id, entity]));
  return {
    localize,
    formats: createFormats(
      {
        language: languageOf(language, localize),
        numberLocale: language,
        grouping: true,
        timeLocale: language,
        hour12: undefined,
        timeZone: context.time_zone,
        powerUnit: 'auto',
      },
      localize,
    ),
    currency: context.currency,
    isAdmin: context.admin,
    entity(entityId) {
      const { name = entityId, area = null, icon = null, device_class = null } = byId.get(entityId) ?? {};
      return { name, area, icon: icon ?? domainIcon(entityId.slice(0, entityId.indexOf('.')), device_class) };
    },
    stateOf(entityId) {
      const { state = null, action = null } = byId.get(entityId) ?? {};
      return state === null ? null : { state, action, sinceMs: null };
    },
    entityIds: () => [...byId.keys()],
    areas: () => [],
    formatState: (_entityId, state) => state.replaceAll('_', ' '),
  };
}
