/** What Home Assistant loads: the card, and its entry in the list of cards. */
import './wattribute-card.ts';

declare global {
  interface Window {
    customCards?: { type: string; name: string; description: string; preview: boolean; documentationURL: string }[];
  }
}

window.customCards = window.customCards ?? [];
window.customCards.push({
  type: 'wattribute-card',
  name: 'Wattribute',
  description: 'Which device changed your power, and what draws it now.',
  preview: true,
  documentationURL: 'https://github.com/wattribute/wattribute#readme',
});
