/** What a device used and cost today and in the last seven days. */
import type { Device } from '../contract/device.ts';

export type Use = { time_ms: number; energy_kwh: number | null; cost: number | null };
export type Periods = { todayMs: number; weekMs: number };
type Energy = Pick<Device, 'energy_kwh' | 'cost'>;

const sumOf = (numbers: readonly number[]): number => numbers.reduce((sum, number) => sum + number, 0);

/**
 * Adds up what was used since each of both times; what has no cost of its own costs what a kWh costs now. Null: nothing is known.
 *
 * @example
 * energyOfPeriods([{ time_ms: 5, energy_kwh: 2, cost: null }], { todayMs: 4, weekMs: 0 }, 0.3); // 2 kWh and 0.6 in both
 */
export function energyOfPeriods(uses: readonly Use[], { todayMs, weekMs }: Periods, price: number | null): Energy {
  const known = uses.flatMap(({ time_ms, energy_kwh, cost }) =>
    energy_kwh === null || time_ms < weekMs ? [] : [{ time_ms, energy_kwh, cost: cost ?? (price === null ? null : energy_kwh * price) }],
  );
  if (known.length === 0) return { energy_kwh: null, cost: null };
  const today = known.filter(({ time_ms }) => time_ms >= todayMs);
  const kwh = (of: typeof known) => sumOf(of.map(({ energy_kwh }) => energy_kwh));
  const costOf = (of: typeof known) => sumOf(of.map(({ cost }) => cost ?? 0));
  const isPriced = known.every(({ cost }) => cost !== null);
  return {
    energy_kwh: { today: kwh(today), week: kwh(known) },
    cost: isPriced ? { today: costOf(today), week: costOf(known) } : null,
  };
}
