/** Where the power comes from and goes to, in words without a minus. */
import type { Live } from '../../backend/contract/current.ts';
import type { TextKey } from '../localize.ts';

export type Flow = { kind: 'solar' | 'from-grid' | 'to-grid' | 'from-battery' | 'to-battery'; name: TextKey; watts: number };

/** Empty where the home has neither solar nor a battery: the grid alone is what the house draws. */
export function flowsOf({ solar_w, grid_w, battery_w }: Pick<Live, 'solar_w' | 'grid_w' | 'battery_w'>): Flow[] {
  if (solar_w === null && battery_w === null) return [];
  const flows: Flow[] = [];
  if (solar_w !== null) flows.push({ kind: 'solar', name: 'now.solar', watts: Math.max(0, solar_w) });
  if (grid_w !== null)
    flows.push(
      Math.round(grid_w) < 0
        ? { kind: 'to-grid', name: 'now.to_grid', watts: -grid_w }
        : { kind: 'from-grid', name: 'now.from_grid', watts: Math.max(0, grid_w) },
    );
  if (battery_w !== null)
    flows.push(
      Math.round(battery_w) < 0
        ? { kind: 'to-battery', name: 'now.to_battery', watts: -battery_w }
        : { kind: 'from-battery', name: 'now.from_battery', watts: Math.max(0, battery_w) },
    );
  return flows;
}
