/** Power over time with what explains it. */
import { toTimestamp, type MeterKind } from '../contract/identity.ts';
import type { PowerSeries } from '../contract/series.ts';
import type { CircuitBin, PowerBin, Range, Store } from '../store/store.ts';
import type { AlwaysOn } from './always-on.ts';
import { drawsOfCircuits, drawsOfHours, drawsOfLearned, explainBins, usageOf, type Draw } from './explain-series.ts';
import { closedUntil, type HourDays, type HoursOfDevice } from './hour-days.ts';
import { createIsWithin, type KnownLoads } from './list-loads.ts';
import { replaceByNamed, type ReadNamed } from './named-draws.ts';
import { seriesPoints } from './series-points.ts';
import type { Timeline } from './timeline.ts';

const HOUR_MS = 3_600_000;
/** From so long a range on, it tells who used most. */
const USAGE_MS = 24 * HOUR_MS;
/** Circuits report so seldom at times that finer bins would be empty. */
const FINEST_CIRCUITS_MS = 60_000;

export type SeriesOptions = {
  store: Store;
  timeline: Timeline;
  hourDays: HourDays;
  alwaysOn: AlwaysOn;
  known: KnownLoads;
  named: ReadNamed;
  meter_id: string;
  kind: MeterKind;
  /** The house, of which alone it is known what explains its power. */
  isHouse: boolean;
  nowMs: number;
};
type Bins = Range & { bin_ms: number };
type Explained = Pick<PowerSeries, 'always_on_w' | 'usage'> & { explained: (number | null)[] };

const readCircuits = ({ store, known, meter_id }: SeriesOptions, { bin_ms, ...range }: Bins): Promise<CircuitBin[]> =>
  known.circuits.length === 0
    ? Promise.resolve([])
    : store.series.circuitBins({ ...range, meter_id, bin_ms: Math.max(bin_ms, FINEST_CIRCUITS_MS) });

/** Of the circuits only those that an entity stands for have hours. */
function countedByHour(known: KnownLoads): KnownLoads {
  const counted = new Set(known.measured.map(({ circuit_id }) => circuit_id));
  return { ...known, circuits: known.circuits.filter(({ circuit_id }) => counted.has(circuit_id)) };
}

/** Of hours and days the closed hours tell; finer bins follow the states of devices and the circuits. */
async function readDraws(options: SeriesOptions, bins: Bins, hours: readonly HoursOfDevice[]): Promise<Draw[]> {
  const { timeline, known, nowMs } = options;
  if (bins.bin_ms >= HOUR_MS) return drawsOfHours(known, hours);
  const range = { start_ms: bins.start_ms, end_ms: Math.min(bins.end_ms, nowMs) };
  const [stretches, circuits] = await Promise.all([timeline.stretches(range, nowMs), readCircuits(options, bins)]);
  return [...drawsOfLearned(known, stretches), ...drawsOfCircuits(known, circuits, range)];
}

const sumOf = ({ hours }: HoursOfDevice): number => Iterator.from(hours).reduce((sum, { energy_kwh }) => sum + Math.max(0, energy_kwh), 0);

/** kWh of the closed hours, with what was drawn since the last of them. */
function countedOf(hours: readonly HoursOfDevice[], draws: readonly Draw[]): Map<string, number> {
  const lastMs = closedUntil(hours);
  const open = new Map(
    draws.map(({ entity_id, stretches }) => [
      entity_id,
      Iterator.from(stretches).reduce(
        (kwh, { start_ms, end_ms, power_w }) => kwh + (Math.max(0, end_ms - Math.max(start_ms, lastMs)) * power_w) / HOUR_MS / 1e3,
        0,
      ),
    ]),
  );
  return new Map(hours.map((device) => [device.entity_id, sumOf(device) + (open.get(device.entity_id) ?? 0)]));
}

async function explain(found: readonly PowerBin[], bins: Bins, options: SeriesOptions): Promise<Explained> {
  const { hourDays, alwaysOn, known, kind, isHouse, nowMs } = options;
  if (!isHouse || kind === 'net') return { explained: found.map(() => null), always_on_w: null, usage: null };
  const isLong = bins.end_ms - bins.start_ms >= USAGE_MS;
  const isByHour = bins.bin_ms >= HOUR_MS;
  const [always_on_w, allHours, allNamed] = await Promise.all([
    alwaysOn(Math.min(bins.end_ms, nowMs), nowMs),
    isLong || isByHour ? hourDays.read(bins, nowMs) : [],
    options.named(bins),
  ]);
  const { known: others, told: named, isNamed } = replaceByNamed(isByHour ? countedByHour(known) : known, allNamed);
  const hours = allHours.filter(({ entity_id }) => !isNamed.has(entity_id));
  const isWithin = createIsWithin(others);
  const draws = [
    ...(await readDraws({ ...options, known: others }, bins, hours)),
    ...named.map((draw) => ({ ...draw, within: isWithin(draw.entity_id) })),
  ];
  // Of hours and days nothing is said before they are closed.
  const knownUntil = isByHour ? closedUntil(hours) : Infinity;
  const told = explainBins(found, draws, bins, always_on_w);
  const explained = told.map((watts, i) => ((found[i]?.time_ms ?? 0) + bins.bin_ms > knownUntil ? null : watts));
  const usage = isLong ? usageOf(draws, countedOf(hours, draws), bins.bin_ms) : null;
  return { explained, always_on_w, usage };
}

/** Throws UnavailableError. */
export async function readSeries(bins: Bins, options: SeriesOptions): Promise<PowerSeries> {
  const { store, meter_id, kind } = options;
  const found = await store.series.powerBins({ ...bins, meter_id });
  const { explained, ...rest } = await explain(found, bins, options);
  return {
    meter_id,
    kind,
    start: toTimestamp(bins.start_ms),
    end: toTimestamp(bins.end_ms),
    bin_s: bins.bin_ms / 1000,
    readings: seriesPoints(found, explained, bins),
    ...rest,
  };
}
