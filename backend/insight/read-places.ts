/** The circuits that entities sit on, from the stored steps of both; learned anew once an hour, and never waited for. */
import type { StoredCorrelation } from '../contract/correlation.ts';
import type { Store } from '../store/store.ts';
import { BEFORE_MS, LATE_MS, placeOnCircuits, type Place } from './place-on-circuits.ts';

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
const DAYS = 14;
/** Smaller steps drown in what else a circuit does. */
const LEAST_W = 40;
const LEAST_CONFIDENCE = 0.7;
const MOST_CORRELATIONS = 2000;
/** The newest of each entity that are looked at. */
const MOST_STEPS = 8;

type Circuits = readonly { circuit_id: string; parent: string | null }[];

/** Throws UnavailableError. */
async function readPlaces(store: Store, meter_id: string, circuits: Circuits, nowMs: number): Promise<Map<string, Place>> {
  if (circuits.length === 0) return new Map();
  const range = { start_ms: nowMs - DAYS * DAY_MS, end_ms: nowMs };
  const wanted = { min_delta_w: LEAST_W, min_confidence: LEAST_CONFIDENCE, order: 'time' as const, limit: MOST_CORRELATIONS };
  const found = await store.series.correlations({ ...range, ...wanted });
  const parents = new Map(circuits.map(({ circuit_id, parent }) => [circuit_id, parent]));
  const places = new Map<string, Place>();
  for (const own of Map.groupBy(found, ({ entity_id }) => entity_id).values()) {
    const steps: StoredCorrelation[] = own.slice(0, MOST_STEPS);
    const around = await Promise.all(
      steps.map(({ time_ms }) =>
        store.series.circuits({ start_ms: time_ms - BEFORE_MS, end_ms: time_ms + LATE_MS + 1, meter_id, limit: 5000 }),
      ),
    );
    const readings = around.flat().sort((a, b) => a.time_ms - b.time_ms);
    for (const [entityId, place] of placeOnCircuits(steps, readings, (id) => parents.get(id) ?? null)) places.set(entityId, place);
  }
  return places;
}

export interface Places {
  /** As far as it is known by now. */
  of(entityId: string): Place | null;
  /** Begins to learn anew where that is due; resolves when it is done. */
  refresh(meterId: string, circuits: Circuits, nowMs: number): Promise<void>;
}

export function createPlaces(store: Store): Places {
  let known = new Map<string, Place>();
  let readMs = -Infinity;
  return {
    of: (entityId) => known.get(entityId) ?? null,
    async refresh(meterId, circuits, nowMs) {
      if (nowMs - readMs < HOUR_MS) return;
      readMs = nowMs;
      try {
        known = await readPlaces(store, meterId, circuits, nowMs);
      } catch {
        // The store is busy or closed: what was known stays, and the next hour tries again.
        readMs = nowMs;
      }
    },
  };
}
