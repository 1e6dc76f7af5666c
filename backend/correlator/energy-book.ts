/** What devices used, hour by hour, with what it cost at its time; and their totals, which only grow. */
import { TOTAL_KIND, type EnergyTotal } from '../contract/energy-total.ts';
import { readTotals } from '../insight/read-totals.ts';
import type { MeasuredDevice } from '../insight/measured-devices.ts';
import type { EntityHour, Store } from '../store/store.ts';
import type { Tariff } from '../tariff.ts';
import { readMeasuredHours } from './measured-hours.ts';

const HOUR_MS = 3_600_000;
const nothing: EnergyTotal = { energy_kwh: 0, cost: null, until_ms: 0 };

/** An hour as it was learned. */
type LearnedHour = Pick<EntityHour, 'time_ms' | 'entity_id' | 'energy_kwh' | 'on_s'>;

export interface EnergyBook {
  /** Takes over the hours that were learned, and those that end after from_ms and up to to_ms of what is measured. */
  add(stretch: { from_ms: number; to_ms: number; learned: readonly LearnedHour[] }): Promise<void>;
  /** Hours that wait to be written, and the totals that come with them. */
  waiting(): Promise<{ entityHours: readonly EntityHour[]; facts: { kind: string; key: string; value: unknown }[] }>;
  isWaiting(): boolean;
  /** What waited is written. */
  written(): void;
}

export type EnergyBookOptions = { store: Store; meter_id: string; tariff: Tariff; measuredDevices: () => readonly MeasuredDevice[] };

/** Never less than before: energy below 0 adds nothing. */
function plus(total: EnergyTotal, { time_ms, energy_kwh, cost }: EntityHour): EnergyTotal {
  if (time_ms < total.until_ms) return total;
  return {
    energy_kwh: total.energy_kwh + Math.max(0, energy_kwh ?? 0),
    cost: cost === null ? total.cost : (total.cost ?? 0) + Math.max(0, cost),
    until_ms: time_ms + HOUR_MS,
  };
}

export function createEnergyBook({ store, meter_id, tariff, measuredDevices }: EnergyBookOptions): EnergyBook {
  let totals: Map<string, EnergyTotal> | null = null;
  let hours: EntityHour[] = [];

  const withCost = async (hour: Omit<EntityHour, 'cost'>): Promise<EntityHour> => {
    const price = await tariff.meanPrice({ start_ms: hour.time_ms, end_ms: hour.time_ms + HOUR_MS });
    return { ...hour, cost: price === null || hour.energy_kwh === null ? null : price * hour.energy_kwh };
  };
  const totalsWithHours = async (): Promise<Map<string, EnergyTotal>> => {
    totals ??= await readTotals(store);
    const grown = new Map<string, EnergyTotal>();
    for (const hour of hours) {
      const before = grown.get(hour.entity_id) ?? totals.get(hour.entity_id) ?? nothing;
      // What never drew anything has no total.
      if (before !== nothing || (hour.energy_kwh ?? 0) > 0) grown.set(hour.entity_id, plus(before, hour));
    }
    return grown;
  };

  return {
    async add({ from_ms, to_ms, learned }) {
      const devices = measuredDevices();
      const isMeasured = new Set(devices.map(({ entity_id }) => entity_id));
      for (const hour of learned) if (!isMeasured.has(hour.entity_id)) hours.push(await withCost({ ...hour, provenance: 'learned' }));
      for (let end = (Math.floor(from_ms / HOUR_MS) + 1) * HOUR_MS; end <= to_ms; end += HOUR_MS)
        for (const hour of await readMeasuredHours(store, meter_id, devices, end - HOUR_MS)) hours.push(await withCost(hour));
    },
    async waiting() {
      const grown = await totalsWithHours();
      return { entityHours: hours, facts: [...grown].map(([key, value]) => ({ kind: TOTAL_KIND, key, value })) };
    },
    isWaiting: () => hours.length > 0,
    written() {
      totals = null;
      hours = [];
    },
  };
}
