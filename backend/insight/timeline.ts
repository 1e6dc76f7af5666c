/** When each entity was on, and how far, from its state changes: kept day by day, for the charts that ask for it every second. */
import { settingOf, type StateChange } from '../contract/state-change.ts';
import type { Range, Store } from '../store/store.ts';
import { createDayBlocks } from './day-blocks.ts';
import type { ShareOf } from '../correlation/types.ts';
import type { Stretch } from './on-stretches.ts';
import { isOn } from './on-time.ts';

/** From this time on the entity is set so far, 0 to 1; null: it is off, or nobody knows. */
type Turn = { time_ms: number; entity_id: string; setting: number | null };
/** How all were when the day began, and what changed. */
type Day = { start: ReadonlyMap<string, number | null>; turns: Turn[] };

export interface Timeline {
  /** The stretches of the range in which each entity was on, in time order. */
  stretches(range: Range, nowMs: number): Promise<Map<string, Stretch[]>>;
}

const DAY_MS = 86_400_000;
const MOST_DAYS = 40;
/** Of one day; a home of a thousand entities has some ten thousand. */
const MOST_CHANGES = 200_000;

const toTurn = ({ time_ms, entity_id, state_value, attributes }: StateChange): Turn => ({
  time_ms,
  entity_id,
  setting: isOn(state_value, attributes.hvac_action) === true ? settingOf(attributes) : null,
});

/** Turns to the same setting in a row are one. */
function withoutRepeats(turns: readonly Turn[], states: Map<string, number | null>): Turn[] {
  return turns.filter(({ entity_id, setting }) => {
    const isNew = (states.get(entity_id) ?? null) !== setting;
    states.set(entity_id, setting);
    return isNew;
  });
}

/** Day by day: the weeks of a large home are more changes than one read may hold. */
async function loadDays(store: Store, days: Range): Promise<Day[]> {
  const first = await store.series.statesAt(days.start_ms);
  const states = new Map(first.map(toTurn).map(({ entity_id, setting }) => [entity_id, setting]));
  const loaded: Day[] = [];
  for (let start_ms = days.start_ms; start_ms < days.end_ms; start_ms += DAY_MS) {
    const changes = await store.series.changes({ start_ms, end_ms: Math.min(start_ms + DAY_MS, days.end_ms), limit: MOST_CHANGES });
    const start = new Map(states);
    loaded.push({ start, turns: withoutRepeats(changes.map(toTurn), states) });
  }
  return loaded;
}

/** What is open, by entity: since when, and how far. */
type Open = Map<string, { start_ms: number; setting: number }>;

export function createTimeline(store: Store, shareOf: (entityId: string) => ShareOf): Timeline {
  const days = createDayBlocks({ load: (range) => loadDays(store, range), mostDays: MOST_DAYS });
  return {
    async stretches(range, nowMs) {
      const found = new Map<string, Stretch[]>();
      const open: Open = new Map();
      const close = (entityId: string, end_ms: number) => {
        const { start_ms, setting } = open.get(entityId) ?? { start_ms: end_ms, setting: 0 };
        open.delete(entityId);
        if (start_ms >= end_ms) return;
        const ofEntity = found.get(entityId) ?? [];
        ofEntity.push({ start_ms, end_ms, share: shareOf(entityId)(setting) });
        found.set(entityId, ofEntity);
      };
      const turn = ({ time_ms, entity_id, setting }: Turn) => {
        const at = Math.max(time_ms, range.start_ms);
        close(entity_id, at);
        if (setting !== null) open.set(entity_id, { start_ms: at, setting });
      };
      const [first, ...later] = await days.read(range, nowMs);
      for (const [entity_id, setting] of first?.start ?? []) turn({ time_ms: range.start_ms, entity_id, setting });
      for (const { time_ms, ...rest } of [first, ...later].flatMap((day) => day?.turns ?? []))
        if (time_ms < range.end_ms) turn({ time_ms, ...rest });
      for (const entityId of [...open.keys()]) close(entityId, range.end_ms);
      return found;
    },
  };
}
