/** A home whose price of a kWh, or currency, the user has set: that wins over what the home says. */
import type { Home } from './home.ts';

/** Undefined: as the home says. */
export type FixedPrice = { price?: number | undefined; currency?: string | undefined };

export function withFixedPrice(home: Home, { price, currency }: FixedPrice): Home {
  return {
    ...home,
    settings() {
      const told = home.settings();
      return { ...told, price: price ?? told.price, currency: currency ?? told.currency };
    },
    prices: (range) => (price === undefined ? home.prices(range) : Promise.resolve([{ time_ms: range.start_ms, price }])),
  };
}
