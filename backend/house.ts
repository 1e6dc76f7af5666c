/** What is known of the house beside its power: the answers about now, about the past and about devices are made of it. */
import type { Clock } from './clock.ts';
import type { EngineDevice, EngineProfile } from './correlation/types.ts';
import type { Home } from './home/home.ts';
import { createAlwaysOn, type AlwaysOn } from './insight/always-on.ts';
import type { Trend } from './insight/describe-device.ts';
import type { CircuitPower } from './insight/find-standby.ts';
import { createHourDays, type HourDays } from './insight/hour-days.ts';
import { learnedOf, type KnownLoads } from './insight/list-loads.ts';
import { measuredDevices } from './insight/measured-devices.ts';
import { createTimeline, type Timeline } from './insight/timeline.ts';
import { describeOf, type Meter } from './meter/meter.ts';
import type { Log } from './log.ts';
import { createPlacements } from './placements.ts';
import type { Store } from './store/store.ts';
import { createCircuitPower, createTrends } from './trends.ts';

export interface House {
  /** Devices and circuits as they are known now. */
  known(): KnownLoads;
  /** Of the learned devices, as far as it is known by now. */
  trends(): ReadonlyMap<string, Trend>;
  circuitPower(): ReadonlyMap<string, CircuitPower>;
  readonly timeline: Timeline;
  readonly hourDays: HourDays;
  readonly alwaysOn: AlwaysOn;
}

export type HouseOptions = {
  store: Store;
  /** What was learned by now. */
  devices: () => EngineDevice[];
  profile: () => EngineProfile;
  home: Home;
  meter: Meter;
  clock: Clock;
  log: Log;
};

/** What was learned changes slowly, and takes long to tell. */
const KNOWN_MS = 2000;

export function createHouse({ store, devices: learnedBy, profile, home, meter, clock, log }: HouseOptions): House {
  let kept: { known: KnownLoads; madeMs: number } | null = null;

  const placements = createPlacements({
    ...{ store, meter_id: meter.id, clock, log },
    circuits: () => describeOf(meter).circuits,
    lagS: () => profile().lag_s,
  });
  const trends = createTrends({ store, clock, log });
  const circuitPower = createCircuitPower({ store, meter_id: meter.id, clock, log });
  const find = (): KnownLoads => {
    const { circuits } = describeOf(meter);
    const followed = home.entities().map(({ entity_id }) => entity_id);
    const measured = measuredDevices(circuits, followed, (entityId) => home.deviceOf(entityId));
    const devices = learnedBy();
    const learned = learnedOf({ devices, measured }).map(({ entity_id }) => entity_id);
    return { devices, circuits, measured, placed: placements(learned) };
  };
  const known = () => {
    const ageMs = clock.now() - (kept?.madeMs ?? -Infinity);
    if (kept === null || ageMs < 0 || ageMs >= KNOWN_MS) kept = { known: find(), madeMs: clock.now() };
    return kept.known;
  };

  const timeline = createTimeline(store);
  return {
    known,
    circuitPower,
    trends: () => trends(learnedOf(known()).map(({ entity_id }) => entity_id)),
    timeline,
    hourDays: createHourDays(store),
    alwaysOn: createAlwaysOn({ store, timeline, meter_id: meter.id, known }),
  };
}
