import type { Event } from './event.ts';

/**
 * Puts an event behind those before it; events of the same time in the order of their names, because the order in which they were given
 * tells nothing. Changes `events`.
 */
export function insertInOrder(events: Event[], event: Event): void {
  const isBefore = ({ t, entity_id }: Event): boolean => t < event.t || (t === event.t && entity_id <= event.entity_id);
  events.splice(events.findLastIndex(isBefore) + 1, 0, event);
}
