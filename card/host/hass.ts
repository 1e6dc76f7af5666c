/** `hass`, as Home Assistant hands it to a card: what the card reads of it beyond what custom-card-helpers declares. */
import type { HomeAssistant } from 'custom-card-helpers';
import type { HassEntity } from 'home-assistant-js-websocket';

export type RegisteredEntity = { area_id?: string | null; device_id?: string | null; icon?: string | null; name?: string | null };

export interface Hass extends HomeAssistant {
  entities?: Record<string, RegisteredEntity | undefined>;
  devices?: Record<string, { area_id?: string | null } | undefined>;
  areas?: Record<string, { name: string } | undefined>;
  formatEntityState?(entity: HassEntity, state?: string): string;
}
