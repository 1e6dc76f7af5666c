/** What one device draws and costs: what was counted of it hour by hour, or its learned power times how long it was on. */
import type { Clock } from '../clock.ts';
import type { DeviceHistory, DeviceImpact } from '../contract/device.ts';
import type { StateChange } from '../contract/state-change.ts';
import type { Correlator } from '../correlator.ts';
import type { EngineDevice } from '../correlation/types.ts';
import { NotFoundError } from '../errors.ts';
import type { Home } from '../home/home.ts';
import type { EntityHour, Range, Store } from '../store/store.ts';
import type { House } from '../house.ts';
import { energyOfPeriods } from '../insight/energy-of-periods.ts';
import { readHistory } from '../insight/read-history.ts';
import { addOnTime, beginOnTime, endOnTime, type OnTime } from '../insight/on-time.ts';
import type { Handler } from './route.ts';

export type DeviceImpactOptions = { store: Store; correlator: Correlator; house: House; home: Home; clock: Clock };

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
/** Rows of one read. */
const PAGE = 20_000;

/** The changes of the entity in pages, so that a busy year does not fill the memory. */
async function* pagesOf(store: Store, entity_id: string, { start_ms, end_ms }: Range): AsyncGenerator<StateChange[]> {
  for (let from = start_ms; ;) {
    const page = await store.series.changes({ start_ms: from, end_ms, entity_id, limit: PAGE });
    yield page;
    const last = page.at(-1);
    if (page.length < PAGE || last === undefined) return;
    from = last.time_ms + 1;
  }
}

async function onTimeOf(store: Store, entity_id: string, range: Range): Promise<OnTime | null> {
  const before = (await store.series.statesAt(range.start_ms)).find((change) => change.entity_id === entity_id);
  let total = before === undefined ? null : beginOnTime(before.state_value, before.attributes.hvac_action, range.start_ms);
  for await (const page of pagesOf(store, entity_id, range))
    for (const change of page) total = addOnTime(total ?? beginOnTime('unknown', undefined, change.time_ms), change);
  return total === null ? null : endOnTime(total, range.end_ms);
}

/** Days of the range that lie after the first row of all; a first part of a day counts as a whole one. */
async function recordedDays(store: Store, { start_ms, end_ms }: Range): Promise<number> {
  const first = (await store.series.firstMs()) ?? end_ms;
  return Math.max(1, (end_ms - Math.max(start_ms, first)) / DAY_MS);
}

const times = (a: number | null, b: number | null): number | null => (a === null || b === null ? null : a * b);

/** For an entity without a known state in the range the energy is unknown, not 0. */
const onHoursOf = (onTime: OnTime | null): number | null => (onTime === null || onTime.knownMs === 0 ? null : onTime.onMs / HOUR_MS);

type Known = {
  entity_id: string;
  days: number;
  onTime: OnTime | null;
  device: EngineDevice | undefined;
  isMeasured: boolean;
  /** Of the days, the open one too. */
  hours: readonly Hour[];
  used: Used;
  history: DeviceHistory;
};
type Hour = Pick<EntityHour, 'time_ms' | 'energy_kwh' | 'on_s'>;
type Used = { energyKwh: number | null; cost: number | null };

const sumOf = (numbers: readonly number[]): number => numbers.reduce((sum, number) => sum + number, 0);

/** Mean watts while it was on: what a device with a sensor of its own is known by. */
function meanWhenOn(hours: readonly Hour[]): number | null {
  const onS = sumOf(hours.map(({ on_s }) => on_s));
  return onS === 0 ? null : (3.6e6 * sumOf(hours.map(({ energy_kwh }) => energy_kwh ?? 0))) / onS;
}

/** How it is known: a sensor tells its time on by the hour, a state by itself. */
function powerOf({
  device,
  isMeasured,
  hours,
  onTime,
}: Known): Pick<DeviceImpact, 'on_power_draw' | 'on_hours' | 'verdict' | 'interval_w'> {
  if (isMeasured)
    return {
      on_power_draw: meanWhenOn(hours),
      on_hours: sumOf(hours.map(({ on_s }) => on_s)) / 3600,
      verdict: 'measured',
      interval_w: null,
    };
  const { on_power_w = null, interval_w = null, verdict = null } = device ?? {};
  return { on_power_draw: on_power_w, on_hours: onHoursOf(onTime) ?? 0, verdict, interval_w };
}

const impactOf = (known: Known): DeviceImpact => ({
  entity_id: known.entity_id,
  ...powerOf(known),
  daily_energy_kwh: times(known.used.energyKwh, 1 / known.days),
  usage_count: known.onTime?.switches ?? 0,
  cost_estimate: times(known.used.cost, 1 / known.days),
  days: known.days,
  ...known.history,
});

/** By the hours that were counted, each at the price of its time; of a device without any, by its time on and its power, at the price of now. */
function usedOf(
  hours: readonly (Hour & { cost: number | null })[],
  onHours: number | null,
  onPowerW: number | null,
  price: number | null,
): Used {
  const { energy_kwh, cost } = energyOfPeriods(hours, { todayMs: Infinity, weekMs: -Infinity }, price);
  if (energy_kwh !== null) return { energyKwh: energy_kwh.week, cost: cost?.week ?? null };
  const energyKwh = times(onHours, times(onPowerW, 1 / 1000));
  return { energyKwh, cost: times(energyKwh, price) };
}

export function createDeviceImpact({ store, correlator, house, home, clock }: DeviceImpactOptions): Handler<'deviceImpact'> {
  return async function deviceImpact({ path: { entity_id }, query }) {
    const range = { start_ms: clock.now() - query.days * DAY_MS, end_ms: clock.now() };
    const { measured } = house.known();
    const device = correlator.devices().find((known) => known.entity_id === entity_id);
    const isMeasured = measured.some((known) => known.entity_id === entity_id);
    const openHours = correlator.openHours().filter((hour) => hour.entity_id === entity_id && !isMeasured);
    const [onTime, closedHours] = await Promise.all([onTimeOf(store, entity_id, range), store.series.entityHours({ ...range, entity_id })]);
    const isNamed = onTime !== null || home.entities().some((known) => known.entity_id === entity_id);
    if (!isNamed && device === undefined && !isMeasured) throw new NotFoundError(`Nothing is known of ${entity_id}.`);
    const { time_zone: timeZone, price } = home.settings();
    const on_power_w = device?.on_power_w ?? null;
    const history = await readHistory({
      store,
      entity_id,
      on_power_w,
      shareOf: house.shareOf(entity_id),
      openHours,
      nowMs: clock.now(),
      timeZone,
    });
    const hours = [...closedHours, ...openHours.map((hour) => ({ ...hour, cost: null }))];
    const used = usedOf(hours, onHoursOf(onTime), on_power_w, price);
    const days = Math.min(query.days, await recordedDays(store, range));
    return impactOf({ entity_id, days, onTime, device, isMeasured, hours, used, history });
  };
}
