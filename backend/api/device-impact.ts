/** What one device draws and costs: its learned power times how long it was on. */
import type { Clock } from '../clock.ts';
import type { DeviceHistory, DeviceImpact } from '../contract/device.ts';
import type { StateChange } from '../contract/state-change.ts';
import type { Correlator } from '../correlator.ts';
import type { EngineDevice } from '../correlation/types.ts';
import { NotFoundError } from '../errors.ts';
import type { Home } from '../home/home.ts';
import type { Range, Store } from '../store/store.ts';
import { readHistory } from '../insight/read-history.ts';
import { addOnTime, beginOnTime, endOnTime, type OnTime } from '../insight/on-time.ts';
import type { Handler } from './route.ts';

export type DeviceImpactOptions = { store: Store; correlator: Correlator; home: Home; clock: Clock };

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
  price: number | null;
  history: DeviceHistory;
};

function impactOf({ entity_id, days, onTime, device, price, history }: Known): DeviceImpact {
  const { on_power_w = null, interval_w = null, verdict = null } = device ?? {};
  const onHours = onHoursOf(onTime);
  const energyKwh = times(onHours, times(on_power_w, 1 / 1000 / days));
  return {
    entity_id,
    on_power_draw: on_power_w,
    daily_energy_kwh: energyKwh,
    usage_count: onTime?.switches ?? 0,
    cost_estimate: times(energyKwh, price),
    days,
    on_hours: onHours ?? 0,
    verdict,
    interval_w,
    ...history,
  };
}

export function createDeviceImpact({ store, correlator, home, clock }: DeviceImpactOptions): Handler<'deviceImpact'> {
  return async function deviceImpact({ path: { entity_id }, query }) {
    const range = { start_ms: clock.now() - query.days * DAY_MS, end_ms: clock.now() };
    const device = correlator.devices().find((known) => known.entity_id === entity_id);
    const onTime = await onTimeOf(store, entity_id, range);
    const isKnown = onTime !== null || device !== undefined || home.entities().some((known) => known.entity_id === entity_id);
    if (!isKnown) throw new NotFoundError(`Nothing is known of ${entity_id}.`);
    const { time_zone: timeZone, price } = home.settings();
    const history = await readHistory({ store, entity_id, on_power_w: device?.on_power_w ?? null, nowMs: clock.now(), timeZone });
    const days = Math.min(query.days, await recordedDays(store, range));
    return impactOf({ entity_id, days, onTime, device, price, history });
  };
}
