/** What each device has used since it was first known. */
import { readTotal, TOTAL_KIND, type EnergyTotal } from '../contract/energy-total.ts';
import type { Store } from '../store/store.ts';

/** By entity. */
export async function readTotals(store: Store): Promise<Map<string, EnergyTotal>> {
  const facts = await store.facts.list(TOTAL_KIND);
  return new Map(
    [...facts].flatMap(([entityId, value]) => {
      const total = readTotal(value);
      return total === null ? [] : [[entityId, total] as const];
    }),
  );
}
