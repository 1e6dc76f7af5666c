/** Sums up the days that are over, but those of which the server holds the sums: the recent time from the file, older days from the server. */
import type { HoursInFile } from '../duckdb/hours-in-file.ts';
import type { Outbox } from '../outbox.ts';
import { rollUpDays } from '../roll-up/roll-up-days.ts';
import type { Range, Store } from '../store.ts';
import { stretchOfSums, type SumExchange } from './exchange-sums.ts';
import type { Keeper } from './keeper.ts';
import type { RemoteSeries } from './remote-series.ts';

type Ground = {
  hours: HoursInFile;
  remote: RemoteSeries;
  keeper: Keeper;
  outbox: Pick<Outbox, 'queue' | 'wake'>;
  exchange: SumExchange;
  now: () => number;
};

/** The server may be away: what lies in the file is summed up all the same. */
async function exchangeAround(exchange: SumExchange, stretch: Range, sumUp: () => Promise<void>): Promise<void> {
  const [taken] = await Promise.allSettled([exchange.take(stretch)]);
  await sumUp();
  if (taken.status === 'rejected') throw taken.reason;
  await exchange.send(taken.value);
}

export const createRollUp =
  ({ hours, remote, keeper, outbox, exchange, now }: Ground): Store['rollUp'] =>
  async (from_ms, signal) => {
    if (signal.aborted) return;
    const firstMs = await keeper.firstMs();
    const range = { start_ms: Math.max(from_ms, firstMs ?? Infinity), end_ms: now() };
    const sumUp = () =>
      rollUpDays({
        ...{ hours, range, signal },
        async readHours(day) {
          const { raw_from_ms } = keeper.place();
          if (raw_from_ms === null || day.start_ms >= raw_from_ms) return await hours.readFromRows(day);
          const { first_time_ms } = await outbox.queue.waiting();
          const waits = first_time_ms !== null && first_time_ms < day.end_ms;
          if (waits) return null;
          const found = await remote.hours(day);
          // Nothing at all may be a server that has not loaded all that it has.
          return found.power.length + found.circuits.length === 0 ? null : found;
        },
      });
    const { start_ms, end_ms } = stretchOfSums(firstMs, now());
    // The past of the file is taken to the server when it is migrated, and the sums with it.
    if (keeper.place().has_unsent_past) await sumUp();
    else await exchangeAround(exchange, { start_ms: Math.max(from_ms, start_ms), end_ms }, sumUp);
    outbox.wake();
  };
