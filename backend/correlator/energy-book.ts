/** What devices used, hour by hour, with what it cost at its time; and their totals, which only grow. */
import { TOTAL_KIND, type EnergyTotal } from '../contract/energy-total.ts';
import { readTotals } from '../insight/read-totals.ts';
import type { MeasuredDevice } from '../insight/measured-devices.ts';
import type { Corrections } from '../corrections.ts';
import type { EntityHour, Store } from '../store/store.ts';
import type { Tariff } from '../tariff.ts';
import { readMeasuredHours } from './measured-hours.ts';

const HOUR_MS = 3_600_000;
/** The open hour is added to what is told so seldom: each total is a row that is written anew. */
const TELL_MS = 5 * 60_000;
const nothing: EnergyTotal = { energy_kwh: 0, cost: null, told_kwh: 0, told_cost: null, until_ms: 0 };

/** An hour as it was learned. */
type LearnedHour = Pick<EntityHour, 'time_ms' | 'entity_id' | 'energy_kwh' | 'on_s'>;

export interface EnergyBook {
  /** Takes over the hours that were learned, and those that end after from_ms and up to to_ms of what is measured. */
  add(stretch: { from_ms: number; to_ms: number; learned: readonly LearnedHour[] }): Promise<void>;
  /** Hours that wait to be written, and the totals that come with them. `open`: what was learned of the hours that are not closed at `atMs`. */
  waiting(
    open: readonly LearnedHour[],
    atMs: number,
  ): Promise<{ entityHours: readonly EntityHour[]; facts: { kind: string; key: string; value: unknown }[] }>;
  isWaiting(): boolean;
  /** What waited is written. */
  written(): void;
}

export type EnergyBookOptions = {
  store: Store;
  corrections: Pick<Corrections, 'holding'>;
  meter_id: string;
  tariff: Tariff;
  measuredDevices: () => readonly MeasuredDevice[];
};

const plusCost = (sum: number | null, cost: number | null): number | null => (cost === null ? sum : (sum ?? 0) + Math.max(0, cost));
const most = (a: number | null, b: number | null): number | null => (a === null || b === null ? (a ?? b) : Math.max(a, b));

/** What is told is never less than before, and never less than the closed hours. */
const tell = (total: EnergyTotal, openKwh: number, openCost: number | null): EnergyTotal => ({
  ...total,
  told_kwh: Math.max(total.told_kwh, total.energy_kwh + Math.max(0, openKwh)),
  told_cost: most(total.told_cost, plusCost(total.cost, openCost)),
});

/** Energy below 0 adds nothing, nor does an hour that is in it. */
function plus(total: EnergyTotal, { time_ms, energy_kwh, cost }: EntityHour): EnergyTotal {
  if (time_ms < total.until_ms) return total;
  const closed = {
    energy_kwh: total.energy_kwh + Math.max(0, energy_kwh ?? 0),
    cost: plusCost(total.cost, cost),
    until_ms: time_ms + HOUR_MS,
  };
  return tell({ ...total, ...closed }, 0, null);
}

type Totals = ReadonlyMap<string, EnergyTotal>;

/** The totals that grow by these closed hours; what never drew anything has none. */
function addHours(before: Totals, hours: readonly EntityHour[]): Map<string, EnergyTotal> {
  const grown = new Map<string, EnergyTotal>();
  for (const hour of hours) {
    const total = grown.get(hour.entity_id) ?? before.get(hour.entity_id) ?? nothing;
    if (total !== nothing || (hour.energy_kwh ?? 0) > 0) grown.set(hour.entity_id, plus(total, hour));
  }
  return grown;
}

/** These and those that tell more by what was used in open hours. */
function addOpen(before: Totals, grown: Totals, open: readonly LearnedHour[], price: number | null): Map<string, EnergyTotal> {
  const told = new Map(grown);
  for (const [entityId, own] of Map.groupBy(open, ({ entity_id }) => entity_id)) {
    const total = grown.get(entityId) ?? before.get(entityId) ?? nothing;
    const kwh = own.reduce((sum, { time_ms, energy_kwh }) => sum + (time_ms < total.until_ms ? 0 : (energy_kwh ?? 0)), 0);
    if (kwh > 0) told.set(entityId, tell(total, kwh, price === null ? null : kwh * price));
  }
  return told;
}

export function createEnergyBook({ store, corrections, meter_id, tariff, measuredDevices }: EnergyBookOptions): EnergyBook {
  let totals: Map<string, EnergyTotal> | null = null;
  let hours: EntityHour[] = [];
  let toldMs = -Infinity;

  const provenanceOf = ({ entity_id }: LearnedHour) =>
    corrections.holding().ofEntities.get(entity_id)?.kind === 'power' ? 'entered' : 'learned';
  const withCost = async (hour: Omit<EntityHour, 'cost'>): Promise<EntityHour> => {
    const price = await tariff.meanPrice({ start_ms: hour.time_ms, end_ms: hour.time_ms + HOUR_MS });
    return { ...hour, cost: price === null || hour.energy_kwh === null ? null : price * hour.energy_kwh };
  };
  /** Of the measured devices, as far as their hour has come. */
  const measuredOpen = async (atMs: number) => {
    const hour = Math.floor(atMs / HOUR_MS) * HOUR_MS;
    return (await readMeasuredHours(store, meter_id, measuredDevices(), hour)).filter(({ time_ms }) => time_ms < atMs);
  };
  /** What was used in the hours that are not closed, of learned and measured devices. */
  const openOf = async (learned: readonly LearnedHour[], atMs: number): Promise<LearnedHour[]> => {
    const isMeasured = new Set(measuredDevices().map(({ entity_id }) => entity_id));
    return [...learned.filter(({ entity_id }) => !isMeasured.has(entity_id)), ...(await measuredOpen(atMs))];
  };
  /** The totals that change, by entity. */
  const grownTotals = async (open: readonly LearnedHour[], atMs: number): Promise<Map<string, EnergyTotal>> => {
    totals ??= await readTotals(store);
    const grown = addHours(totals, hours);
    if (atMs - toldMs < TELL_MS) return grown;
    toldMs = atMs;
    return addOpen(totals, grown, await openOf(open, atMs), tariff.priceNow());
  };

  return {
    async add({ from_ms, to_ms, learned }) {
      const devices = measuredDevices();
      const isMeasured = new Set(devices.map(({ entity_id }) => entity_id));
      for (const hour of learned)
        if (!isMeasured.has(hour.entity_id)) hours.push(await withCost({ ...hour, provenance: provenanceOf(hour) }));
      for (let end = (Math.floor(from_ms / HOUR_MS) + 1) * HOUR_MS; end <= to_ms; end += HOUR_MS)
        for (const hour of await readMeasuredHours(store, meter_id, devices, end - HOUR_MS)) hours.push(await withCost(hour));
    },
    async waiting(open, atMs) {
      const grown = await grownTotals(open, atMs);
      return { entityHours: hours, facts: [...grown].map(([key, value]) => ({ kind: TOTAL_KIND, key, value })) };
    },
    isWaiting: () => hours.length > 0,
    written() {
      totals = null;
      hours = [];
    },
  };
}
