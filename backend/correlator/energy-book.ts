/** What devices used, hour by hour, with what it cost at its time; and their totals, which only grow. */
import { TOTAL_KIND, type EnergyTotal } from '../contract/energy-total.ts';
import { readTotals } from '../insight/read-totals.ts';
import type { EngineHour } from '../correlation/types.ts';
import type { Corrections } from '../corrections.ts';
import type { EntityHour, Range, Store } from '../store/store.ts';
import type { Tariff } from '../tariff.ts';
import { readCircuitHours } from './circuit-hours.ts';
import { readBesideHouse } from './beside-house.ts';
import { withinMeter, type MeasuredLoads } from './within-meter.ts';

const HOUR_MS = 3_600_000;
/** The open hour is added to what is told so seldom: each total is a row that is written anew. */
const TELL_MS = 5 * 60_000;
const nothing: EnergyTotal = { energy_kwh: 0, cost: null, told_kwh: 0, told_cost: null, until_ms: 0 };

/** What of an hour a total counts. */
type Used = Pick<EntityHour, 'time_ms' | 'entity_id' | 'energy_kwh' | 'on_s'>;

export interface EnergyBook {
  /** Takes over the hours that were learned, and those that end after from_ms and up to to_ms of what is measured. */
  add(stretch: { from_ms: number; to_ms: number; learned: readonly EngineHour[] }): Promise<void>;
  /** Hours that wait to be written, and the totals that come with them. `open`: what was learned of the hours that are not closed at `atMs`. */
  waiting(
    open: readonly EngineHour[],
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
  loads: () => MeasuredLoads;
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
function addOpen(before: Totals, grown: Totals, open: readonly Used[], price: number | null): Map<string, EnergyTotal> {
  const told = new Map(grown);
  for (const [entityId, own] of Map.groupBy(open, ({ entity_id }) => entity_id)) {
    const total = grown.get(entityId) ?? before.get(entityId) ?? nothing;
    const kwh = own.reduce((sum, { time_ms, energy_kwh }) => sum + (time_ms < total.until_ms ? 0 : (energy_kwh ?? 0)), 0);
    if (kwh > 0) told.set(entityId, tell(total, kwh, price === null ? null : kwh * price));
  }
  return told;
}

/** The hours of a stretch that end in it. */
function* hoursIn({ from_ms, to_ms }: { from_ms: number; to_ms: number }): Generator<Range> {
  for (let end_ms = (Math.floor(from_ms / HOUR_MS) + 1) * HOUR_MS; end_ms <= to_ms; end_ms += HOUR_MS)
    yield { start_ms: end_ms - HOUR_MS, end_ms };
}

export function createEnergyBook({ store, corrections, meter_id, tariff, loads }: EnergyBookOptions): EnergyBook {
  let totals: Map<string, EnergyTotal> | null = null;
  let hours: EntityHour[] = [];
  let toldMs = -Infinity;

  const provenanceOf = (entityId: string) => (corrections.holding().ofEntities.get(entityId)?.kind === 'power' ? 'entered' : 'learned');
  const withCost = async (hour: Omit<EntityHour, 'cost'>): Promise<EntityHour> => {
    const price = await tariff.meanPrice({ start_ms: hour.time_ms, end_ms: hour.time_ms + HOUR_MS });
    return { ...hour, cost: price === null || hour.energy_kwh === null ? null : price * hour.energy_kwh };
  };
  const circuitHours = async (hour: Range) =>
    loads().circuits.length === 0 ? new Map<string, never>() : readCircuitHours(store, meter_id, hour);
  /** Of the measured devices, in an hour or the part of it that has come. */
  const measuredIn = async (hour: Range) => {
    const circuits = await circuitHours(hour);
    return loads().measured.flatMap(({ entity_id, circuit_id }) => {
      const circuit = circuits.get(circuit_id);
      return circuit === undefined ? [] : [{ time_ms: hour.start_ms, entity_id, energy_kwh: circuit.energy_kwh, on_s: circuit.on_s }];
    });
  };
  /** Of the learned devices, in hours that have come up to `atMs`. */
  const learnedIn = async (learned: readonly EngineHour[], atMs: number) => {
    const bounded: EngineHour[] = [];
    for (const [start_ms, own] of Map.groupBy(learned, ({ time_ms }) => time_ms)) {
      const hour = { start_ms, end_ms: Math.min(start_ms + HOUR_MS, atMs) };
      const circuits = await circuitHours(hour);
      const beside = await readBesideHouse(store, meter_id, hour, circuits);
      bounded.push(...withinMeter(own, circuits, loads(), (hour.end_ms - start_ms) / 1000, beside));
    }
    return bounded;
  };
  /** What was used in the hours that are not closed, of learned and measured devices. */
  const openOf = async (learned: readonly EngineHour[], atMs: number): Promise<Used[]> => {
    const start_ms = Math.floor(atMs / HOUR_MS) * HOUR_MS;
    return [...(await learnedIn(learned, atMs)), ...(await measuredIn({ start_ms, end_ms: atMs }))];
  };
  /** The totals that change, by entity. */
  const grownTotals = async (open: readonly EngineHour[], atMs: number): Promise<Map<string, EnergyTotal>> => {
    totals ??= await readTotals(store);
    const grown = addHours(totals, hours);
    if (atMs - toldMs < TELL_MS) return grown;
    toldMs = atMs;
    return addOpen(totals, grown, await openOf(open, atMs), tariff.priceNow());
  };

  return {
    async add({ from_ms, to_ms, learned }) {
      for (const { time_ms, entity_id, energy_kwh, on_s } of await learnedIn(learned, Infinity))
        hours.push(await withCost({ time_ms, entity_id, energy_kwh, on_s, provenance: provenanceOf(entity_id) }));
      for (const hour of hoursIn({ from_ms, to_ms }))
        for (const used of await measuredIn(hour)) hours.push(await withCost({ ...used, provenance: 'measured' }));
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
