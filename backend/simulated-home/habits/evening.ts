/** The living room, the garden and the bedroom, most of all after dark. */
import type { HomeDay } from '../home-day.ts';
import type { Random } from '../random.ts';
import { ANNA, atBrightness, automation, BEN, pulse, together, type Habit, type Wish } from '../wish.ts';
import { sunset } from './at-home.ts';

/** Between half past ten and midnight. */
const bedtime = (day: HomeDay) => (day.weekend ? 23.6 : 22.7);
const OFF = { state: 'off', attributes: {} };

/** Three lights on at once at dusk, and off at once at night. */
const dusk: Habit = (day, random) => {
  const on = Math.min(20.6, Math.max(16.2, sunset(day) - 0.2)) + random.between(-0.1, 0.2);
  const lights = ['light.floor_lamp', 'light.window_lights', 'light.dining_table'];
  return [
    ...together(lights, { time_ms: day.at(on), ...atBrightness(40), cause: automation('Evening lights') }),
    ...together([...lights, 'media_player.television'], {
      time_ms: day.at(bedtime(day) + random.between(0, 0.6)),
      ...OFF,
      cause: automation('Good night'),
    }),
  ];
};

/** Brighter to read, dimmer for a film. */
const floorLamp: Habit = (day, random) => {
  const first = Math.max(17.2, sunset(day) + 0.4);
  const levels = [100, 60, 25, 100, 40].filter(() => random.chance(0.8));
  return levels
    .map((percent, index) => ({ percent, hour: first + (index + random.between(0.1, 0.9)) * ((bedtime(day) - first) / levels.length) }))
    .map(({ percent, hour }) => ({ time_ms: day.at(hour), entity_id: 'light.floor_lamp', ...atBrightness(percent), cause: ANNA }));
};

function watch(day: HomeDay, hour: number, random: Random): Wish[] {
  const time_ms = day.at(hour);
  const minutes = random.between(55, 130);
  const picture = pulse('media_player.television', { time_ms, minutes, cause: BEN });
  if (random.chance(0.4)) return picture;
  // The soundbar follows the television a little later.
  return [...picture, ...pulse('media_player.soundbar', { time_ms: time_ms + 1400, minutes, cause: automation('Television sound') })];
}

const music: Habit = (day, random) =>
  [day.weekend ? 16.4 : 17.6, 18.9]
    .filter(() => random.chance(0.7))
    .flatMap((hour) =>
      pulse('media_player.soundbar', {
        time_ms: day.at(hour + random.between(-0.4, 0.4)),
        minutes: random.between(15, 45),
        cause: ANNA,
      }),
    );

const television: Habit = (day, random) => {
  const hours = day.weekend ? [10.2, 14.4, 20.3] : [20.2];
  return hours.filter((hour) => hour > 20 || random.chance(0.6)).flatMap((hour) => watch(day, hour + random.between(-0.5, 0.3), random));
};

const garden: Habit = (day, random) =>
  pulse('light.garden_lights', {
    time_ms: day.at(sunset(day) + 0.3),
    minutes: 60 * (22.9 - sunset(day)) + random.between(0, 10),
    ...atBrightness(100),
    cause: automation('Garden at dusk'),
  });

const bedroom: Habit = (day, random) => {
  const lamp = (hour: number, minutes: number) =>
    pulse('light.bedroom_lamp', { time_ms: day.at(hour), minutes, ...atBrightness(random.chance(0.5) ? 100 : 50), cause: ANNA });
  const speeds = [66, 33].map((percentage, index): Wish => {
    const time_ms = day.at(bedtime(day) - 1.6 + 0.7 * index + random.between(0, 0.4));
    return { time_ms, entity_id: 'fan.bedroom', state: 'on', attributes: { percentage }, cause: BEN };
  });
  const stop: Wish = { time_ms: day.at(bedtime(day) + random.between(0.4, 0.7)), entity_id: 'fan.bedroom', ...OFF, cause: BEN };
  return [
    ...lamp((day.weekend ? 7.9 : 6.2) + random.between(0, 0.2), random.between(8, 16)),
    ...lamp(bedtime(day) + random.between(0, 0.2), random.between(18, 50)),
    ...(random.chance(0.75) ? [...speeds, stop] : []),
  ];
};

/** Blinds run for half a minute; where they stop is told when they are there. */
function moveBlinds(entity_id: string, time_ms: number, { opens, seconds, by }: { opens: boolean; seconds: number; by: string }): Wish[] {
  const [moving, at, from, to] = opens ? (['opening', 'open', 0, 100] as const) : (['closing', 'closed', 100, 0] as const);
  return [
    { time_ms, entity_id, state: moving, attributes: { current_position: from }, cause: automation(by) },
    { time_ms: time_ms + seconds * 1000, entity_id, state: at, attributes: { current_position: to }, cause: automation(by) },
  ];
}

const blinds: Habit = (day, random) => {
  const morning = (day.weekend ? 8.3 : 6.9) + random.between(0, 0.3);
  const evening = Math.min(21.3, sunset(day) + 0.35) + random.between(0, 0.2);
  return ['cover.living_room', 'cover.bedroom'].flatMap((entity_id, index) => {
    const seconds = index === 0 ? 31 : 24;
    return [
      ...moveBlinds(entity_id, day.at(morning + 0.3 * index), { opens: true, seconds, by: 'Good morning' }),
      ...moveBlinds(entity_id, day.at(evening + 0.02 * index), { opens: false, seconds, by: 'Sunset' }),
    ];
  });
};

export const eveningHabits: Readonly<Record<string, Habit>> = { dusk, 'floor lamp': floorLamp, television, music, garden, bedroom, blinds };
