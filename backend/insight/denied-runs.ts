/** Devices that a user says did not make their last step: they are not believed to draw since then. */
import type { Store } from '../store/store.ts';

/** A state change whose correlation was denied. */
export type Denied = { time_ms: number; entity_id: string };

/** The entities whose last change before or at the time is one of `denied`. Throws UnavailableError. */
export async function deniedAt(timeMs: number, denied: readonly Denied[], store: Store): Promise<Set<string>> {
  const newest = new Map<string, number>();
  for (const { time_ms, entity_id } of denied) if (time_ms <= timeMs) newest.set(entity_id, Math.max(time_ms, newest.get(entity_id) ?? 0));
  const lasting = await Promise.all(
    [...newest].map(async ([entity_id, time_ms]) => {
      const later = await store.series.changes({ start_ms: time_ms + 1, end_ms: timeMs + 1, entity_id, limit: 1 });
      return later.length === 0 ? [entity_id] : [];
    }),
  );
  return new Set(lasting.flat());
}
