/** All devices, learned and measured, with what they used. */
import type { Device } from '../contract/device.ts';
import type { EngineDevice, EngineHour } from '../correlation/types.ts';
import type { Range, Store } from '../store/store.ts';
import { describeDevice, describeMeasured, type Trend, type Used } from './describe-device.ts';
import { energyOfPeriods, type Use } from './energy-of-periods.ts';
import type { CircuitPower } from './find-standby.ts';
import { closedUntil, type HourDays, type HoursOfDevice } from './hour-days.ts';
import { localDays } from './local-days.ts';
import type { MeasuredDevice } from './measured-devices.ts';
import { readTotals } from './read-totals.ts';
import { useOfBins } from './use-of-bins.ts';

export type DevicesOptions = {
  store: Store;
  meter_id: string;
  devices: readonly EngineDevice[];
  /** What the learned devices used in hours that are not closed yet. */
  openHours: readonly EngineHour[];
  measured: readonly MeasuredDevice[];
  trends: ReadonlyMap<string, Trend>;
  /** What each circuit draws when on and at rest, as far as it is known by now. */
  circuitPower: ReadonlyMap<string, CircuitPower>;
  hourDays: HourDays;
  /** Of one step on this meter, W; null: not known. */
  spreadW: number | null;
  nowMs: number;
  timeZone: string;
  price: number | null;
};

const BIN_MS = 60_000;
const LONG_BIN_MS = 900_000;
const HOUR_MS = 3_600_000;
const MOST_OPEN_MS = 3 * HOUR_MS;

const spanOf = ({ time_ms }: { time_ms: number }, nowMs: number) => ({ time_ms, end_ms: Math.min(time_ms + HOUR_MS, nowMs) });

/** What is not yet in a stored hour: after the last of them; all of the range where there are none. */
const openPart = (devices: readonly HoursOfDevice[], range: Range): Range => ({
  ...range,
  start_ms: Math.max(closedUntil(devices), range.start_ms),
});

/** What each measured device has used in hours that are not yet closed, by circuit. */
async function openBins({ store, meter_id, measured }: DevicesOptions, open: Range): Promise<Map<string, Use[]>> {
  if (measured.length === 0) return new Map();
  // Hours are closed soon after they are over; where nobody closes them, all of the week is open.
  const bin_ms = open.end_ms - open.start_ms > MOST_OPEN_MS ? LONG_BIN_MS : BIN_MS;
  const bins = await store.series.circuitBins({ ...open, start_ms: open.start_ms - HOUR_MS, meter_id, bin_ms });
  return new Map([...Map.groupBy(bins, ({ circuit_id }) => circuit_id)].map(([id, own]) => [id, useOfBins(own, bin_ms, open)]));
}

/** A week is today and the six days before. What is measured is not told as learned too. */
export async function readDevices(options: DevicesOptions): Promise<Device[]> {
  const { store, hourDays, devices, measured, circuitPower, spreadW, nowMs, timeZone, price } = options;
  const starts = localDays(nowMs, 7, timeZone);
  const periods = { weekMs: starts[0] ?? nowMs, todayMs: starts.at(-1) ?? nowMs };
  // From the full hour on in which the week begins.
  const range = { start_ms: Math.floor(periods.weekMs / HOUR_MS) * HOUR_MS, end_ms: nowMs };
  const [counted, totals] = await Promise.all([hourDays.read(range, nowMs), readTotals(store)]);
  const measuredHours = counted.filter(({ provenance }) => provenance === 'measured');
  const measuredOpen = await openBins(options, openPart(measuredHours, range));
  const learnedOpen = Map.groupBy(
    options.openHours.map((hour) => ({ ...hour, ...spanOf(hour, nowMs), cost: null })),
    ({ entity_id }) => entity_id,
  );
  const hoursOf = new Map(counted.map(({ entity_id, hours }) => [entity_id, hours]));
  const closedOf = (entityId: string) => [...(hoursOf.get(entityId) ?? [])].map((hour) => ({ ...hour, ...spanOf(hour, nowMs) }));
  const used = (entityId: string, open: readonly Use[] = []): Used => ({
    ...energyOfPeriods([...closedOf(entityId), ...open], periods, price),
    total_kwh: totals.get(entityId)?.told_kwh ?? null,
    total_cost: totals.get(entityId)?.told_cost ?? null,
  });
  const isMeasured = new Set(measured.map(({ entity_id }) => entity_id));
  const learned = devices.filter(({ entity_id }) => !isMeasured.has(entity_id));
  return [
    ...learned.map((device) => {
      const { entity_id } = device;
      return describeDevice(device, spreadW, used(entity_id, learnedOpen.get(entity_id)), options.trends.get(entity_id));
    }),
    ...measured.map(({ entity_id, circuit_id }) =>
      describeMeasured(entity_id, used(entity_id, measuredOpen.get(circuit_id)), circuitPower.get(circuit_id)),
    ),
  ];
}
