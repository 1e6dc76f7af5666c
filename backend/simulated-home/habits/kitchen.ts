/** Tea, coffee and meals. */
import { ANNA, AT_DEVICE, atBrightness, automation, BEN, pulse, together, type Habit, type Wish } from '../wish.ts';
import { sunset, worksAtHome } from './at-home.ts';

const kettle: Habit = (day, random) => {
  const usual = day.weekend ? [8.6, 10.9, 15.2, 17.4, 20.6] : [6.7, 7.4, 17.3, 20.4];
  const hours = worksAtHome(day) ? [...usual, 10.4, 13.4, 15.3] : usual;
  // Somebody cannot sleep.
  if (random.chance(0.25)) hours.push(26);
  return hours
    .filter(() => random.chance(0.9))
    .flatMap((hour) =>
      pulse('switch.kettle', { time_ms: day.at(hour + random.between(-0.4, 0.4)), minutes: random.between(1.5, 3.8), cause: AT_DEVICE }),
    );
};

const coffee: Habit = (day, random) => {
  const hours = day.weekend ? [9.1, 15.6] : [6.9, worksAtHome(day) ? 13.6 : 7.8];
  return hours.flatMap((hour) =>
    pulse('switch.coffee_machine', {
      time_ms: day.at(hour + random.between(-0.3, 0.3)),
      minutes: random.between(9, 22),
      cause: random.chance(0.5) ? AT_DEVICE : BEN,
    }),
  );
};

const oven: Habit = (day, random) => {
  const hours = day.weekend ? [11.8, 18.2] : [18.4];
  return hours
    .filter(() => random.chance(day.weekend ? 0.65 : 0.55))
    .flatMap((hour) =>
      pulse('switch.oven', { time_ms: day.at(hour + random.between(-0.3, 0.4)), minutes: random.between(28, 52), cause: AT_DEVICE }),
    );
};

const radio: Habit = (day, random) =>
  pulse('media_player.kitchen_radio', {
    time_ms: day.at((day.weekend ? 8.7 : 6.8) + random.between(-0.1, 0.3)),
    minutes: random.between(30, 55),
    state: 'playing',
    cause: ANNA,
  });

/** Lamp by lamp for lunch, and all three off at once when it is over. */
const lunch: Habit = (day, random) => {
  if (!day.weekend && !worksAtHome(day)) return [];
  const begin = 12.3 + random.between(-0.15, 0.25);
  const over = together(['light.dining_table', 'light.kitchen_lights', 'media_player.kitchen_radio'], {
    time_ms: day.at(13.17 + random.between(0, 0.1)),
    state: 'off',
    attributes: {},
    cause: automation('Lunch over'),
  });
  const on = (entity_id: string, hour: number, state: string): Wish => {
    const pose = state === 'on' ? atBrightness(100) : { state, attributes: {} };
    return { time_ms: day.at(hour), entity_id, ...pose, cause: ANNA };
  };
  return [
    on('light.kitchen_lights', begin, 'on'),
    on('media_player.kitchen_radio', begin + random.between(0.02, 0.1), 'playing'),
    on('light.dining_table', begin + random.between(0.12, 0.3), 'on'),
    ...over,
  ];
};

const lights: Habit = (day, random) => {
  const evening = Math.max(17.1, sunset(day) - 0.3);
  const visits = [day.weekend ? 8.4 : 6.5, 10.6, 15.1, evening, evening + 1.6, 21.4, 22.6];
  return visits
    .filter((hour) => (hour > 8 && hour < 17 ? day.weekend || worksAtHome(day) : true))
    .flatMap((hour) =>
      pulse('light.kitchen_lights', {
        time_ms: day.at(hour + random.between(0, 0.5)),
        minutes: hour === evening ? random.between(35, 70) : random.between(4, 24),
        ...atBrightness(random.chance(0.7) ? 100 : 60),
        cause: random.chance(0.6) ? ANNA : BEN,
      }),
    );
};

export const kitchenHabits: Readonly<Record<string, Habit>> = { kettle, coffee, oven, radio, lunch, 'kitchen lights': lights };
