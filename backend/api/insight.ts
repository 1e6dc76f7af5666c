/** The answers that are made of what was learned: the meter, the devices, and what no entity explains. */
import type { Clock } from '../clock.ts';
import type { Device, DeviceDetail, DeviceHistory } from '../contract/device.ts';
import type { MeterProfile } from '../contract/meter-profile.ts';
import type { Corrections } from '../corrections.ts';
import type { Correlator } from '../correlator.ts';
import { NotFoundError } from '../errors.ts';
import type { Home } from '../home/home.ts';
import type { House } from '../house.ts';
import { describeMeter, sightOf, stepSpreadOf } from '../insight/describe-meter.ts';
import { layCorrection } from '../insight/lay-correction.ts';
import { withNamed } from '../insight/with-named.ts';
import { createPlacesOf } from '../insight/places-of.ts';
import { powerNow } from '../insight/power-now.ts';
import { readDevices } from '../insight/read-devices.ts';
import { readHistory } from '../insight/read-history.ts';
import { readLoadsAt } from '../insight/read-loads.ts';
import type { LiveView } from '../live.ts';
import type { Patterns } from '../patterns.ts';
import { describeOf, reasonOf, type Meter } from '../meter/meter.ts';
import type { Store } from '../store/store.ts';
import type { Handlers } from './route.ts';
import { rangeOf } from './time-range.ts';

/** Of the meters, the first is the house. */
export type InsightOptions = {
  store: Store;
  corrections: Corrections;
  patterns: Patterns;
  correlator: Correlator;
  house: House;
  home: Home;
  live: LiveView;
  meters: readonly Meter[];
  clock: Clock;
};

function profileOf(meter: Meter | undefined, correlator: Correlator, live: LiveView): MeterProfile {
  if (meter === undefined) throw new NotFoundError('No meter is set up.');
  const learned = correlator.profile();
  const { kind, entity_ids, reasons, derived } = describeOf(meter);
  const quality = live.quality().find(({ meter_id }) => meter_id === meter.id)?.findings ?? [];
  const described = { meter_id: meter.id, kind, entity_ids, reason: reasonOf({ reasons }), reasons, derived };
  return { ...described, ...learned, ...sightOf(learned), quality, verdict: describeMeter(learned) };
}

/** The day that is not over is told as in the list of devices: what a sensor has measured since its last full hour counts there, too. */
function withToday(device: Device, { energy_by_day, ...history }: DeviceHistory): DeviceDetail {
  const today = device.energy_kwh?.today;
  const isToday = (i: number) => i === (energy_by_day?.length ?? 0) - 1;
  const days = energy_by_day?.map((day, i) => (isToday(i) ? { ...day, energy_kwh: today ?? day.energy_kwh } : day));
  return { ...device, ...history, energy_by_day: days ?? null };
}

export function createInsight({
  store,
  corrections,
  patterns,
  correlator,
  house,
  live,
  home,
  meters,
  clock,
}: InsightOptions): Pick<Handlers, 'unexplained' | 'meter' | 'devices' | 'device'> {
  const profile = () => profileOf(meters[0], correlator, live);

  const allDevices = async () => {
    const { time_zone: timeZone, price } = home.settings();
    const { devices, measured } = house.known();
    const about = { meter_id: profile().meter_id, spreadW: stepSpreadOf(correlator.profile()), timeZone, price };
    const all = await readDevices({
      store,
      devices,
      measured,
      trends: house.trends(),
      circuitPower: house.circuitPower(),
      hourDays: house.hourDays,
      openHours: correlator.openHours(),
      ...about,
      nowMs: clock.now(),
    });
    const holding = corrections.holding();
    const placesOf = createPlacesOf(correlator.places(), holding, describeOf(meters[0]).circuits);
    const corrected = all.map((device) => ({
      ...layCorrection(device, holding.ofEntities.get(device.entity_id)),
      ...placesOf(device.entity_id),
    }));
    const named = await patterns.devices(timeZone, price);
    return withNamed(
      corrected,
      named.map((device) => ({ ...device, ...placesOf(device.entity_id) })),
    );
  };

  return {
    unexplained: ({ query }) => patterns.unexplained(rangeOf(query, clock.now()), home.settings().price),
    meter: profile,
    async devices() {
      const { currency, price } = home.settings();
      const nowMs = clock.now();
      const about = { store, timeline: house.timeline, meter_id: profile().meter_id, known: house.known(), named: patterns.named, nowMs };
      const [devices, loads] = await Promise.all([allDevices(), readLoadsAt(nowMs, nowMs, about)]);
      return { devices: devices.map((device) => ({ ...device, power_w: powerNow(device, loads) })), currency, price };
    },
    async device({ path: { entity_id } }) {
      const device = (await allDevices()).find((known) => known.entity_id === entity_id);
      if (device === undefined) throw new NotFoundError(`Nothing was learned or measured of ${entity_id}.`);
      const openHours = correlator.openHours().filter((hour) => hour.entity_id === entity_id);
      const about = { store, shareOf: house.shareOf(entity_id), timeZone: home.settings().time_zone, nowMs: clock.now() };
      return withToday(device, await readHistory({ ...about, entity_id, on_power_w: device.on_power_w, openHours }));
    },
  };
}
