/** Plays the wishes for one device through a day: what changes its state, and what it draws. */
import type { Cause } from '../contract/state-change.ts';
import type { Appliance, Pose } from './appliances.ts';
import type { HomeDay } from './home-day.ts';
import type { Level } from './profile.ts';
import type { Random } from './random.ts';
import { automation, type Wish } from './wish.ts';

/** A change of state as it happened, and what it did to the power of the house in the next seconds, W: the truth. */
export type PlayedChange = { time_ms: number; entity_id: string; before: Pose; after: Pose; cause: Cause; power_delta_w: number };
export type PlayedDay = { changes: PlayedChange[]; levels: Level[] };

/** A device has settled after so long. */
const SETTLED_MS = 12_000;
const RESTING = new Set(['off', 'open', 'closed']);

const drawsPower = ({ state, attributes }: Pose) => !RESTING.has(state) && attributes.hvac_action !== 'idle';
const isSame = (a: Pose, b: Pose) =>
  a.state === b.state &&
  (Object.keys({ ...a.attributes, ...b.attributes }) as (keyof Pose['attributes'])[]).every(
    (key) => a.attributes[key] === b.attributes[key],
  );

/** Those that change something, in time order, back at rest by the end of the day. */
function effectiveWishes(appliance: Appliance, wishes: readonly Wish[], day: HomeDay): Wish[] {
  const night = { time_ms: day.end_ms - 4 * 60_000, entity_id: appliance.entity_id, ...appliance.rest, cause: automation('Night check') };
  const inTime = wishes.filter(({ time_ms }) => time_ms > day.start_ms && time_ms < night.time_ms).sort((a, b) => a.time_ms - b.time_ms);
  let pose = appliance.rest;
  let last = day.start_ms;
  return [...inTime, night].filter((wish) => {
    if (isSame(wish, pose) || wish.time_ms <= last) return false;
    pose = wish;
    last = wish.time_ms;
    return true;
  });
}

/** Home Assistant hears of a hand at the device a moment after the power has changed; what it calls for itself happens a moment later. */
const powerDelayMs = ({ kind }: Cause, random: Random) => (kind === 'device' ? random.between(-900, -200) : random.between(80, 450));

const levelAt = (levels: readonly Level[], timeMs: number) => levels.findLast(({ time_ms }) => time_ms <= timeMs)?.power_w ?? 0;

export function playWishes(appliance: Appliance, wishes: readonly Wish[], day: HomeDay, random: Random): PlayedDay {
  const wanted = effectiveWishes(appliance, wishes, day);
  const starts = wanted.map(({ time_ms, cause }) => Math.round(time_ms + powerDelayMs(cause, random)));
  const changes: PlayedChange[] = [];
  const levels: Level[] = [];
  let before = appliance.rest;
  for (const [index, { time_ms, entity_id, cause, state, attributes }] of wanted.entries()) {
    const start_ms = starts[index] ?? time_ms;
    const end_ms = starts[index + 1] ?? day.end_ms;
    const after = { state, attributes };
    const run = drawsPower(after) ? appliance.profile({ start_ms, end_ms, attributes, random }) : [{ time_ms: start_ms, power_w: 0 }];
    const drawn = run.filter((level) => level.time_ms < end_ms);
    const power_delta_w = levelAt(drawn, Math.min(start_ms + SETTLED_MS, end_ms - 1)) - (levels.at(-1)?.power_w ?? 0);
    changes.push({ time_ms, entity_id, before, after, cause, power_delta_w });
    levels.push(...drawn);
    before = after;
  }
  return { changes, levels };
}
