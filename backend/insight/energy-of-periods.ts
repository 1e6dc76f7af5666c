/** What a device used and cost today and in the last seven days. */
import type { Device } from '../contract/device.ts';

/** `end_ms`: it was used evenly up to then; absent: all at once. */
export type Use = { time_ms: number; end_ms?: number; energy_kwh: number | null; cost: number | null };
export type Periods = { todayMs: number; weekMs: number };
type Energy = Pick<Device, 'energy_kwh' | 'cost'>;

const sumOf = (numbers: readonly number[]): number => numbers.reduce((sum, number) => sum + number, 0);

/** How much of it lies after a time: in zones that are off by half an hour a day begins amid an hour. */
function shareSince({ time_ms, end_ms }: Pick<Use, 'time_ms' | 'end_ms'>, sinceMs: number): number {
  if (time_ms >= sinceMs) return 1;
  return end_ms === undefined || end_ms <= sinceMs ? 0 : (end_ms - sinceMs) / (end_ms - time_ms);
}

/**
 * Adds up what was used since each of both times; what has no cost of its own costs what a kWh costs now. Null: nothing is known.
 *
 * @example
 * energyOfPeriods([{ time_ms: 5, energy_kwh: 2, cost: null }], { todayMs: 4, weekMs: 0 }, 0.3); // 2 kWh and 0.6 in both
 */
export function energyOfPeriods(uses: readonly Use[], { todayMs, weekMs }: Periods, price: number | null): Energy {
  const known = uses.flatMap(({ energy_kwh, cost, ...when }) => {
    const [week, today] = [shareSince(when, weekMs), shareSince(when, todayMs)];
    if (energy_kwh === null || week === 0) return [];
    return [{ week, today, energy_kwh, cost: cost ?? (price === null ? null : energy_kwh * price) }];
  });
  if (known.length === 0) return { energy_kwh: null, cost: null };
  const kwh = (of: 'today' | 'week') => sumOf(known.map((use) => use[of] * use.energy_kwh));
  const costOf = (of: 'today' | 'week') => sumOf(known.map((use) => use[of] * (use.cost ?? 0)));
  const isPriced = known.every(({ cost }) => cost !== null);
  return {
    energy_kwh: { today: kwh('today'), week: kwh('week') },
    cost: isPriced ? { today: costOf('today'), week: costOf('week') } : null,
  };
}
