/** What is learned of the circuits with meters of their own, and where they stand in the stream: plain data. */
import type { CircuitSignal } from './circuit-signal.ts';
import { surePlace, type PlaceOdds } from './place-odds.ts';

/** How long after a change a circuit shows it, s, by Welford's running moments. */
export type CircuitLag = { count: number; mean: number; squares: number };

export type WitnessLearned = {
  /** By entity and circuit. */
  odds: Record<string, Record<string, PlaceOdds>>;
  /** By circuit. */
  lags: Record<string, CircuitLag>;
};

/** A change that is to be held against the circuits. */
export type OpenEvent = {
  time_ms: number;
  t: number;
  entity_id: string;
  sign: -1 | 0 | 1;
  /** What the meter of the house surely shows of it, W; null: that is not known. */
  deltaW: number | null;
  /** It is: it stays for those beside it. */
  weighed: boolean;
};

export type WitnessStream = {
  circuits: Record<string, CircuitSignal>;
  /** Readings given but not yet looked at. */
  inbox: { t: number; circuitId: string; powerW: number | null }[];
  events: OpenEvent[];
};

export const createWitnessLearned = (): WitnessLearned => ({ odds: {}, lags: {} });
export const createWitnessStream = (): WitnessStream => ({ circuits: {}, inbox: [], events: [] });

/** Both, up to where time has come, s, and where entities sit for certain. */
export type WitnessData = { learned: WitnessLearned; stream: WitnessStream; now: number; sitting: ReadonlyMap<string, string> };

/** The circuit of an entity, told or learned beyond doubt; null: not known. */
export const circuitOf = ({ learned, sitting }: WitnessData, entityId: string): string | null =>
  sitting.get(entityId) ?? surePlace(learned.odds[entityId] ?? {});

/** Another entity's change this near leaves it open whose step a circuit shows, s. */
export const ALONE_WITHIN = 15;

/** Changes of other entities so near that their steps may be confused. */
export const besideOf = ({ stream, now }: WitnessData, event: Pick<OpenEvent, 't' | 'entity_id'>): OpenEvent[] =>
  stream.events.filter(({ entity_id, t }) => entity_id !== event.entity_id && Math.abs(t - event.t) <= ALONE_WITHIN && t <= now);

/** Where circuits show a change while their lag is not known, s after it. */
const USUAL_REACH = 15;
const LAG_KNOWN_FROM = 3;
/** Clocks differ by this, s. */
const CLOCKS = 2;

export const isLagKnown = (lag: CircuitLag | undefined): lag is CircuitLag => (lag?.count ?? 0) >= LAG_KNOWN_FROM;

/** Between which times after a change its step begins on a circuit of this pace, s. */
export function reachOf(lag: CircuitLag | undefined, dt: number): { from: number; to: number } {
  if (!isLagKnown(lag)) return { from: -CLOCKS, to: USUAL_REACH + dt };
  const sd = Math.sqrt((lag.squares + 2) / lag.count);
  return { from: lag.mean - 3 * sd - CLOCKS, to: lag.mean + 3 * sd + CLOCKS };
}

/** Forgets slowly: meters are moved, too. */
const MOST_COUNT = 50;

export function addToLag(lag: CircuitLag | undefined, offset: number): CircuitLag {
  const known = lag ?? { count: 0, mean: 0, squares: 0 };
  const kept = known.count >= MOST_COUNT ? (MOST_COUNT - 1) / known.count : 1;
  const count = known.count * kept + 1;
  const mean = known.mean + (offset - known.mean) / count;
  return { count, mean, squares: known.squares * kept + (offset - known.mean) * (offset - mean) };
}
