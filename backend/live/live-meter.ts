/** The newest of one meter: its last reading, its circuits, its day, and how often it reports. */
import type { Clock } from '../clock.ts';
import type { Circuit } from '../contract/circuit.ts';
import type { Live } from '../contract/current.ts';
import type { QualityFinding, QualityKind } from '../contract/data-quality.ts';
import { toTimestamp } from '../contract/identity.ts';
import type { CircuitReading, Reading } from '../contract/reading.ts';
import { startOfDay } from '../local-day.ts';
import type { Meter } from '../meter/meter.ts';
import { addToDay, newDay, type DayTotals } from './day-totals.ts';
import { createQualityWatch, type QualityWatch } from './watch-quality.ts';

/** A circuit that reports only changes is believed for so long. */
const HOLD_MS = 3_600_000;
/** Intervals of which the median is the cadence. */
const INTERVALS = 60;
/** No local day is shorter, ms. */
const SHORTEST_DAY_MS = 23 * 3_600_000;

export interface LiveMeter {
  readonly meter: Meter;
  add(readings: readonly Reading[], circuits: readonly CircuitReading[]): void;
  /** Counts the day anew from all its readings so far, in time order. */
  recount(readings: readonly Reading[]): void;
  last(): Reading | null;
  day(): DayTotals;
  /** Median time between readings, s; null before there are any. */
  cadenceS(): number | null;
  /** What its readings and its source told that cannot be taken as it is. */
  quality(): QualityFinding[];
  /** The newest of each circuit, as far as it is not too old to hold. */
  circuits(): CircuitReading[];
  live(): Omit<Live, 'split'>;
}

const toCircuit = ({ time_ms, circuit_id, circuit_name, power_w, percentage }: CircuitReading, meter: Meter): Circuit => {
  const described = meter.describe()?.circuits.find((circuit) => circuit.circuit_id === circuit_id);
  const { entity_id = null, parent = null } = described ?? {};
  return { timestamp: toTimestamp(time_ms), circuit_id, circuit_name, power_w, percentage, entity_id, parent, provenance: 'measured' };
};

const unknown = { total_power_w: null, daily_kwh: null, grid_w: null, solar_w: null, battery_w: null };

const toLive = (meter_id: string, last: Reading | null, circuits: Circuit[]): Omit<Live, 'split'> => {
  const { total_power_w, daily_kwh, grid_w, solar_w, battery_w } = last ?? unknown;
  return {
    timestamp: last && toTimestamp(last.time_ms),
    meter_id,
    total_power_w,
    daily_kwh,
    grid_w,
    solar_w,
    battery_w,
    circuits,
  };
};

/** Of the readings, and those that the meter itself knows of. */
function findingsOf(watch: QualityWatch, meter: Meter): QualityFinding[] {
  const found = new Map(watch.found());
  const own = Object.entries(meter.findings?.() ?? {}) as [QualityKind, number][];
  for (const [kind, count] of own.filter(([, times]) => times > 0)) {
    const { count: seen = 0, last_ms = NaN } = found.get(kind) ?? {};
    found.set(kind, { count: seen + count, last_ms });
  }
  return [...found].map(([kind, { count, last_ms }]) => ({ kind, count, last: Number.isNaN(last_ms) ? null : toTimestamp(last_ms) }));
}

/** Whether power below 0 is nothing strange: it is that of a grid that takes as well. */
const mayFeedIn = (meter: Meter, { solar_w, battery_w }: Reading): boolean =>
  meter.describe()?.kind === 'net' || solar_w !== null || battery_w !== null;

export function createLiveMeter(meter: Meter, timeZone: () => string, clock: Clock): LiveMeter {
  let last: Reading | null = null;
  let day = newDay(startOfDay(clock.now(), timeZone()));
  const circuits = new Map<string, CircuitReading>();
  const intervals: number[] = [];
  const watch = createQualityWatch();

  let known = { zone: '', start_ms: 0 };
  /** The start of its local day; finding one costs more than all else that a reading costs here. */
  const dayOf = (timeMs: number): number => {
    const zone = timeZone();
    const sinceStart = timeMs - known.start_ms;
    if (zone !== known.zone || sinceStart < 0 || sinceStart >= SHORTEST_DAY_MS) known = { zone, start_ms: startOfDay(timeMs, zone) };
    return known.start_ms;
  };

  const addReading = (reading: Reading) => {
    // What comes last is the newest, also after the clock was set back.
    const intervalMs = last === null ? 0 : reading.time_ms - last.time_ms;
    if (intervalMs > 0) intervals.push(intervalMs);
    if (intervals.length > INTERVALS) intervals.shift();
    const start = dayOf(reading.time_ms);
    if (start !== day.start_ms) day = newDay(start);
    day = addToDay(day, reading.time_ms, reading.total_power_w);
    watch.see(reading, { dayStartMs: start, mayFeedIn: mayFeedIn(meter, reading) });
    last = reading;
  };

  return {
    meter,
    add(readings, ofCircuits) {
      readings.forEach(addReading);
      for (const reading of ofCircuits) circuits.set(reading.circuit_id, reading);
    },
    recount(readings) {
      const start = startOfDay(clock.now(), timeZone());
      const today = readings.filter(({ time_ms }) => time_ms >= start);
      const newest = today.at(-1) ?? readings.at(-1) ?? null;
      if (newest !== null && newest.time_ms >= (last?.time_ms ?? 0)) last = newest;
      day = today.reduce((soFar, { time_ms, total_power_w }) => addToDay(soFar, time_ms, total_power_w), newDay(start));
    },
    quality: () => findingsOf(watch, meter),
    last: () => last,
    day: () => day,
    cadenceS() {
      const median = intervals.toSorted((a, b) => a - b)[Math.floor(intervals.length / 2)];
      return median === undefined ? null : median / 1000;
    },
    circuits: () => [...circuits.values()].filter(({ time_ms }) => (last?.time_ms ?? 0) - time_ms < HOLD_MS),
    live() {
      const byPower = [...circuits.values()].sort((a, b) => (b.power_w ?? 0) - (a.power_w ?? 0));
      return toLive(
        meter.id,
        last,
        byPower.map((circuit) => toCircuit(circuit, meter)),
      );
    },
  };
}
