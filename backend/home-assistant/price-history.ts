/** What a kWh cost, as Home Assistant's recorder still knows it. */
import type { PriceChange } from '../home/home.ts';
import type { EnergyPreferences } from './energy-preferences.ts';
import type { HistoryReader } from './history.ts';
import { readPrice } from './price.ts';

export type PriceHistoryOptions = { price: EnergyPreferences['price']; history: HistoryReader; start_ms: number; end_ms: number };

/** A fixed price is believed to have always been so. Empty: there is none, or the recorder does not keep it. Throws UnavailableError. */
export async function readPriceHistory({ price, history, start_ms, end_ms }: PriceHistoryOptions): Promise<PriceChange[]> {
  if (price === null) return [];
  if ('number' in price) return [{ time_ms: start_ms, price: price.number }];
  const changes: PriceChange[] = [];
  const { signal } = new AbortController();
  for await (const { initial, rows } of history.read({ entityIds: [price.entity_id], start_ms, end_ms, signal }))
    for (const row of [...initial, ...rows]) changes.push({ time_ms: Math.max(start_ms, row.time_ms), price: readPrice(row) });
  return changes;
}
