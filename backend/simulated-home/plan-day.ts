/** One day of the simulated home: every state change and every step of the power. It depends on the seed and the date alone. */
import type { StateChange } from '../contract/state-change.ts';
import { alwaysOn, appliances, silentLoads } from './appliances.ts';
import { pathOf } from './circuits.ts';
import { eveningHabits } from './habits/evening.ts';
import { householdHabits } from './habits/household.ts';
import { kitchenHabits } from './habits/kitchen.ts';
import type { HomeDay } from './home-day.ts';
import { playWishes, type PlayedChange } from './play-wishes.ts';
import type { Level } from './profile.ts';
import { createRandom } from './random.ts';
import type { Wish } from './wish.ts';

export type HomeEvent = {
  change: StateChange;
  /** What this change did to the power of the house once the device had settled, W: the truth that a correlator looks for. */
  power_delta_w: number;
};

/** From this time on the house, and each of these circuits, draws so much more. */
type PowerStep = { time_ms: number; delta_w: number; circuits: readonly number[] };

export type PlannedDay = { day: HomeDay; events: HomeEvent[]; steps: PowerStep[] };

const habits = Object.entries({ ...kitchenHabits, ...eveningHabits, ...householdHabits });

/** The 32 digits of an identity of Home Assistant's. */
const identityOf = (key: string): string => {
  const random = createRandom(key);
  return Array.from({ length: 32 }, () => random.whole(0, 15).toString(16)).join('');
};

function toStateChange({ time_ms, entity_id, before, after, cause }: PlayedChange, seed: string): StateChange {
  const { kind, name } = cause;
  // What one run of an automation does within a second has one context.
  const origin = kind === 'automation' ? `${name ?? ''}|${Math.floor(time_ms / 1000)}` : `${entity_id}|${time_ms}`;
  return {
    time_ms,
    entity_id,
    domain: entity_id.slice(0, entity_id.indexOf('.')),
    state_value: after.state,
    previous_state: before.state,
    attributes: after.attributes,
    weather_temp: null,
    context_id: identityOf(`${seed}|context|${origin}`),
    context_parent_id: kind === 'automation' ? identityOf(`${seed}|parent|${origin}`) : null,
    context_user_id: kind === 'user' ? identityOf(`${seed}|user|${name ?? ''}`) : null,
    cause,
  };
}

/** The differences between levels, back to nothing at the end of the day. */
function toSteps(levels: readonly Level[], circuit: string | null, endMs: number): PowerStep[] {
  const circuits = pathOf(circuit);
  let power = 0;
  return [...levels.filter(({ time_ms }) => time_ms < endMs), { time_ms: endMs, power_w: 0 }].flatMap(({ time_ms, power_w }) => {
    const delta_w = power_w - power;
    power = power_w;
    return delta_w === 0 ? [] : [{ time_ms, delta_w, circuits }];
  });
}

export function planDay(seed: string, day: HomeDay): PlannedDay {
  const randomOf = (purpose: string) => createRandom(`${seed}|${day.number}|${purpose}`);
  const wishes = Map.groupBy<string, Wish>(
    habits.flatMap(([name, habit]) => habit(day, randomOf(name))),
    ({ entity_id }) => entity_id,
  );
  const events: HomeEvent[] = [];
  const steps: PowerStep[] = [];
  for (const appliance of appliances) {
    const { entity_id, circuit } = appliance;
    const { changes, levels } = playWishes(appliance, wishes.get(entity_id) ?? [], day, randomOf(entity_id));
    for (const change of changes) events.push({ change: toStateChange(change, seed), power_delta_w: change.power_delta_w });
    steps.push(...toSteps(levels, circuit, day.end_ms));
  }
  for (const { name, circuit, profile } of silentLoads) {
    const levels = profile({ start_ms: day.start_ms, end_ms: day.end_ms, attributes: {}, random: randomOf(name) });
    steps.push(...toSteps(levels, circuit, day.end_ms));
  }
  for (const { circuit, power_w } of alwaysOn) steps.push(...toSteps([{ time_ms: day.start_ms, power_w }], circuit, day.end_ms));
  return {
    day,
    events: events.sort((a, b) => a.change.time_ms - b.change.time_ms),
    steps: steps.sort((a, b) => a.time_ms - b.time_ms),
  };
}
