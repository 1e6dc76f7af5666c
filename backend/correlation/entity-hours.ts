/** What each entity used, by the hour: its time on, weighted by its level, times the power that is learned of it. */
import type { LastSeen } from './event.ts';
import { addToHour, emptyHour, type HourState, type HourTotals } from './meter-hours.ts';
import { forgetBefore, levelOf, moveTo, secondsOn, type OnLevel } from './on-level.ts';
import type { EngineHour } from './types.ts';

/** Levels of all entities since the open hour began, and the house by the hour. Plain data. */
export type EntityHours = {
  /** Start of the oldest hour that is not told yet, s; null: nothing came yet. */
  from: number | null;
  levels: Record<string, OnLevel>;
  house: HourState;
  /** Hours of the house that are over, and wait for theirs to be told. */
  houseHours: HourTotals[];
};

const HOUR_S = 3600;

export const createEntityHours = (): EntityHours => ({ from: null, levels: {}, house: emptyHour, houseHours: [] });

const hourOf = (t: number): number => Math.floor(t / HOUR_S) * HOUR_S;

/** The entity is from `t` (s) on as seen `now`. Before its first change it is believed to have been as it was left for that hour, and no longer. */
export function followLevel(hours: EntityHours, entityId: string, t: number, now: LastSeen, wasOn: boolean): void {
  hours.from ??= hourOf(t);
  const on = hours.levels[entityId] ?? { level: 0, moves: wasOn ? [{ t: hourOf(t), level: 1 }] : [] };
  hours.levels[entityId] = on;
  moveTo(on, t, levelOf(now));
}

/** Takes a reading of the house; null: the meter does not know. */
export function followHouse(hours: EntityHours, t: number, powerW: number | null): void {
  hours.from ??= hourOf(t);
  const { state, closed } = addToHour(hours.house, { time_ms: Math.round(t * 1000), power_w: powerW });
  hours.house = state;
  hours.houseHours.push(...closed);
}

/** Watts of an entity at full level, W; null: not known. */
export type PowerOf = (entityId: string) => number | null;

/** No more than the meter leaves: entities that together say more than the house used are all scaled down alike. */
function withinHouse(rows: EngineHour[], house: HourTotals | undefined): EngineHour[] {
  const sum = rows.reduce((total, { energy_kwh }) => total + (energy_kwh ?? 0), 0);
  // Of a home that feeds in, the meter shows what is left over: that bounds nothing.
  if (house === undefined || house.energy_kwh <= 0 || sum <= house.energy_kwh) return rows;
  return rows.map((row) => ({ ...row, energy_kwh: row.energy_kwh === null ? null : (row.energy_kwh * house.energy_kwh) / sum }));
}

/** The hour from `from` (s) on, up to `to`. */
function hourFrom({ levels, houseHours }: EntityHours, from: number, to: number, powerOf: PowerOf): EngineHour[] {
  const time_ms = from * 1000;
  const rows = Object.entries(levels).flatMap(([entity_id, on]): EngineHour[] => {
    const { onS, fullS } = secondsOn(on, from, to);
    if (onS === 0) return [];
    const powerW = powerOf(entity_id);
    return [{ time_ms, entity_id, energy_kwh: powerW === null ? null : (Math.max(0, powerW) * fullS) / 3.6e6, on_s: onS }];
  });
  const house = houseHours.find((hour) => hour.time_ms === time_ms);
  return withinHouse(
    rows.sort((a, b) => (a.entity_id < b.entity_id ? -1 : 1)),
    house,
  );
}

/**
 * The hours that ended by `t` (s), of every entity that was on in them; told once and never changed. Changes `hours`.
 *
 * @example
 * closeHours(hours, 7260, () => 2000); // [{ time_ms: 3600000, entity_id: 'switch.kettle', energy_kwh: 0.1, on_s: 180 }]
 */
export function closeHours(hours: EntityHours, t: number, powerOf: PowerOf): EngineHour[] {
  const closed: EngineHour[] = [];
  for (; hours.from !== null && hours.from + HOUR_S <= t; hours.from += HOUR_S) {
    closed.push(...hourFrom(hours, hours.from, hours.from + HOUR_S, powerOf));
    const end = hours.from + HOUR_S;
    for (const on of Object.values(hours.levels)) forgetBefore(on, end);
    hours.houseHours = hours.houseHours.filter(({ time_ms }) => time_ms >= end * 1000);
  }
  return closed;
}

/**
 * What the hours that are not told yet come to so far, up to `t` (s).
 *
 * @example
 * openHours(hours, 7230, () => 2000); // as closeHours tells it, of the hour that has just ended and of the half minute since
 */
export function openHours(hours: EntityHours, t: number, powerOf: PowerOf): EngineHour[] {
  const open: EngineHour[] = [];
  for (let from = hours.from; from !== null && from < t; from += HOUR_S)
    open.push(...hourFrom(hours, from, Math.min(from + HOUR_S, t), powerOf));
  return open;
}
