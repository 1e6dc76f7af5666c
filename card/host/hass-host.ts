/** The host inside Home Assistant. */
import { computeDomain, fireEvent, navigate, numberFormatToLocale } from 'custom-card-helpers';
import { createFormats, type FormatSettings } from '../format/create-formats.ts';
import type { PowerUnit } from '../format/format-watts.ts';
import { languageOf, type Localize } from '../localize.ts';
import { domainIcon } from './domain-icon.ts';
import type { Hass, RegisteredEntity } from './hass.ts';
import type { EntityLook, Host } from './host.ts';
import { isolateTexts } from './isolate-texts.ts';

/** The settings of the user's profile; newer ones are not yet in the declared type. */
type Locale = { language: string; number_format: string; time_format: string; time_zone?: string };

const hour12Of = ({ time_format }: Locale): boolean | undefined => {
  if (time_format === '12') return true;
  return time_format === '24' ? false : undefined;
};

/** As Home Assistant writes them; without groups in English. */
const numberLocales: Readonly<Record<string, string>> = { quote_decimal: 'de-CH', none: 'en' };

const settingsOf = (hass: Hass, localize: Localize, powerUnit: PowerUnit): FormatSettings => {
  const locale: Locale = hass.locale;
  return {
    language: languageOf(locale.language, localize),
    numberLocale: numberLocales[locale.number_format] ?? numberFormatToLocale(hass.locale),
    grouping: locale.number_format !== 'none',
    timeLocale: locale.time_format === 'system' ? undefined : locale.language,
    hour12: hour12Of(locale),
    timeZone: locale.time_zone === 'server' ? hass.config.time_zone : undefined,
    powerUnit,
  };
};

const areaIdOf = (hass: Hass, { area_id, device_id }: RegisteredEntity): string =>
  // An entity without an area of its own is where its device is.
  area_id ?? hass.devices?.[device_id ?? '']?.area_id ?? '';

const areaOf = (hass: Hass, entity: RegisteredEntity): string | null => hass.areas?.[areaIdOf(hass, entity)]?.name ?? null;

const firstText = (...values: unknown[]): string | null => values.map(textOf).find((text) => text !== null) ?? null;
const textOf = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);

const lookOf = (hass: Hass, entityId: string): EntityLook => {
  const attributes: Record<string, unknown> = hass.states[entityId]?.attributes ?? {};
  const registered = hass.entities?.[entityId] ?? {};
  return {
    name: firstText(attributes['friendly_name'], registered.name) ?? entityId,
    area: areaOf(hass, registered),
    icon: firstText(attributes['icon'], registered.icon) ?? domainIcon(computeDomain(entityId), textOf(attributes['device_class'])),
  };
};

/** What of `hass` makes a new host necessary; names and states are read from the newest one at each call. */
export const partsOfHost = (hass: Hass): unknown[] => [
  hass.locale,
  hass.config.time_zone,
  hass.config.currency,
  hass.entities,
  hass.devices,
  hass.areas,
  hass.user,
  hass.themes,
  // Home Assistant turns the page around after it has told the language.
  document.dir,
];

export function createHassHost(newest: () => Hass, localize: Localize, powerUnit: PowerUnit): Host {
  const hass = newest();
  const formats = createFormats(settingsOf(hass, localize, powerUnit), localize);
  const host: Host = {
    localize: (key, values) => localize(key, values, (value) => formats.number(value)),
    formats,
    currency: textOf(hass.config.currency),
    isAdmin: hass.user.is_admin,
    entity: (entityId) => lookOf(newest(), entityId),
    stateOf(entityId) {
      const entity = newest().states[entityId];
      if (entity === undefined) return null;
      const { hvac_action: action }: Record<string, unknown> = entity.attributes;
      return { state: entity.state, action: textOf(action), sinceMs: Date.parse(entity.last_changed) || null };
    },
    entityIds: () => Object.keys(newest().states),
    areas: () => Object.entries(newest().areas ?? {}).flatMap(([id, area]) => (area === undefined ? [] : [{ id, name: area.name }])),
    formatState(entityId, state) {
      const entity = newest().states[entityId];
      return (entity && newest().formatEntityState?.(entity, state)) ?? state;
    },
    showMoreInfo: (source, entityId) => void fireEvent(source, 'hass-more-info', { entityId }),
    openEnergySettings: () => navigate(window, '/config/energy'),
  };
  // As Home Assistant tells it to all that it shows.
  return document.dir === 'rtl' ? isolateTexts(host) : host;
}
