/** What somebody or something in the home wants a device to do at a time. */
import type { Cause } from '../contract/state-change.ts';
import type { Pose } from './appliances.ts';
import type { HomeDay } from './home-day.ts';
import type { Random } from './random.ts';

export type Wish = Pose & {
  time_ms: number;
  entity_id: string;
  cause: Cause;
};

/** What a part of the home's life does on a day. */
export type Habit = (day: HomeDay, random: Random) => Wish[];

export const ANNA: Cause = { kind: 'user', name: 'Anna' };
export const BEN: Cause = { kind: 'user', name: 'Ben' };
export const AT_DEVICE: Cause = { kind: 'device', name: null };
export const BY_ITSELF: Cause = { kind: 'itself', name: null };
export const automation = (name: string): Cause => ({ kind: 'automation', name });

const MINUTE_MS = 60_000;

/** On at the time, and off after so many minutes. */
export function pulse(
  entity_id: string,
  { time_ms, minutes, cause, ...on }: { time_ms: number; minutes: number; cause: Cause } & Partial<Pose>,
): Wish[] {
  return [
    { time_ms, entity_id, state: on.state ?? 'on', attributes: on.attributes ?? {}, cause },
    { time_ms: Math.round(time_ms + minutes * MINUTE_MS), entity_id, state: 'off', attributes: {}, cause },
  ];
}

/** One wish for each entity, one right after the other as Home Assistant calls them. */
export const together = (entityIds: readonly string[], wish: Pose & { time_ms: number; cause: Cause }): Wish[] =>
  entityIds.map((entity_id, index) => ({ ...wish, entity_id, time_ms: wish.time_ms + 35 * index }));

/** A light at so many percent. */
export const atBrightness = (percent: number): Pose => ({ state: 'on', attributes: { brightness: Math.round(2.55 * percent) } });
