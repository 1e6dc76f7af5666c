/** Made-up rows for measuring: a meter that tells every second, its circuits, and correlations. */
import type { StoredCorrelation } from '../../contract/correlation.ts';
import type { CircuitReading, Reading } from '../../contract/reading.ts';

export const SECOND = 1000;
export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;
/** The last midnight. */
export const END = Math.floor(Date.now() / DAY) * DAY;

export type MeterRows = { readings: Reading[]; circuits: CircuitReading[] };

export const readingAt = (time_ms: number): Reading => ({
  time_ms,
  meter_id: 'home_assistant',
  meter_type: 'home_assistant',
  meter_source: 'ha_integration',
  total_power_w: 300 + ((time_ms / SECOND) % 997),
  daily_kwh: (time_ms % DAY) / HOUR,
  grid_w: null,
  solar_w: null,
  battery_w: null,
  phase_1_w: null,
  phase_2_w: null,
  phase_3_w: null,
});

const circuitAt = (time_ms: number, number: number): CircuitReading => ({
  time_ms,
  meter_id: 'home_assistant',
  meter_type: 'home_assistant',
  circuit_id: `sensor.circuit_${String(number)}_power`,
  circuit_name: `Circuit ${String(number)}`,
  power_w: (time_ms / SECOND + number * 31) % 499,
  percentage: 5,
});

const MOST_CIRCUITS = 20;

/** Of all circuits at a time. */
export const circuitsAt = (time_ms: number): CircuitReading[] => Array.from({ length: MOST_CIRCUITS }, (_, i) => circuitAt(time_ms, i));

export const correlationAt = (time_ms: number, number: number): StoredCorrelation => ({
  time_ms,
  entity_id: `light.room_${String(number % 40)}`,
  domain: 'light',
  state: 'on',
  previous_state: 'off',
  previous_level: null,
  level: 80,
  meter_id: 'home_assistant',
  power_before_w: 400,
  power_after_w: 460,
  power_delta_w: (number * 37) % 400,
  power_delta_pct: 15,
  interval_w: 8,
  confidence: 0.3 + ((number * 7) % 70) / 100,
  shared_with: [],
  source: 'live',
  cause: { kind: 'user', name: 'Somebody' },
});

/** The rows of some days that end at `END`, so many seconds a batch. */
export async function* batches({
  days,
  seconds,
  circuits,
}: {
  days: number;
  seconds: number;
  circuits: number;
}): AsyncGenerator<MeterRows> {
  for (let start = END - days * DAY; start < END; start += seconds * SECOND) {
    const times = Array.from({ length: seconds }, (_, i) => start + i * SECOND);
    yield {
      readings: times.map(readingAt),
      circuits: times.flatMap((time) => Array.from({ length: circuits }, (_, i) => circuitAt(time, i))),
    };
    await new Promise(setImmediate);
  }
}
