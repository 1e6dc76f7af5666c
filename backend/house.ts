/** What is known of the house beside its power: the answers about now, about the past and about devices are made of it. */
import type { Clock } from './clock.ts';
import type { Correlator } from './correlator.ts';
import type { Home } from './home/home.ts';
import { createAlwaysOn, type AlwaysOn } from './insight/always-on.ts';
import { createHourDays, type HourDays } from './insight/hour-days.ts';
import type { KnownLoads } from './insight/list-loads.ts';
import { createTimeline, type Timeline } from './insight/timeline.ts';
import { listMeasuredDevices } from './measured-devices.ts';
import { describeOf, type Meter } from './meter/meter.ts';
import type { Store } from './store/store.ts';

export interface House {
  /** Devices and circuits as they are known now. */
  known(): KnownLoads;
  readonly timeline: Timeline;
  readonly hourDays: HourDays;
  readonly alwaysOn: AlwaysOn;
}

export type HouseOptions = { store: Store; correlator: Pick<Correlator, 'devices'>; home: Home; meter: Meter; clock: Clock };

/** What was learned changes slowly, and takes long to tell. */
const KNOWN_MS = 2000;

export function createHouse({ store, correlator, home, meter, clock }: HouseOptions): House {
  let kept: { known: KnownLoads; madeMs: number } | null = null;

  const find = (): KnownLoads => {
    const { circuits } = describeOf(meter);
    return { devices: correlator.devices(), circuits, measured: listMeasuredDevices(meter, home), placed: new Map() };
  };
  const known = () => {
    const ageMs = clock.now() - (kept?.madeMs ?? -Infinity);
    if (kept === null || ageMs < 0 || ageMs >= KNOWN_MS) kept = { known: find(), madeMs: clock.now() };
    return kept.known;
  };

  const timeline = createTimeline(store);
  return {
    known,
    timeline,
    hourDays: createHourDays(store),
    alwaysOn: createAlwaysOn({ store, timeline, meter_id: meter.id, known }),
  };
}
