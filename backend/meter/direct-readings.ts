/** What a meter that is asked itself says -> readings: in time order, each once, with a gap where it falls silent. */
import type { CircuitReading, Reading } from '../contract/reading.ts';
import type { MeterCircuit, MeterReadings } from './meter.ts';
import { nextTime } from './next-time.ts';
import { roundWatts } from './plan-power.ts';
import { shareOfHouse } from './share-of-house.ts';

/** What a meter said of one moment; what is absent it does not know. */
export type Sample = {
  time_ms: number;
  /** The time is that of its arrival, not its own. */
  arrived?: boolean;
  total_power_w: number | null;
  daily_kwh?: number | null;
  grid_w?: number | null;
  solar_w?: number | null;
  battery_w?: number | null;
  phases_w?: readonly (number | null)[];
  circuits?: readonly (Omit<MeterCircuit, 'entity_id'> & { power_w: number | null })[];
};

export interface DirectReadings {
  /** The readings that a sample makes; none where it is no newer than the last. */
  take(sample: Sample): MeterReadings;
  /** Up to this time nothing newer came: a gap begins where the last reading is too old to hold. */
  silentUntil(nowMs: number): MeterReadings;
  /** Time of the newest sample; null: none. */
  newestMs(): number | null;
  circuits(): MeterCircuit[];
  /** Samples that came late or twice. */
  dropped(): { late: number; repeated: number };
}

const none = (): MeterReadings => ({ readings: [], circuits: [] });
const round = (watts: number | null | undefined): number | null => (watts === null || watts === undefined ? null : roundWatts(watts));

type Identity = Pick<Reading, 'meter_id' | 'meter_type'>;

const toReading = (sample: Sample, identity: Identity): Reading => ({
  ...identity,
  time_ms: sample.time_ms,
  meter_source: 'direct_api',
  total_power_w: round(sample.total_power_w),
  daily_kwh: sample.daily_kwh ?? null,
  grid_w: round(sample.grid_w),
  solar_w: round(sample.solar_w),
  battery_w: round(sample.battery_w),
  phase_1_w: round(sample.phases_w?.[0]),
  phase_2_w: round(sample.phases_w?.[1]),
  phase_3_w: round(sample.phases_w?.[2]),
});

/** `maxAgeMs`: how long a reading holds. */
export function createDirectReadings(identity: Identity, maxAgeMs: number): DirectReadings {
  const known = new Map<string, MeterCircuit>();
  const dropped = { late: 0, repeated: 0 };
  let newestMs: number | null = null;
  let inGap = true;

  /** What comes by its own time and is no news. */
  const isOld = ({ arrived, time_ms }: Sample): boolean => {
    if (arrived === true || newestMs === null || time_ms > newestMs) return false;
    dropped[time_ms === newestMs ? 'repeated' : 'late'] += 1;
    return true;
  };
  const toCircuit = ({ circuit_id, power_w }: { circuit_id: string; power_w: number | null }, whole: number | null, time_ms: number) => {
    const circuit_name = known.get(circuit_id)?.circuit_name ?? circuit_id;
    return {
      ...identity,
      time_ms,
      circuit_id,
      circuit_name,
      power_w: round(power_w),
      percentage: shareOfHouse(power_w, whole),
    } satisfies CircuitReading;
  };

  return {
    take(sample) {
      if (isOld(sample)) return none();
      const { total_power_w, circuits = [] } = sample;
      const time_ms = sample.arrived === true ? nextTime(sample.time_ms, newestMs ?? -Infinity) : sample.time_ms;
      newestMs = time_ms;
      inGap = total_power_w === null;
      for (const { power_w: _, ...circuit } of circuits) known.set(circuit.circuit_id, { ...circuit, entity_id: null });
      return {
        readings: [toReading({ ...sample, time_ms }, identity)],
        circuits: circuits.map((circuit) => toCircuit(circuit, total_power_w, time_ms)),
      };
    },
    silentUntil(nowMs) {
      if (inGap || newestMs === null || nowMs - newestMs < maxAgeMs) return none();
      inGap = true;
      newestMs += maxAgeMs;
      const gap = toReading({ time_ms: newestMs, total_power_w: null }, identity);
      return {
        readings: [gap],
        circuits: [...known.keys()].map((circuit_id) => toCircuit({ circuit_id, power_w: null }, null, gap.time_ms)),
      };
    },
    newestMs: () => newestMs,
    circuits: () => [...known.values()],
    dropped: () => ({ ...dropped }),
  };
}
