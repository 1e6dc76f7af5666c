/** A named pattern as a device: what it draws, and what its runs used. */
import type { Device } from '../contract/device.ts';
import type { Pattern } from '../contract/unexplained.ts';
import { energyOfPeriods, type Periods } from './energy-of-periods.ts';
import type { Run } from './find-patterns.ts';

const MS_PER_KWH_OF_1W = 3.6e9;

/** Its id among the devices, where it is no entity of the home. */
export const patternEntityId = (patternId: string): string => `pattern.${patternId}`;

/** What its runs used counts by their starts. `entity_id`: what it was named to be. */
export function describePattern(pattern: Pattern, runs: readonly Run[], entity_id: string, periods: Periods, price: number | null): Device {
  const uses = runs.map(({ start_ms, end_ms, power_w }) => ({
    time_ms: start_ms,
    energy_kwh: ((end_ms - start_ms) * power_w) / MS_PER_KWH_OF_1W,
    cost: null,
  }));
  return {
    entity_id,
    verdict: 'learned',
    on_power_w: pattern.power_w,
    interval_w: null,
    switches: pattern.count,
    switches_needed: null,
    standby_w: null,
    ...energyOfPeriods(uses, periods, price),
    total_kwh: null,
    total_cost: null,
    drift: null,
    group: null,
    entered_w: null,
    correction_id: pattern.correction_id,
    circuit: null,
    phase: null,
  };
}
