/** What the house draws now, in memory: the API's live answers never wait for the store. */
import type { Clock } from './clock.ts';
import { toWireCorrelation } from './contract/correlation.ts';
import type { Circuit } from './contract/circuit.ts';
import type { QualityFinding } from './contract/data-quality.ts';
import type { Current, Live } from './contract/current.ts';
import { toTimestamp } from './contract/identity.ts';
import type { Reading } from './contract/reading.ts';
import { toWireStep } from './contract/unexplained.ts';
import type { Corrections } from './corrections.ts';
import type { EngineProfile } from './correlation/types.ts';
import { messageOf } from './errors.ts';
import type { Events } from './events.ts';
import { meanOf } from './live/day-totals.ts';
import type { House } from './house.ts';
import { createKeptFindings } from './live/kept-findings.ts';
import { createLatest, type Latest } from './live/latest.ts';
import { createLiveMeter, type LiveMeter } from './live/live-meter.ts';
import { createLiveSplit, type Within } from './live/split.ts';
import { startOfDay } from './local-day.ts';
import type { Log } from './log.ts';
import { describeOf, reasonOf, type Meter } from './meter/meter.ts';
import type { Patterns } from './patterns.ts';
import type { Store } from './store/store.ts';

export interface LiveView {
  /** The house meter, or another by its id; undefined: there is no such meter. */
  current(meterId?: string): Current | undefined;
  live(meterId?: string): Live | undefined;
  /** Of each meter, what it told that cannot be taken as it is. */
  quality(): { meter_id: string; findings: QualityFinding[] }[];
  /** Reads from the store what happened before this start. Throws UnavailableError. */
  seed(): Promise<void>;
}

export type LiveViewOptions = {
  /** The first is the house. */
  meters: readonly [Meter, ...Meter[]];
  store: Store;
  corrections: Corrections;
  events: Events;
  house: House;
  patterns: Pick<Patterns, 'namedNow'>;
  /** What was learned of the house meter. */
  profile: () => EngineProfile;
  timeZone: () => string;
  clock: Clock;
  log: Log;
};

const ofMeter = (meter: Meter) => {
  const described = describeOf(meter);
  const { kind, entity_ids } = described;
  return { meter_type: meter.type, meter_source: meter.source, kind, entity_ids, reason: reasonOf(described) };
};

const ofDay = (liveMeter: LiveMeter) => {
  const { peak } = liveMeter.day();
  return { peak_power_w: peak && peak.power_w, peak_time: peak && toTimestamp(peak.time_ms), average_power_w: meanOf(liveMeter.day()) };
};

/** Stale: the meter says that it does not know, or is silent for longer than three times its cadence and 30 s. */
const ofAge = (liveMeter: LiveMeter, learnedCadenceS: number | null, nowMs: number) => {
  const last = liveMeter.last();
  const cadence_s = learnedCadenceS ?? liveMeter.cadenceS();
  if (last === null) return { cadence_s, age_s: null, stale: true };
  const age_s = Math.max(0, (nowMs - last.time_ms) / 1000);
  return { cadence_s, age_s, stale: last.total_power_w === null || age_s > Math.max(30, 3 * (cadence_s ?? 0)) };
};

const ofLatest = (latest: Latest, corrections: Corrections) => {
  const correlation = latest.correlation();
  const step = latest.step();
  return {
    latest: correlation && toWireCorrelation(correlation, corrections.feedbackOf(correlation)),
    latest_unexplained: step && toWireStep(step),
  };
};

/** Reads the day of a meter so far, or at least its last reading, and tells that; null: there is none. */
async function seedDay(live: LiveMeter, store: Store, clock: Clock, timeZone: string): Promise<Reading | null> {
  const last = await store.series.lastReading(live.meter.id);
  if (last === null) return null;
  const range = { start_ms: startOfDay(clock.now(), timeZone), end_ms: clock.now() + 1 };
  const today = await store.series.readings({ ...range, meter_id: live.meter.id });
  live.recount(today.length === 0 ? [last] : today);
  return last;
}

