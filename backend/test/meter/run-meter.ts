/** Runs a meter and keeps what it says. */
import type { CircuitReading, Reading } from '../../contract/reading.ts';
import type { Meter } from '../../meter/meter.ts';

export function runMeter(meter: Meter) {
  const heard = {
    readings: [] as Reading[],
    circuits: [] as CircuitReading[],
    backs: 0,
    reports: [] as [status: string, message: string | undefined][],
    error: undefined as unknown,
    powers: () => heard.readings.map(({ total_power_w }) => total_power_w),
  };
  const stopping = new AbortController();
  const ended = meter
    .run({
      onReadings: ({ readings, circuits }) => {
        heard.readings.push(...readings);
        heard.circuits.push(...circuits);
      },
      onBack: () => void (heard.backs += 1),
      report: (status, message) => void heard.reports.push([status, message]),
      signal: stopping.signal,
    })
    .catch((error: unknown) => (heard.error = error));
  const stop = async () => {
    stopping.abort();
    await ended;
  };
  return { heard, stop, ended };
}
