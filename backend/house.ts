/** What is known of the house beside its power: the answers about now, about the past and about devices are made of it. */
import type { Clock } from './clock.ts';
import { usualShare } from './correlation/on-level.ts';
import type { EngineDevice, EnginePlace, ShareOf } from './correlation/types.ts';
import type { Events } from './events.ts';
import type { Home } from './home/home.ts';
import { createAlwaysOn, type AlwaysOn } from './insight/always-on.ts';
import type { Trend } from './insight/describe-device.ts';
import type { CircuitPower } from './insight/find-standby.ts';
import { createHourDays, type HourDays } from './insight/hour-days.ts';
import { learnedOf, type KnownLoads } from './insight/list-loads.ts';
import { measuredDevices } from './insight/measured-devices.ts';
import { circuitsSeen } from './insight/places-of.ts';
import { createTimeline, type Timeline } from './insight/timeline.ts';
import { describeOf, type Meter } from './meter/meter.ts';
import type { Log } from './log.ts';
import type { Store } from './store/store.ts';
import { createCircuitPower, createTrends } from './trends.ts';

export interface House {
  /** Devices and circuits as they are known now. */
  known(): KnownLoads;
  shareOf(entityId: string): ShareOf;
  /** As the home names an entity. */
  nameOf(entityId: string): string;
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
  places: () => EnginePlace[];
  /** Watts that users entered; 0 of what they say draws nothing. Absent: nobody did. */
  entered?: () => ReadonlyMap<string, number>;
  /** As far as it is learned. Absent: as most lamps do. */
  shareOf?: (entityId: string) => ShareOf;
  /** The circuits on which users say that entities sit. Absent: nobody did. */
  told?: () => ReadonlyMap<string, string>;
  home: Home;
  meter: Meter;
  events: Events;
  clock: Clock;
  log: Log;
};

/** What was learned changes slowly, and takes long to tell. */
const KNOWN_MS = 2000;

const nothingSaid = (): ReadonlyMap<string, never> => new Map<string, never>();

export function createHouse(options: HouseOptions): House {
  const {
    store,
    devices: learnedBy,
    places,
    entered: enteredByUsers = nothingSaid,
    told = nothingSaid,
    shareOf: learnedShareOf = () => usualShare,
    home,
    meter,
    events,
    clock,
    log,
  } = options;
  let kept: { known: KnownLoads; madeMs: number } | null = null;
  let shares = new Map<string, ShareOf>();
  let names: ReadonlyMap<string, string> = new Map();

  const trends = createTrends({ store, clock, log });
  const circuitPower = createCircuitPower({ store, meter_id: meter.id, clock, log });
  const find = (): KnownLoads => {
    const { circuits } = describeOf(meter);
    shares = new Map();
    names = new Map(home.entities().map(({ entity_id, name }) => [entity_id, name]));
    const measured = measuredDevices(circuits, [...names.keys()], (entityId) => home.deviceOf(entityId));
    const devices = learnedBy();
    const entered = enteredByUsers();
    const learned = new Set(learnedOf({ devices, measured, entered }).map(({ entity_id }) => entity_id));
    const seen = circuits.length === 0 ? [] : places().filter(({ entity_id }) => learned.has(entity_id));
    return { devices, circuits, measured, entered, placed: new Map([...circuitsSeen(seen, circuits), ...told()]) };
  };
  const known = () => {
    const ageMs = clock.now() - (kept?.madeMs ?? -Infinity);
    if (kept === null || ageMs < 0 || ageMs >= KNOWN_MS) kept = { known: find(), madeMs: clock.now() };
    return kept.known;
  };
  // Who is told of a change asks at once what it taught.
  events.subscribe('correlation', () => (kept = null));
  const shareOf = (entityId: string): ShareOf => {
    known();
    const share = shares.get(entityId) ?? learnedShareOf(entityId);
    shares.set(entityId, share);
    return share;
  };

  const timeline = createTimeline(store, shareOf);
  return {
    known,
    shareOf,
    nameOf: (entityId) => names.get(entityId) ?? entityId,
    circuitPower,
    trends: () => trends(learnedOf(known()).map(({ entity_id }) => entity_id)),
    timeline,
    hourDays: createHourDays(store),
    alwaysOn: createAlwaysOn({ store, timeline, meter_id: meter.id, known }),
  };
}
