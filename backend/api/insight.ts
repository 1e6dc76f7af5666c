/** The answers that are made of what was learned: the meter, the devices, and what no entity explains. */
import type { Clock } from '../clock.ts';
import type { MeterProfile } from '../contract/meter-profile.ts';
import type { Corrections } from '../corrections.ts';
import type { Correlator } from '../correlator.ts';
import { NotFoundError } from '../errors.ts';
import type { Home } from '../home/home.ts';
import type { House } from '../house.ts';
import { describeMeter, sightOf, stepSpreadOf } from '../insight/describe-meter.ts';
import { powerNow } from '../insight/power-now.ts';
import { readDevices } from '../insight/read-devices.ts';
import { readHistory } from '../insight/read-history.ts';
import { readLoadsAt } from '../insight/read-loads.ts';
import { readMoment, readSpan, type MomentOptions } from '../insight/read-moment.ts';
import { readUnexplained } from '../insight/read-unexplained.ts';
import { describeOf, type Meter } from '../meter/meter.ts';
import type { Range, Store } from '../store/store.ts';
import type { Handlers } from './route.ts';
import { badRequest } from './problem.ts';
import { chooseBins } from './choose-bins.ts';
import { rangeOf } from './time-range.ts';

/** The mean of a span is made of so many bins, at most. */
const SPAN_BINS = 300;

/** The span as it was asked for, in bins that are its own at both ends. */
const inBins = (span: Range) => ({ ...chooseBins(span, SPAN_BINS), ...span });

/** Throws a RequestError that names the field. */
function timeOf(field: string, text: string): number {
  const timeMs = Date.parse(text);
  if (Number.isNaN(timeMs)) throw badRequest([{ field, message: 'there is no such time' }]);
  return timeMs;
}

/** Throws a RequestError that names the fields at fault. */
function spanOf(start: string | undefined, end: string | undefined): Range {
  if (start === undefined || end === undefined)
    throw badRequest([
      { field: start === undefined && end === undefined ? 'at' : start === undefined ? 'start' : 'end', message: 'is wanted' },
    ]);
  return rangeOf({ hours: 0, start, end }, 0);
}

/** Of the meters, the first is the house. */
export type InsightOptions = {
  store: Store;
  corrections: Corrections;
  correlator: Correlator;
  house: House;
  home: Home;
  meters: readonly Meter[];
  clock: Clock;
};

export function createInsight({
  store,
  corrections,
  correlator,
  house,
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
    const { devices, measured } = house.known();
    const about = { meter_id: profile().meter_id, spreadW: stepSpreadOf(correlator.profile()), timeZone, price };
    return readDevices({ store, devices, measured, openHours: correlator.openHours(), ...about, nowMs: clock.now() });
  };

  const momentOptions = (): MomentOptions => {
    const { meter_id, kind } = profile();
    const { timeline, alwaysOn } = house;
    const names = new Map(home.entities().map(({ entity_id, name }) => [entity_id, name]));
    const nameOf = (entityId: string) => names.get(entityId) ?? entityId;
    const feedbackOf: MomentOptions['feedbackOf'] = (of) => corrections.feedbackOf(of);
    const about = { meter_id, kind, known: house.known(), profile: correlator.profile(), nameOf, feedbackOf };
    return { store, timeline, alwaysOn, ...about, nowMs: clock.now() };
  };

  return {
    unexplained: ({ query }) => readUnexplained(store, rangeOf(query, clock.now()), home.settings().price),
    meter: profile,
    moment({ query: { at, start, end } }) {
      if (at === undefined) return readSpan(inBins(spanOf(start, end)), momentOptions());
      if (start !== undefined || end !== undefined)
        throw badRequest([{ field: 'at', message: 'is a moment, or start and end are a span' }]);
      return readMoment(timeOf('at', at), momentOptions());
    },
    async devices() {
      const { currency, price } = home.settings();
      const nowMs = clock.now();
      const [devices, loads] = await Promise.all([allDevices(), readLoadsAt(nowMs, nowMs, momentOptions())]);
      return { devices: devices.map((device) => ({ ...device, power_w: powerNow(device, loads) })), currency, price };
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
