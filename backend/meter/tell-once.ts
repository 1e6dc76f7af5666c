/** After a break a meter is found with the reading that was told before it: that is no news. */
import type { MeterReadings } from './meter.ts';

/**
 * Hands on readings, without one of the very time of the last of its meter or circuit. Earlier ones pass: a clock may be set back.
 *
 * @example
 * const handOn = tellOnce(onReadings); // for as long as the meter runs, over all breaks
 */
export function tellOnce(onReadings: (readings: MeterReadings) => void): (readings: MeterReadings) => void {
  const lastMs = new Map<string | null, number>();
  const isNews = (circuitId: string | null, time_ms: number): boolean => {
    if (lastMs.get(circuitId) === time_ms) return false;
    lastMs.set(circuitId, time_ms);
    return true;
  };
  return (made) => {
    const readings = made.readings.filter(({ time_ms }) => isNews(null, time_ms));
    const circuits = made.circuits.filter(({ circuit_id, time_ms }) => isNews(circuit_id, time_ms));
    if (readings.length + circuits.length > 0) onReadings({ readings, circuits });
  };
}
