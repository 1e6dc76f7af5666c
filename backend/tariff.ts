/** What a kWh cost in a stretch of time, from what the home still knows of its prices. */
import type { Clock } from './clock.ts';
import { messageOf } from './errors.ts';
import type { Home, PriceChange } from './home/home.ts';
import type { Log } from './log.ts';
import type { Range } from './store/store.ts';

export interface Tariff {
  /** What a kWh costs now; null: not known. */
  priceNow(): number | null;
  /** The mean price of a kWh over a stretch that is over; null: not known. */
  meanPrice(range: Range): Promise<number | null>;
}

/** So much is asked for at once while history is read back. */
const AHEAD_MS = 24 * 3_600_000;
const RECENT_MS = 3 * 3_600_000;

/**
 * The mean over the time of which a price is known; null: of none.
 *
 * @example
 * meanOf([{ time_ms: 0, price: 0.2 }, { time_ms: 45, price: 0.4 }], { start_ms: 0, end_ms: 60 }); // 0.25
 */
export function meanOf(changes: readonly PriceChange[], { start_ms, end_ms }: Range): number | null {
  let [priced, known] = [0, 0];
  for (const [i, { time_ms, price }] of changes.entries()) {
    const forMs = Math.min(changes[i + 1]?.time_ms ?? end_ms, end_ms) - Math.max(time_ms, start_ms);
    if (price === null || forMs <= 0) continue;
    priced += price * forMs;
    known += forMs;
  }
  return known > 0 ? priced / known : null;
}

export function createTariff({ home, clock, log }: { home: Pick<Home, 'prices' | 'settings'>; clock: Clock; log: Log }): Tariff {
  let known: Range & { changes: readonly PriceChange[] } = { start_ms: 0, end_ms: 0, changes: [] };

  /** Prices that cover the range; what is asked for goes on ahead of it, up to now. */
  const changesOf = async ({ start_ms, end_ms }: Range): Promise<readonly PriceChange[]> => {
    if (start_ms >= known.start_ms && end_ms <= known.end_ms) return known.changes;
    const ahead = { start_ms, end_ms: Math.max(end_ms, Math.min(start_ms + AHEAD_MS, clock.now())) };
    known = { ...ahead, changes: await home.prices(ahead) };
    return known.changes;
  };

  /** What it costs now, where the stretch is only just over: a recorder may not keep the price. */
  const priceNear = ({ end_ms }: Range) => (clock.now() - end_ms < RECENT_MS ? home.settings().price : null);

  return {
    priceNow: () => home.settings().price,
    async meanPrice(range) {
      try {
        const changes = await changesOf(range);
        // A price that was unavailable is none: nobody knows what that hour cost.
        return changes.some(({ time_ms }) => time_ms < range.end_ms) ? meanOf(changes, range) : priceNear(range);
      } catch (error) {
        log.warn(`What energy cost cannot be read; of the last hours it is taken to be what it costs now: ${messageOf(error)}`);
        return priceNear(range);
      }
    },
  };
}
