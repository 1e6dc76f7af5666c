/** All devices, learned and measured, with what they used. */
import type { Device } from '../contract/device.ts';
import type { EngineDevice } from '../correlation/types.ts';
import type { Store } from '../store/store.ts';
import { describeDevice, describeMeasured } from './describe-device.ts';
import { energyOfPeriods, type Use } from './energy-of-periods.ts';
import { localDays } from './local-days.ts';
import { useOfBins } from './use-of-bins.ts';

export type DevicesOptions = {
  store: Store;
  meter_id: string;
  devices: readonly EngineDevice[];
  circuits: readonly { circuit_id: string; entity_id: string | null }[];
  /** Of one step on this meter, W; null: not known. */
  spreadW: number | null;
  nowMs: number;
  timeZone: string;
  price: number | null;
};

const BIN_MS = 900_000;

function groupBy<T>(rows: readonly T[], keyOf: (row: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const row of rows) {
    const group = groups.get(keyOf(row));
    if (group === undefined) groups.set(keyOf(row), [row]);
    else group.push(row);
  }
  return groups;
}

/** A week is today and the six days before. */
export async function readDevices(options: DevicesOptions): Promise<Device[]> {
  const { store, meter_id, devices, circuits, spreadW, nowMs, timeZone, price } = options;
  const starts = localDays(nowMs, 7, timeZone);
  const periods = { weekMs: starts[0] ?? nowMs, todayMs: starts.at(-1) ?? nowMs };
  const range = { start_ms: periods.weekMs, end_ms: nowMs };
  const [hours, bins] = await Promise.all([
    store.series.entityHours(range),
    circuits.length === 0 ? [] : store.series.circuitBins({ ...range, meter_id, bin_ms: BIN_MS }),
  ]);
  const hoursOf = groupBy(hours, ({ entity_id }) => entity_id);
  const binsOf = groupBy(bins, ({ circuit_id }) => circuit_id);
  const energyOf = (uses: readonly Use[] = []) => ({ ...energyOfPeriods(uses, periods, price), total_kwh: null, total_cost: null });
  const learned = devices.map((device) => describeDevice(device, spreadW, energyOf(hoursOf.get(device.entity_id))));
  const measured = circuits.flatMap(({ circuit_id, entity_id }) => {
    const own = (binsOf.get(circuit_id) ?? []).sort((a, b) => a.time_ms - b.time_ms);
    return entity_id === null ? [] : [describeMeasured(entity_id, energyOf(useOfBins(own, BIN_MS, nowMs)))];
  });
  return [...learned, ...measured];
}
