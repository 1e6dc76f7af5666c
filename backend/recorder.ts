/** Meters and state changes -> store. */
import type { Clock } from './clock.ts';
import { messageOf, troubleOf } from './errors.ts';
import type { Events } from './events.ts';
import type { Home } from './home/home.ts';
import type { Log } from './log.ts';
import type { Meter } from './meter/meter.ts';
import { createRefill, type Refill } from './recorder/refill.ts';
import { sourceOfHome, sourceOfMeter, type Source } from './recorder/source.ts';
import { createWriteBuffer, type WriteBuffer } from './recorder/write-buffer.ts';
import type { StatusBoard } from './status-board.ts';
import type { SeriesRows, Store } from './store/store.ts';

/** A source stamps its rows a little before we hear of them. */
const SETTLE_MS = 1000;
const CHANGES_FLUSH_MS = 1000;
const READINGS_FLUSH_MS = 10_000;

export interface Recorder {
  /** Records until the signal aborts, then writes what is left. A source that cannot work is reported, the others go on. */
  run(signal: AbortSignal): Promise<void>;
  /** Writes what waits in memory. */
  flush(): Promise<void>;
  /** Up to this time everything that can be had is in the store once `flush` has resolved: the correlator may go so far. 0: nothing yet. */
  completeUntilMs(): number;
  /** Share of the history being read back that is done, 0 to 1. */
  refillFraction(): number;
  statistics(): { readings_recorded: number; changes_recorded: number };
}

export type RecorderOptions = {
  /** The first is the house. */
  meters: readonly [Meter, ...Meter[]];
  home: Home;
  store: Store;
  events: Events;
  board: StatusBoard;
  historyDays: number;
  clock: Clock;
  log: Log;
};

type Rows = Required<SeriesRows>;
const noRows: Rows = { readings: [], circuits: [], changes: [] };

/** A source with its refill, and the time of the first row that was refused. */
type Followed = { source: Source; refill: Refill | null; refusedMs: number | null };

const completeOf = ({ source, refill, refusedMs }: Followed): number =>
  Math.min(refill?.reachedMs() ?? Infinity, refusedMs ?? Infinity, (source.heardMs() ?? 0) - SETTLE_MS);

/** Memory and disk are full. The cursor waits where the first of them is. */
function noteRefused({ readings, circuits, changes }: Rows, followed: Followed, log: Log): void {
  if (followed.refusedMs !== null) return;
  followed.refusedMs = Math.min(...[...readings, ...circuits, ...changes].map(({ time_ms }) => time_ms));
  log.error(`${followed.source.name}: more waits to be written than the memory may hold; what comes now is not kept.`);
}

/** What was refused the past of the source may tell, where it has one; else it stays a gap. */
function fetchRefused(followed: Followed): void {
  if (followed.refusedMs === null) return;
  followed.refusedMs = null;
  followed.refill?.begin();
}

/** State changes are written every second, readings every ten, until the signal aborts. */
async function flushAtTimes(buffer: WriteBuffer, clock: Clock, signal: AbortSignal): Promise<void> {
  for (let elapsedMs = CHANGES_FLUSH_MS; !signal.aborted; elapsedMs += CHANGES_FLUSH_MS) {
    await clock.sleep(CHANGES_FLUSH_MS, signal);
    await buffer.flush(elapsedMs % READINGS_FLUSH_MS === 0 ? 'all' : 'changes');
  }
}

export function createRecorder({ meters, home, store, events, board, historyDays, clock, log }: RecorderOptions): Recorder {
  let all: Followed[] = [];
  const buffer = createWriteBuffer({ store, report: board.reporter('store'), log, onRoom: () => all.forEach(fetchRefused) });
  const recorded = { readings_recorded: 0, changes_recorded: 0 };
  // Witness meters may be late or away without holding up the house.
  const houseAndHome = () => all.slice(0, 2);

  const count = ({ readings = [], changes = [] }: SeriesRows) => {
    recorded.readings_recorded += readings.length;
    recorded.changes_recorded += changes.length;
  };
  const append = async (rows: SeriesRows) => {
    await store.series.append(rows);
    count(rows);
  };
  const take = (rows: Rows, followed: Followed) => {
    const { readings, circuits, changes } = rows;
    if (buffer.add(rows)) {
      count(rows);
      for (const { time_ms } of [...readings, ...changes]) followed.refill?.saw(time_ms);
    } else noteRefused(rows, followed, log);
    if (readings.length + circuits.length > 0) events.emit('reading', { readings, circuits });
    for (const change of changes) events.emit('change', change);
  };

  const withRefill = async (source: Source, signal: AbortSignal): Promise<Followed> => {
    const options = { facts: store.facts, append, historyMs: historyDays * 86_400_000, clock, log, signal };
    return { source, refill: source.past && (await createRefill({ past: source.past, ...options })), refusedMs: null };
  };

  const follow = (followed: Followed, signal: AbortSignal) => {
    const { source, refill } = followed;
    const report = board.reporter(source.name);
    const handlers = {
      onRows: (rows: SeriesRows) => take({ ...noRows, ...rows }, followed),
      onBack: () => refill?.begin(),
      report,
      signal,
    };
    return source.run(handlers).catch((error: unknown) => {
      log.error(`${source.name} has stopped: ${messageOf(error)}`);
      report('failed', messageOf(error), troubleOf(error));
    });
  };

  return {
    async run(signal) {
      const [house, ...witnesses] = meters;
      all = await Promise.all(
        [sourceOfMeter(house, store), sourceOfHome(home, store), ...witnesses.map((meter) => sourceOfMeter(meter, store))].map((source) =>
          withRefill(source, signal),
        ),
      );
      await Promise.all([...all.map((followed) => follow(followed, signal)), flushAtTimes(buffer, clock, signal)]);
      await Promise.all(all.map(({ refill }) => refill?.settled() ?? Promise.resolve()));
      await buffer.flush();
    },
    flush: () => buffer.flush(),
    completeUntilMs: () =>
      all.length === 0 ? 0 : Math.max(0, Math.min(buffer.heldSinceMs() ?? Infinity, ...houseAndHome().map(completeOf))),
    refillFraction: () => Math.min(1, ...houseAndHome().map(({ refill }) => refill?.fraction() ?? 1)),
    statistics: () => ({ ...recorded }),
  };
}