async function seedMeter(live: LiveMeter, store: Store, clock: Clock, timeZone: string): Promise<void> {
  const last = await seedDay(live, store, clock, timeZone);
  if (last === null) return;
  live.add([], await store.series.circuits({ start_ms: last.time_ms - 60_000, end_ms: clock.now() + 1, meter_id: live.meter.id }));
}

/** Tells of another zone when it is asked next. */
function createZoneWatch(timeZone: () => string, onChanged: (zone: string) => void): () => void {
  let zone = timeZone();
  return () => {
    if (zone === timeZone()) return;
    zone = timeZone();
    onChanged(zone);
  };
}

/** A learned device as the part of a circuit that it is. */
const asCircuit = ({ entity_id, name, ...device }: Within, { time_ms, total_power_w }: Reading): Circuit => ({
  timestamp: toTimestamp(time_ms),
  circuit_id: entity_id,
  circuit_name: name,
  entity_id,
  ...device,
  percentage: total_power_w === null || total_power_w <= 0 ? null : Math.round((1000 * device.power_w) / total_power_w) / 10,
});

export function createLiveView(options: LiveViewOptions): LiveView {
  const { meters, store, corrections, events, house: known, patterns, profile, timeZone, clock, log } = options;
  const liveMeters = meters.map((meter) => createLiveMeter(meter, timeZone, clock));
  const house = meters[0];
  const split = createLiveSplit({ store, patterns, house: known, events, clock, log });
  const latest = createLatest({ store, events, clock });
  const findings = createKeptFindings({ store, clock, log });
  const find = (meterId: string = house.id): LiveMeter | undefined => liveMeters.find(({ meter }) => meter.id === meterId);

  /** Of the house alone is it known what its power is made of, and only of what it uses itself. */
  const liveOf = (found: LiveMeter): Live => {
    const last = found.last();
    const live = found.live();
    if (found.meter !== house || last === null) return { ...live, split: null };
    const { split: divided, within } = split.of(last.total_power_w, found.circuits());
    const circuits = [...live.circuits, ...within.map((device) => asCircuit(device, last))];
    return { ...live, split: describeOf(house).kind === 'net' ? null : divided, circuits };
  };

  /** Where the days begin is known only once the home has said so, and may change: then today is another stretch. */
  const followZone = createZoneWatch(timeZone, (zone) => {
    const counted = Promise.all(liveMeters.map((live) => seedDay(live, store, clock, zone)));
    counted.catch((error: unknown) => log.warn(`The day could not be read anew from the store: ${messageOf(error)}`));
  });

  events.subscribe('reading', ({ readings, circuits }) => {
    followZone();
    for (const live of liveMeters) {
      const isOurs = ({ meter_id }: { meter_id: string }) => meter_id === live.meter.id;
      live.add(readings.filter(isOurs), circuits.filter(isOurs));
      findings.note(live.meter.id, live.quality());
    }
  });

  return {
    current(meterId) {
      const found = find(meterId);
      const learnedCadenceS = found?.meter === house ? profile().cadence_s : null;
      return (
        found && {
          ...liveOf(found),
          ...ofMeter(found.meter),
          ...ofDay(found),
          ...ofAge(found, learnedCadenceS, clock.now()),
          ...ofLatest(latest, corrections),
        }
      );
    },
    live(meterId) {
      const found = find(meterId);
      return found && liveOf(found);
    },
    quality: () => liveMeters.map((live) => ({ meter_id: live.meter.id, findings: findings.all(live.meter.id, live.quality()) })),
    async seed() {
      await Promise.all([
        ...liveMeters.map((live) => seedMeter(live, store, clock, timeZone())),
        latest.seed(),
        split.seed(),
        findings.recall(),
      ]);
    },
  };
}
