/** Power of the house and of its parts, by the plan, from what the sensors say. */
import type { Reading } from '../contract/reading.ts';
import type { PowerTerm } from '../home-assistant/energy-preferences.ts';
import type { PowerPlan } from './power-plan.ts';
import type { Converted } from './units.ts';

/** W; null: unknown. */
export type WattsOf = (entityId: string) => number | null;
export type PlanPower = Omit<Reading, 'time_ms' | 'meter_id' | 'meter_type' | 'meter_source' | 'daily_kwh'>;

/** Sums of decimals, to the mW. */
export const roundWatts = (watts: number): number => Math.round(watts * 1000) / 1000;

/** Unknown as soon as one of them is: a sum without it would be a wrong power. */
function add(values: readonly (number | null)[]): number | null {
  let sum = 0;
  for (const value of values) {
    if (value === null) return null;
    sum += value;
  }
  return roundWatts(sum);
}

function total(
  plan: PowerPlan,
  home: number | null,
  parts: { grid: number | null; solar: number | null; battery: number | null },
): number | null {
  if (plan.home.length > 0) return home;
  if (plan.kind === 'net') return parts.grid;
  return add([parts.grid, plan.solar.length === 0 ? 0 : parts.solar, plan.battery.length === 0 ? 0 : parts.battery]);
}

/** load = grid + solar + battery; a plant that takes power at night is no negative production. */
export function planPower(plan: PowerPlan, wattsOf: WattsOf): PlanPower {
  const sum = (terms: readonly PowerTerm[], least = -Infinity) => {
    const values = terms.map(({ entity_id: entityId, sign }) => {
      const watts = wattsOf(entityId);
      return watts === null ? null : Math.max(least, sign * watts);
    });
    return terms.length === 0 ? null : add(values);
  };
  const parts = { grid: sum(plan.grid), solar: sum(plan.solar, 0), battery: sum(plan.battery) };
  const phase = (i: number) => sum(plan.phases.slice(i, i + 1));
  return {
    total_power_w: total(plan, sum(plan.home), parts),
    grid_w: parts.grid,
    solar_w: parts.solar,
    battery_w: parts.battery,
    phase_1_w: phase(0),
    phase_2_w: phase(1),
    phase_3_w: phase(2),
  };
}

/** What counters of the whole home, or of its grid, tell. */
export function derivedPower(of: 'home' | 'grid', power: Converted): PlanPower {
  const watts = power.ok ? roundWatts(power.value) : null;
  const unknown = { solar_w: null, battery_w: null, phase_1_w: null, phase_2_w: null, phase_3_w: null };
  return { total_power_w: watts, grid_w: of === 'grid' ? watts : null, ...unknown };
}
