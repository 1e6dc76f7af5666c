/** Takes readings and changes in: learns the meter's pace, evens it out, and hands both to the front that reads such a meter. */
import { watchCadence, type Cadence } from './cadence.ts';
import { beginFront, resumeFront } from './create-front.ts';
import type { EngineData, InboxReading } from './engine-data.ts';
import { followHouse, followLevel } from './entity-hours.ts';
import { eventOf, isActive, lastSeenOf } from './event.ts';
import type { Front, FrontSettings } from './front.ts';
import { insertInOrder } from './insert-in-order.ts';
import { addToCells, breakCells } from './meter-cells.ts';
import { paceOf, passTime, pushReading, type SampleSink } from './regular-grid.ts';
import type { EngineChange, EngineReading } from './types.ts';

/** No home draws more, W: a reading beyond is a fault of the meter. */
const IMPOSSIBLE_W = 1e6;

const isPossible = (powerW: number | null): powerW is number =>
  powerW !== null && Number.isFinite(powerW) && Math.abs(powerW) < IMPOSSIBLE_W;

/** Smallest difference seen, to the milliwatt. */
function finer(resolutionW: number | null, differenceW: number): number | null {
  const difference = Math.round(Math.abs(differenceW) * 1000) / 1000;
  return difference > 0 ? Math.min(resolutionW ?? Infinity, difference) : resolutionW;
}

/** Samples go to the front, and into the cells that hours are told of. */
const sinkOf = ({ stream }: EngineData, front: () => Front | null): SampleSink => ({
  sample(t, powerW) {
    front()?.sample(t, powerW);
    if (stream.grid !== null) addToCells(stream.hours.meter, t, powerW, paceOf(stream.grid.cadence));
  },
  gap() {
    front()?.gap();
    breakCells(stream.hours.meter);
  },
});

export type Intake = {
  /** Null until the meter's pace is known. */
  front(): Front | null;
  /** Keeps a reading until time has come to it; one that is not later than the last is dropped. */
  reading(reading: EngineReading): void;
  change(change: EngineChange): void;
  /** Takes what was given up to `t` (s), and lets time pass to there. */
  feed(t: number): void;
};

/** @example createIntake(data, { learning: true, windowS: undefined }).reading({ time_ms: 0, power_w: 230 }); */
export function createIntake(data: EngineData, settings: FrontSettings): Intake {
  const { learned, stream } = data;
  let front = resumeFront(data, settings);
  const sink = sinkOf(data, () => front);

  /** Begins with what came while the pace was not known. */
  function begin(cadence: Cadence): void {
    front = beginFront(data, cadence, settings);
    const readings = stream.warmUp;
    stream.warmUp = [];
    for (const { t, powerW } of readings) if (stream.grid !== null) pushReading(stream.grid, t, powerW, sink);
  }

  function watch({ t, powerW }: InboxReading): void {
    const { last } = stream;
    if (powerW === null || last === null || last.powerW === null) return;
    learned.resolutionW = finer(learned.resolutionW, powerW - last.powerW);
    const cadence = watchCadence(stream.watch, t - last.t, t, learned.cadence);
    if (cadence !== null) begin(cadence);
  }

  function take(reading: InboxReading): void {
    if (stream.grid === null) stream.warmUp.push(reading);
    else pushReading(stream.grid, reading.t, reading.powerW, sink);
    if (settings.learning) watch(reading);
    followHouse(stream.hours, reading.t, reading.powerW);
    stream.last = reading;
  }

  function start(t: number): void {
    stream.clock ??= t;
    if (front === null && learned.cadence !== null) begin(learned.cadence);
  }

  return {
    front: () => front,
    reading({ time_ms, power_w }) {
      const t = time_ms / 1000;
      start(t);
      const before = stream.inbox.at(-1) ?? stream.last;
      if (before === null || t > before.t) stream.inbox.push({ t, powerW: isPossible(power_w) ? power_w : null });
    },
    change(change) {
      start(change.time_ms / 1000);
      const last = stream.seen[change.entity_id];
      const seen = lastSeenOf(change, last);
      stream.seen[change.entity_id] = seen;
      followLevel(stream.hours, change.entity_id, change.time_ms / 1000, seen, isActive(last?.activity ?? change.previous_state));
      const event = eventOf(change, last);
      if (event === null) return;
      settings.witness.event(event);
      if (front === null) insertInOrder(stream.waiting, event);
      else front.event(event);
    },
    feed(t) {
      settings.witness.feed(t);
      const behind = stream.inbox.findIndex((reading) => reading.t > t);
      for (const reading of stream.inbox.splice(0, behind < 0 ? stream.inbox.length : behind)) take(reading);
      if (stream.grid !== null) passTime(stream.grid, t, sink);
    },
  };
}
