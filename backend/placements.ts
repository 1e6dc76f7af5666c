/** Which circuit each learned device is part of: found in the background, as devices are learned, and looked at again from time to time. */
import type { Clock } from './clock.ts';
import { leavesOf, type KnownCircuit } from './insight/measured-devices.ts';
import { placeDevice } from './insight/place-device.ts';
import { readStepsOfDevice } from './insight/read-steps-of-device.ts';
import type { Log } from './log.ts';
import { createLookInTurn, type LookInTurn } from './look-in-turn.ts';
import type { Store } from './store/store.ts';

export type PlacementsOptions = {
  store: Store;
  meter_id: string;
  circuits: () => readonly KnownCircuit[];
  lagS: () => number | null;
  clock: Clock;
  log: Log;
};

const MINUTE_MS = 60_000;
/** After which a device is looked at again: whose place is known, that no circuit saw, and of which too little was seen to tell. */
const AGAIN_MS = { placed: 24 * 60 * MINUTE_MS, nowhere: 60 * MINUTE_MS, unclear: MINUTE_MS };
/** So many clear steps tell that no circuit sees a device. */
const CLEAR_STEPS = 6;

/** The circuit of each device that is placed. */
export function createPlacements({ store, meter_id, circuits, lagS, clock, log }: PlacementsOptions): LookInTurn<string> {
  return createLookInTurn({
    what: 'Which circuit sees which device',
    clock,
    log,
    async look(entity_id) {
      const circuitIds = new Set(leavesOf(circuits()).map(({ circuit_id }) => circuit_id));
      if (circuitIds.size === 0) return { found: null, againMs: AGAIN_MS.unclear };
      const steps = await readStepsOfDevice({ store, meter_id, entity_id, circuitIds, lagS: lagS() ?? 0, nowMs: clock.now() });
      const circuitId = placeDevice(steps);
      if (circuitId !== null) return { found: circuitId, againMs: AGAIN_MS.placed };
      return steps.length < CLEAR_STEPS ? { found: undefined, againMs: AGAIN_MS.unclear } : { found: null, againMs: AGAIN_MS.nowhere };
    },
  });
}
