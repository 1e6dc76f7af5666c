/** What each entity used, by the hour: its time on, weighted by its level, times what it drew meanwhile. */
import type { LastSeen } from './event.ts';
import type { DrawStanding } from './draw-standing.ts';
import { explainCells, learnDraws, type Draws, type Explained, type MeterTiming, type User } from './explain-cells.ts';
import { cellsUntil, createMeterCells, type MeterCell, type MeterCells } from './meter-cells.ts';
import { addToHour, emptyHour, soFar, type HourState, type HourTotals } from './meter-hours.ts';
import { forgetBefore, moveTo, secondsOn, settingOfSeen, type OnLevel } from './on-level.ts';
import { scaleDown } from './scale-down.ts';
import type { MeterKind } from '../contract/identity.ts';
import type { EngineHour, HouseHour, ShareOf } from './types.ts';

/** Levels of all entities since the open hour began, and the house in cells and by the hour. Plain data. */
export type EntityHours = {
  /** Start of the oldest hour that is not told yet, s; null: nothing came yet. */
  from: number | null;
  levels: Record<string, OnLevel>;
  meter: MeterCells;
  standing: DrawStanding | null;
  house: HourState;
  /** Hours of the house that are over, and wait for theirs to be told. */
  houseHours: HourTotals[];
};

/** What is known of the entities and of the meter when an hour is told; `powerOf` null: not known what it draws. */
export type HourView = {
  powerOf: (entityId: string) => { powerW: number; sdW: number; entered?: boolean } | null;
  shareOf: (entityId: string) => ShareOf;
  timing: MeterTiming;
  draws: Draws;
  /** What the meter measures. */
  kind: MeterKind;
};

const HOUR_S = 3600;
/** Settings that moved so long before the hour may still show in its first cell, s. */
const KEEP_S = 900;

export const createEntityHours = (): EntityHours => ({
  from: null,
  levels: {},
  meter: createMeterCells(),
  standing: null,
  house: emptyHour,
  houseHours: [],
});

const hourOf = (t: number): number => Math.floor(t / HOUR_S) * HOUR_S;

/** The entity is from `t` (s) on as seen `now`. Before its first change it is believed to have been as it was left for that hour, and no longer. */
export function followLevel(hours: EntityHours, entityId: string, t: number, now: LastSeen, wasOn: boolean): void {
  hours.from ??= hourOf(t);
  const on = hours.levels[entityId] ?? { setting: 0, moves: wasOn ? [{ t: hourOf(t), setting: 1 }] : [] };
  hours.levels[entityId] = on;
  moveTo(on, t, settingOfSeen(now));
}

/** Takes a reading of the house; null: the meter does not know. */
export function followHouse(hours: EntityHours, t: number, powerW: number | null): void {
  hours.from ??= hourOf(t);
  const { state, closed } = addToHour(hours.house, { time_ms: Math.round(t * 1000), power_w: powerW });
  hours.house = state;
  hours.houseHours.push(...closed);
}

/** All that an hour is told of: what was on in it, and what the meter showed. */
export type HourInput = {
  from: number;
  to: number;
  levels: Record<string, OnLevel>;
  cells: MeterCell[];
  house: HourTotals | null;
};

const copyOf = ({ setting, moves }: OnLevel): OnLevel => ({ setting, moves: [...moves] });

/** From `from` up to `to`; `cells`: those that are not explained yet. */
function inputOf({ levels, house, houseHours }: EntityHours, from: number, to: number, cells: MeterCell[]): HourInput {
  const on = Object.entries(levels).filter(([, { setting, moves }]) => setting > 0 || moves.length > 0);
  return {
    ...{ from, to, cells },
    levels: Object.fromEntries(on.map(([id, level]) => [id, copyOf(level)])),
    house: [...houseHours, soFar(house)].find((hour) => hour?.time_ms === from * 1000) ?? null,
  };
}

/** An entity of which nothing is known yet may be anything small; what it uses is not told. */
const UNKNOWN_POWER = { powerW: 0, sdW: 100 };

