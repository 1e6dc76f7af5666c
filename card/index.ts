/** What Home Assistant loads: the card, and its entry in the list of cards. */
import type { Hass } from './host/hass.ts';
import './wattribute-card.ts';

type CardSuggestion = { config: { type: string; power_entity: string } };

type CustomCard = {
  type: string;
  name: string;
  description: string;
  preview: boolean;
  documentationURL: string;
  /** What to offer a user who begins with an entity; null: nothing. */
  getEntitySuggestion: (hass: Hass, entityId: string) => CardSuggestion | null;
};

declare global {
  interface Window {
    customCards?: CustomCard[];
  }
}

/** The power of a house is a sensor of power; anything else is not what this card is about. */
const isPowerSensor = (hass: Hass, entityId: string): boolean =>
  entityId.startsWith('sensor.') && hass.states[entityId]?.attributes['device_class'] === 'power';

window.customCards = window.customCards ?? [];
window.customCards.push({
  type: 'wattribute-card',
  name: 'Wattribute',
  description: 'Which device changed your power, and what draws it now.',
  preview: true,
  documentationURL: 'https://github.com/wattribute/wattribute#readme',
  getEntitySuggestion: (hass, entityId) =>
    isPowerSensor(hass, entityId) ? { config: { type: 'custom:wattribute-card', power_entity: entityId } } : null,
});
