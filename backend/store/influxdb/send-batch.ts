/** Sends what waits in the outbox. */
import type { SendersOptions } from '../outbox/senders.ts';
import { tableOf, type Measurement } from './measurements.ts';
import { sumTable } from './packed-sums.ts';
import { readLines, type SentRow } from './read-lines.ts';
import type { RemoteSeries } from './remote-series.ts';
import type { Server } from './server.ts';
import { writeLines, writeRows } from './write-rows.ts';

/** Rows that are on the server already keep the values that they have there. */
async function leaveOutKnown(
  remote: RemoteSeries,
  table: Measurement['table'],
  rows: readonly SentRow[],
  beforeMs: number,
): Promise<SentRow[]> {
  const old = rows.filter(({ time_ms }) => time_ms < beforeMs);
  if (old.length === 0) return [...rows];
  const times = old.map(({ time_ms }) => time_ms);
  const range = {
    start_ms: times.reduce((a, b) => Math.min(a, b)),
    end_ms: times.reduce((a, b) => Math.max(a, b)) + 1,
  };
  const known = await remote.identities(table, range);
  return rows.filter(({ time_ms, key }) => time_ms >= beforeMs || !known.has(`${time_ms}\n${key}`));
}

type Ground = {
  server: Pick<Server, 'of'>;
  remote: RemoteSeries;
  /** What is older may be on the server already; null: nothing is. */
  checkBeforeMs: () => number | null;
};

export const createSend =
  ({ server, remote, checkBeforeMs }: Ground): SendersOptions['send'] =>
  async (measurement, { text, first_time_ms }) => {
    const table = tableOf(measurement);
    const readRows = () => readLines(table, text);
    const before_ms = checkBeforeMs();
    // The sums of a revision are always the same.
    if (before_ms === null || first_time_ms >= before_ms || table.name === sumTable.name)
      return await writeLines(server.of(measurement), { text, readRows });
    const unknown = await leaveOutKnown(remote, table, readRows(), before_ms);
    return unknown.length === 0 ? [] : await writeRows(server.of(measurement), unknown);
  };
