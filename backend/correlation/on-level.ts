/** How far an entity is on, over time: 0 off, 1 full on; a dimmed lamp or a slow fan in between. */
import { isActive, type LastSeen } from './event.ts';

/** `level` held until the first of `moves`; each of them holds until the next. Plain data. */
export type OnLevel = { level: number; moves: { t: number; level: number }[] };

/** Lamps draw less than in proportion when dimmed: the median exponent of 527 measured light profiles (powercalc's profile library). */
const LEVEL_EXPONENT = 1.4;

/**
 * What share of its full power an entity draws by what was last seen of it.
 *
 * @example
 * levelOf({ state: 'on', activity: 'on', brightness: 128, percentage: null }); // .38
 */
export function levelOf({ activity, brightness, percentage }: LastSeen): number {
  if (!isActive(activity)) return 0;
  const share = brightness === null ? (percentage ?? 100) / 100 : brightness / 255;
  return share ** LEVEL_EXPONENT;
}

/** Takes a move to another level at `t` (s), not before the last one. */
export function moveTo(on: OnLevel, t: number, level: number): void {
  if ((on.moves.at(-1)?.level ?? on.level) !== level) on.moves.push({ t, level });
}

/**
 * Seconds on, and seconds at full power that come to the same, from `from` up to `to` (s).
 *
 * @example
 * secondsOn({ level: 0, moves: [{ t: 60, level: 0.5 }] }, 0, 100); // { onS: 40, fullS: 20 }
 */
export function secondsOn({ level, moves }: OnLevel, from: number, to: number): { onS: number; fullS: number } {
  let [onS, fullS, at, held] = [0, 0, from, level];
  const hold = (until: number) => {
    const s = Math.max(0, Math.min(until, to) - at);
    if (held > 0) onS += s;
    fullS += held * s;
    at += s;
  };
  for (const move of moves) {
    if (move.t > at) hold(move.t);
    held = move.level;
  }
  hold(to);
  return { onS, fullS };
}

/** Forgets the moves before `t` (s): the level that held then is where it begins. */
export function forgetBefore(on: OnLevel, t: number): void {
  const past = on.moves.filter((move) => move.t <= t);
  on.level = past.at(-1)?.level ?? on.level;
  on.moves = on.moves.slice(past.length);
}
