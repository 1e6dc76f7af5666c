/** Which circuit each learned device is part of: found in the background, as devices are learned, and looked at again from time to time. */
import type { Clock } from './clock.ts';
import { messageOf } from './errors.ts';
import { leavesOf, type KnownCircuit } from './insight/measured-devices.ts';
import { placeDevice } from './insight/place-device.ts';
import { readStepsOfDevice } from './insight/read-steps-of-device.ts';
import type { Log } from './log.ts';
import type { Store } from './store/store.ts';

export interface Placements {
  /** The circuits that are known by now, by entity. Begins to look for what is due. */
  of(learned: readonly string[], circuits: readonly KnownCircuit[]): ReadonlyMap<string, string>;
}

export type PlacementsOptions = { store: Store; meter_id: string; lagS: () => number | null; clock: Clock; log: Log };

const MINUTE_MS = 60_000;
/** After which a device is looked at again: whose place is known, that no circuit saw, and of which too little was seen to tell. */
const AGAIN_MS = { placed: 24 * 60 * MINUTE_MS, nowhere: 60 * MINUTE_MS, unclear: 5 * MINUTE_MS };
/** So many clear steps tell that no circuit sees a device. */
const CLEAR_STEPS = 6;

export function createPlacements({ store, meter_id, lagS, clock, log }: PlacementsOptions): Placements {
  const placed = new Map<string, string>();
  const dueMs = new Map<string, number>();
  let looking = false;

  async function look(entity_id: string, circuitIds: ReadonlySet<string>): Promise<void> {
    const steps = await readStepsOfDevice({ store, meter_id, entity_id, circuitIds, lagS: lagS() ?? 0, nowMs: clock.now() });
    const circuitId = placeDevice(steps);
    if (circuitId !== null) placed.set(entity_id, circuitId);
    else if (steps.length >= CLEAR_STEPS) placed.delete(entity_id);
    const again = circuitId !== null ? 'placed' : steps.length >= CLEAR_STEPS ? 'nowhere' : 'unclear';
    dueMs.set(entity_id, clock.now() + AGAIN_MS[again]);
  }
  async function lookAtAll(due: readonly string[], circuits: readonly KnownCircuit[]): Promise<void> {
    looking = true;
    const circuitIds = new Set(leavesOf(circuits).map(({ circuit_id }) => circuit_id));
    try {
      for (const entityId of due) await look(entityId, circuitIds);
    } catch (error) {
      for (const entityId of due) dueMs.set(entityId, clock.now() + AGAIN_MS.unclear);
      log.warn(`Which circuit sees which device could not be read: ${messageOf(error)}`);
    } finally {
      looking = false;
    }
  }

  return {
    of(learned, circuits) {
      const due = learned.filter((entityId) => (dueMs.get(entityId) ?? 0) <= clock.now());
      if (!looking && circuits.length > 0 && due.length > 0) void lookAtAll(due, circuits);
      return placed;
    },
  };
}
