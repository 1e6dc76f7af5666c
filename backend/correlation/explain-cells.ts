/** Shares the house out over some of its cells among what was on in them and the base, looking ahead and back (draw-filter, draw-smoother). */
import { drawPlace, filterCell, meanPlace, type DrawStep } from './draw-filter.ts';
import { baseOf, drawerOf, learnBase, learnDraw, learnMean, meanOf, newDrawModel, type BaseModel, type DrawModel } from './draw-model.ts';
import { smoothCells, type SmoothedCell } from './draw-smoother.ts';
import { beliefAbout, firstStanding, standingAfter, type DrawStanding } from './draw-standing.ts';
import { itemAt } from './item-at.ts';
import type { MeterCell } from './meter-cells.ts';
import { secondsOn, settingAt, type OnLevel } from './on-level.ts';
import type { ShareOf } from './types.ts';

/** An entity that may be on: when it is, and what is learned of its switches, W; `sdW` 0: it has no measurable effect. */
export type User = { entity_id: string; on: OnLevel; share: ShareOf; powerW: number; sdW: number };

/** How the meter shows the house: `tauS` late, at a point in time or as a mean over the cell. */
export type MeterTiming = { tauS: number; isPoint: boolean };

/** All that is learned of draws. Plain data. */
export type Draws = { entities: Record<string, DrawModel>; base: BaseModel };

export type Explained = {
  users: readonly User[];
  /** Mean draw at full level over the cells in which it was on, W; only of those that were. */
  meanW: Map<string, number>;
  /** Lowest base, W; null: no cell. */
  baseW: number | null;
  standing: DrawStanding | null;
  passed: { seconds: number; step: DrawStep; smoothed: SmoothedCell }[];
};

/** More draws at once are not told apart: the largest are followed. */
const MOST_DRAWERS = 48;
/** Jitter of events, s: so far off a level may be on either side of a border. */
const JITTER_S = 1.5;
/** Noise of a cell, W^2. */
const NOISE = 4;

/** How far each user was on in the cell; `variance`: by how much the power of those that just moved may be wrong for it, W^2. */
function levelsIn({ from, to }: MeterCell, users: readonly User[], { tauS, isPoint }: MeterTiming) {
  const [begin, end] = [from - tauS, to - tauS];
  const reach = isPoint ? end - JITTER_S : begin;
  const doubt = isPoint ? 0.5 : (2 * JITTER_S) / (end - begin);
  const moving = users.filter(({ on }) => on.moves.some(({ t }) => t > reach && t <= end + JITTER_S));
  return {
    levels: users.map(({ on, share }) => (isPoint ? share(settingAt(on, end)) : secondsOn(on, begin, end, share).fullS / (end - begin))),
    variance: moving.reduce((sum, { powerW }) => sum + (doubt * powerW) ** 2, NOISE),
  };
}

/** The draw over the cells in which it was on, weighted by how far. */
function meanDraw(i: number, passed: Explained['passed']): number | null {
  let [levels, watts] = [0, 0];
  for (const { step, smoothed } of passed) {
    const level = itemAt(step.shown, drawPlace(i));
    levels += level;
    watts += level * Math.max(0, itemAt(smoothed.mean, drawPlace(i)));
  }
  return levels === 0 ? null : watts / levels;
}

/** Those that were on in some cell, the largest when there are too many; in the order given. */
function involved(cells: readonly MeterCell[], users: readonly User[], { tauS }: MeterTiming): User[] {
  const [first, last] = [cells[0], cells.at(-1)];
  if (first === undefined || last === undefined) return [];
  const on = users.filter((user) => user.sdW > 0 && secondsOn(user.on, first.from - tauS, last.to - tauS, user.share).onS > 0);
  const largest = new Set([...on].sort((a, b) => b.powerW - a.powerW).slice(0, MOST_DRAWERS));
  return on.filter((user) => largest.has(user));
}

/**
 * Explains cells in time order, going on from `before`; null: these are the first.
 *
 * @example
 * explainCells(cells, [kettle], { tauS: 2, isPoint: false }, draws, null).meanW.get('switch.kettle'); // 2012
 */
export function explainCells(
  cells: readonly MeterCell[],
  all: readonly User[],
  timing: MeterTiming,
  draws: Draws,
  before: DrawStanding | null,
): Explained {
  const [first] = cells;
  if (first === undefined) return { users: [], meanW: new Map(), baseW: null, standing: before, passed: [] };
  const users = involved(cells, all, timing);
  const ids = users.map(({ entity_id }) => entity_id);
  const models = ids.map((id) => draws.entities[id] ?? newDrawModel());
  const drawers = users.map(({ powerW, sdW }, i) => drawerOf(itemAt(models, i), powerW, sdW));
  const lowestW = Math.min(...cells.map(({ powerW }) => powerW));
  const base = baseOf(draws.base, Math.max(0, lowestW));
  const standing = before ?? firstStanding(first.from, lowestW);
  let belief = beliefAbout(standing, ids, (i) => meanOf(itemAt(models, i), itemAt(users, i).powerW));
  const levelBefore = new Map(standing.users.map(({ entity_id, level }) => [entity_id, level]));
  let levelsBefore = ids.map((id) => levelBefore.get(id) ?? 0);
  let reached = standing.t;
  const steps = cells.map((cell) => {
    const { levels, variance } = levelsIn(cell, users, timing);
    const seconds = Math.max(1, cell.to - reached);
    const step = filterCell(belief, drawers, { seconds, powerW: cell.powerW, variance, levels }, levelsBefore, base);
    [belief, levelsBefore, reached] = [step.belief, levels, cell.to];
    return { seconds, step };
  });
  const smoothed = smoothCells(steps.map(({ step }) => step));
  const passed = steps.map((step, i) => ({ ...step, smoothed: itemAt(smoothed, i) }));
  const means = ids.map((id, i) => [id, meanDraw(i, passed)] as const);
  return {
    users,
    meanW: new Map(means.flatMap(([id, meanW]) => (meanW === null ? [] : [[id, meanW]]))),
    baseW: Math.min(...smoothed.map(({ mean }) => itemAt(mean, 0))),
    standing: standingAfter(reached, ids, levelsBefore, belief),
    passed,
  };
}

/** Nothing that is on wanders more than the base. */
const isCalm = ({ motions, shown }: DrawStep): boolean =>
  motions.draws.reduce((sum, { drift }, i) => sum + drift * itemAt(shown, drawPlace(i)) ** 2, 0) < motions.base.drift;

/** Draws and base learn from cells that were explained; changes `draws`. */
export function learnDraws(draws: Draws, { users, passed }: Explained): void {
  const models = users.map(({ entity_id }) => (draws.entities[entity_id] ??= newDrawModel()));
  for (const { seconds, step, smoothed } of passed) {
    learnBase(draws.base, itemAt(smoothed.mean, 0), seconds, isCalm(step) ? { hint: smoothed.base, drift: step.motions.base.drift } : null);
    users.forEach(({ powerW }, i) => {
      if (itemAt(step.shown, drawPlace(i)) === 0) return;
      learnDraw(itemAt(models, i), powerW, itemAt(step.motions.draws, i), itemAt(smoothed.draws, i));
    });
  }
  const last = passed.at(-1)?.step.belief;
  if (last === undefined) return;
  models.forEach((model, i) => {
    const place = meanPlace(i);
    learnMean(model, itemAt(last.mean, place), itemAt(itemAt(last.covariance, place), place));
  });
}
