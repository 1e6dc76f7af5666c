/** Sums up the days that are over: those of the recent time from the file, older ones from the server. */
import type { HoursInFile } from '../duckdb/hours-in-file.ts';
import type { Outbox } from '../outbox.ts';
import { rollUpDays } from '../roll-up/roll-up-days.ts';
import type { Store } from '../store.ts';
import type { Keeper } from './keeper.ts';
import type { RemoteSeries } from './remote-series.ts';

type Ground = { hours: HoursInFile; remote: RemoteSeries; keeper: Keeper; outbox: Pick<Outbox, 'queue'>; now: () => number };

export const createRollUp =
  ({ hours, remote, keeper, outbox, now }: Ground): Store['rollUp'] =>
  async (from_ms, signal) => {
    const range = { start_ms: Math.max(from_ms, (await keeper.firstMs()) ?? Infinity), end_ms: now() };
    await rollUpDays({
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
  };
