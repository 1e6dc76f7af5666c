/** The price of a kWh that an entity tells, as Home Assistant's Energy dashboard reads it; cents are hundredths, too. */
import type { EntityState } from './entity-state.ts';

/** kWh in the unit behind the slash of "EUR/MWh", however it is written; without one it is a kWh. */
const PER = new Map([
  ['wh', 1e-3],
  ['kwh', 1],
  ['mwh', 1e3],
  ['gwh', 1e6],
  ['mj', 1 / 3.6],
  ['gj', 1e3 / 3.6],
]);
/** Before the slash: hundredths of a currency. */
const CENTS = new Set(['c', 'ct', 'cts', 'cent', 'cents', '¢', 'c€', '€c', 'eurocent', 'p', 'pence', 'öre', 'øre', 'ore', 'gr', 'grosz']);

function factorOf(unit: unknown): number {
  if (typeof unit !== 'string') return 1;
  const [money = '', per = ''] = unit.split('/').map((part) => part.trim().toLowerCase());
  return (CENTS.has(money) ? 0.01 : 1) / (PER.get(per) ?? 1);
}

export function readPrice(state: Pick<EntityState, 'state' | 'attributes'> | undefined): number | null {
  if (state === undefined || state.state.trim() === '') return null;
  const price = Number(state.state);
  return Number.isFinite(price) ? price * factorOf(state.attributes['unit_of_measurement']) : null;
}