/** The entities that were on, in the order of their names. */
function usersOf({ levels }: HourInput, { powerOf, shareOf }: HourView): User[] {
  return Object.entries(levels)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([entity_id, on]) => ({ entity_id, on, share: shareOf(entity_id), ...(powerOf(entity_id) ?? UNKNOWN_POWER) }));
}

/** The grid of a home that makes power shows what is left over: that bounds nothing, nor does an hour in which a house is said to have fed in. */
function houseHourOf(house: HourTotals | null, baseW: number | null, kind: MeterKind): HouseHour | null {
  if (kind === 'net' || house === null || house.energy_kwh <= 0) return null;
  return { energy_kwh: house.energy_kwh, base_kwh: house.energy_kwh * Math.min(1, Math.max(0, baseW ?? 0) / house.mean_w) };
}

/** What an hour comes to, going on from what was believed before it. */
function tellHour(input: HourInput, view: HourView, before: DrawStanding | null): { rows: EngineHour[]; explained: Explained } {
  const users = usersOf(input, view);
  const explained = explainCells(input.cells, users, view.timing, view.draws, before);
  const house = houseHourOf(input.house, explained.baseW, view.kind);
  const rows = users.flatMap(({ entity_id, on, share, powerW, sdW }): EngineHour[] => {
    const { onS, fullS } = secondsOn(on, input.from, input.to, share);
    const known = view.powerOf(entity_id);
    const drawW = sdW === 0 ? 0 : Math.max(0, (known?.entered === true ? null : explained.meanW.get(entity_id)) ?? powerW);
    const energy_kwh = known === null ? null : (drawW * fullS) / 3.6e6;
    return onS === 0 ? [] : [{ time_ms: input.from * 1000, entity_id, energy_kwh, on_s: onS, house }];
  });
  return { rows: scaleDown(rows, house === null ? Infinity : house.energy_kwh - house.base_kwh), explained };
}

/**
 * The hours that ended by `t` (s), of every entity that was on in them; told once and never changed. Changes `hours`; with `learning` also
 * what is known of the draws.
 *
 * @example
 * closeHours(hours, 7260, view, true).rows; // [{ time_ms: 3600000, entity_id: 'switch.kettle', energy_kwh: 0.1, on_s: 180 }]
 */
export function closeHours(hours: EntityHours, t: number, view: HourView, learning: boolean): { rows: EngineHour[]; inputs: HourInput[] } {
  const closed: { rows: EngineHour[]; inputs: HourInput[] } = { rows: [], inputs: [] };
  for (; hours.from !== null && hours.from + HOUR_S <= t; hours.from += HOUR_S) {
    const end = hours.from + HOUR_S;
    const { due, later } = cellsUntil(hours.meter.cells, end + view.timing.tauS);
    const input = inputOf(hours, hours.from, end, due);
    const { rows, explained } = tellHour(input, view, hours.standing);
    closed.rows.push(...rows);
    closed.inputs.push(input);
    if (learning) learnDraws(view.draws, explained);
    hours.meter.cells = later;
    hours.standing = explained.standing;
    for (const on of Object.values(hours.levels)) forgetBefore(on, end - KEEP_S);
    hours.houseHours = hours.houseHours.filter(({ time_ms }) => time_ms >= end * 1000);
  }
  return closed;
}

/** The hours that are not told yet, as far as they have come up to `t` (s). */
export function openInputs(hours: EntityHours, t: number, { timing }: HourView): HourInput[] {
  const inputs: HourInput[] = [];
  let { cells } = hours.meter;
  for (let from = hours.from; from !== null && from < t; from += HOUR_S) {
    const to = Math.min(from + HOUR_S, t);
    const { due, later } = cellsUntil(cells, to + timing.tauS);
    inputs.push(inputOf(hours, from, to, due));
    cells = later;
  }
  return inputs;
}

/**
 * What hours one after the other come to with what is known now.
 *
 * @example
 * tellHours(openInputs(hours, 7230, view), view, hours.standing); // the hour that has just ended, and the half minute since
 */
export function tellHours(inputs: readonly HourInput[], view: HourView, before: DrawStanding | null): EngineHour[] {
  let standing = before;
  return inputs.flatMap((input) => {
    const { rows, explained } = tellHour(input, view, standing);
    standing = explained.standing;
    return rows;
  });
}
