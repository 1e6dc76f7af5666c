/** The answers that are made of what was learned: the meter, the devices, and what no entity explains. */
import type { Clock } from '../clock.ts';
import type { MeterProfile } from '../contract/meter-profile.ts';
import type { Correlator } from '../correlator.ts';
import { NotFoundError } from '../errors.ts';
import type { Home } from '../home/home.ts';
import { describeMeter, sightOf, stepSpreadOf } from '../insight/describe-meter.ts';
import { readDevices } from '../insight/read-devices.ts';
import { readHistory } from '../insight/read-history.ts';
import { readMoment } from '../insight/read-moment.ts';
import { readUnexplained } from '../insight/read-unexplained.ts';
import { describeOf, type Meter } from '../meter/meter.ts';
import type { Store } from '../store/store.ts';
import type { Handlers } from './route.ts';
import { badRequest } from './problem.ts';
import { rangeOf } from './time-range.ts';

/** Of the meters, the first is the house. */
export type InsightOptions = { store: Store; correlator: Correlator; home: Home; meters: readonly Meter[]; clock: Clock };

export function createInsight({
  store,
  correlator,
  home,
  meters,
  clock,
}: InsightOptions): Pick<Handlers, 'unexplained' | 'meter' | 'devices' | 'device' | 'moment'> {
  const profile = (): MeterProfile => {
    const [house] = meters;
    if (house === undefined) throw new NotFoundError('No meter is set up.');
    const learned = correlator.profile();
    const { kind, entity_ids, reason, derived } = describeOf(house);
    return { meter_id: house.id, kind, entity_ids, reason, derived, ...learned, ...sightOf(learned), verdict: describeMeter(learned) };
  };

  const allDevices = () => {
    const { time_zone: timeZone, price } = home.settings();
    const circuits = describeOf(meters[0]).circuits;
    const learned = { devices: correlator.devices(), spreadW: stepSpreadOf(correlator.profile()) };
    return readDevices({ store, meter_id: profile().meter_id, ...learned, circuits, nowMs: clock.now(), timeZone, price });
  };

  return {
    unexplained: ({ query }) => readUnexplained(store, rangeOf(query, clock.now()), home.settings().price),
    meter: profile,
    moment({ query: { at } }) {
      const timeMs = Date.parse(at);
      if (Number.isNaN(timeMs)) throw badRequest([{ field: 'at', message: 'there is no such time' }]);
      const { meter_id, kind } = profile();
      const names = new Map(home.entities().map(({ entity_id, name }) => [entity_id, name]));
      const nameOf = (entityId: string) => names.get(entityId) ?? entityId;
      return readMoment(timeMs, { store, meter_id, kind, devices: correlator.devices(), profile: correlator.profile(), nameOf });
    },
    async devices() {
      const { currency, price } = home.settings();
      return { devices: await allDevices(), currency, price };
    },
    async device({ path: { entity_id } }) {
      const device = (await allDevices()).find((known) => known.entity_id === entity_id);
      if (device === undefined) throw new NotFoundError(`Nothing was learned or measured of ${entity_id}.`);
      const { on_power_w } = device;
      const { time_zone: timeZone } = home.settings();
      return { ...device, ...(await readHistory({ store, entity_id, on_power_w, nowMs: clock.now(), timeZone })) };
    },
  };
}
