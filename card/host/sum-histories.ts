/** The sum of several sensors over time, each holding its value until the next one. */
import type { PowerPoint } from '../controllers/home-state.ts';

/** As Home Assistant answers in short: state and time in seconds. */
export type SensorHistory = { s: string; lu?: number; lc?: number }[];

/** Known from when all sensors have told a value; null while one of them does not know. */
export function sumHistories(sensors: readonly { history: SensorHistory; factor: number }[]): PowerPoint[] {
  const values: (number | null)[] = sensors.map(() => null);
  const steps = sensors
    .flatMap(({ history, factor }, sensor) =>
      history.map(({ s, lu, lc }) => ({ sensor, time_ms: (lu ?? lc ?? 0) * 1000, watts: Number.parseFloat(s) * factor })),
    )
    .sort((a, b) => a.time_ms - b.time_ms);
  return steps.map(({ sensor, time_ms, watts }) => {
    values[sensor] = Number.isFinite(watts) ? watts : null;
    return { time_ms, power_w: values.reduce<number | null>((sum, value) => (sum === null || value === null ? null : sum + value), 0) };
  });
}
