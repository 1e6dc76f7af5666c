/** The price of a kWh that an entity tells, as Home Assistant's Energy dashboard reads it. */
import type { EntityState } from './entity-state.ts';

/** kWh in the unit behind the slash of "EUR/MWh"; without one it is a kWh. */
const PER = new Map([
  ['Wh', 1e-3],
  ['kWh', 1],
  ['MWh', 1e3],
  ['GWh', 1e6],
]);

export function readPrice(state: Pick<EntityState, 'state' | 'attributes'> | undefined): number | null {
  if (state === undefined || state.state.trim() === '') return null;
  const price = Number(state.state);
  const unit = state.attributes['unit_of_measurement'];
  const per = typeof unit === 'string' ? (PER.get(unit.split('/').at(-1) ?? '') ?? 1) : 1;
  return Number.isFinite(price) ? price / per : null;
}
