/** What goes on in a home besides meals and evenings: walking about, washing, working, heating, and switches that switch no power. */
import type { HomeDay } from '../home-day.ts';
import type { Random } from '../random.ts';
import { ANNA, AT_DEVICE, atBrightness, automation, BEN, BY_ITSELF, pulse, type Habit, type Wish } from '../wish.ts';
import { wakingHours, worksAtHome } from './at-home.ts';

/** Hours of the day, each about `every` hours after the last, while somebody is up. */
function whileUp(day: HomeDay, every: number, random: Random): number[] {
  const hours: number[] = [];
  for (const [from, until] of wakingHours(day))
    for (let hour = from + random.between(0, every); hour < until; hour += every * random.between(0.4, 1.6)) hours.push(hour);
  return hours;
}

const hall: Habit = (day, random) =>
  [...whileUp(day, 0.6, random), 25.4 + random.between(-0.8, 0.8), 27 + random.between(-0.7, 0.7)].flatMap((hour) =>
    pulse('light.hall_lamp', {
      time_ms: day.at(hour),
      minutes: random.between(1.2, 4.5),
      ...atBrightness(hour > 24 ? 30 : 100),
      cause: automation('Hall motion'),
    }),
  );

const bathroom: Habit = (day, random) => {
  const showers = day.weekend ? [8.8, 9.6] : [6.4, 7.0];
  const visits = [...whileUp(day, 1.9, random), 25.5 + random.between(-1, 1.2)];
  return [...showers.map((hour) => ({ hour, shower: true })), ...visits.map((hour) => ({ hour, shower: false }))].flatMap(
    ({ hour, shower }) => {
      const time_ms = day.at(hour + random.between(0, 0.2));
      const minutes = shower ? random.between(12, 20) : random.between(2, 7);
      const light = pulse('light.bathroom_mirror', { time_ms, minutes, ...atBrightness(100), cause: AT_DEVICE });
      if (!shower) return light;
      const fan = pulse('fan.bathroom', { time_ms: time_ms + 95_000, minutes: minutes + 9, cause: automation('Humid bathroom') });
      return [...light, ...fan];
    },
  );
};

/** The machine is switched on, goes through its programme, and says when it is done. */
const laundry: Habit = (day, random) => {
  if (!random.chance(day.weekend ? 0.85 : 0.5)) return [];
  const start = day.at((day.weekend || worksAtHome(day) ? 9.6 : 17.4) + random.between(0, 2.2));
  const [washOn, washOff] = pulse('switch.washing_machine', { time_ms: start, minutes: random.between(75.5, 78), cause: AT_DEVICE });
  const dry = random.chance(0.75);
  const dryer = { time_ms: start + random.between(85, 120) * 60_000, minutes: random.between(58, 68.5), cause: AT_DEVICE };
  const [dryOn, dryOff] = dry ? pulse('switch.tumble_dryer', { ...dryer, time_ms: Math.round(dryer.time_ms) }) : [];
  const done = (wish: Wish | undefined): Wish[] => (wish === undefined ? [] : [{ ...wish, cause: BY_ITSELF }]);
  return [washOn, dryOn].filter((wish) => wish !== undefined).concat(done(washOff), done(dryOff));
};

const work: Habit = (day, random) => {
  if (!worksAtHome(day)) {
    // The other evenings hold some games.
    const games = { time_ms: day.at(20 + random.between(0, 0.6)), minutes: random.between(50, 120), cause: BEN };
    return random.chance(0.6) ? pulse('switch.desk', games) : [];
  }
  const lamp = (hour: number, minutes: number) =>
    pulse('light.desk_lamp', { time_ms: day.at(hour), minutes, ...atBrightness(random.chance(0.7) ? 100 : 60), cause: BEN });
  const desk = (hour: number, minutes: number) => pulse('switch.desk', { time_ms: day.at(hour), minutes, cause: automation('Work day') });
  const print = () =>
    pulse('switch.laser_printer', { time_ms: day.at(random.between(9.5, 16.5)), minutes: random.between(4, 9), cause: BEN });
  return [
    ...desk(8.75 + random.between(0, 0.2), random.between(205, 222)),
    ...desk(13.4 + random.between(0, 0.2), random.between(225, 260)),
    ...lamp(8.8 + random.between(0, 0.3), random.between(60, 150)),
    ...lamp(15.6 + random.between(0, 0.6), random.between(50, 110)),
    ...(random.chance(0.7) ? print() : []),
  ];
};

/** Goes on and off by itself all day; `period` in minutes at this hour. */
function byItself(
  day: HomeDay,
  random: Random,
  { period, on }: { period: (hour: number) => number; on: [number, number] },
): [number, number][] {
  const turns: [number, number][] = [];
  const last = (day.end_ms - day.start_ms) / 3_600_000 + 4;
  for (let hour = 4 + random.between(0.01, 0.12); hour < last - 0.4;) {
    const minutes = random.between(...on);
    turns.push([hour, minutes]);
    hour += (period(hour) * random.between(0.85, 1.15)) / 60;
  }
  return turns;
}

const heatPump: Habit = (day, random) => {
  const cold = 1 - 0.35 * day.summer;
  const turns = byItself(day, random, { period: (hour) => (hour > 23 || hour < 5 ? 40 : 33), on: [8 * cold, 15 * cold] });
  return turns.flatMap(([hour, minutes]) => {
    const [on, off] = pulse('climate.heat_pump', { time_ms: day.at(hour), minutes, cause: BY_ITSELF });
    const heat = (wish: Wish | undefined, hvac_action: string): Wish[] =>
      wish === undefined ? [] : [{ ...wish, state: 'heat', attributes: { hvac_action } }];
    return [...heat(on, 'heating'), ...heat(off, 'idle')];
  });
};

const dehumidifier: Habit = (day, random) =>
  byItself(day, random, { period: () => 58, on: [13, 21] }).flatMap(([hour, minutes]) =>
    pulse('switch.dehumidifier', { time_ms: day.at(hour), minutes, cause: BY_ITSELF }),
  );

const hotWater: Habit = (day, random) =>
  whileUp(day, 0.75, random).flatMap((hour) =>
    pulse('switch.circulation_pump', { time_ms: day.at(hour), minutes: random.between(5, 8), cause: automation('Hot water') }),
  );

const modes: Habit = (day, random) => {
  const soon = () => random.between(0, 0.4);
  const guests = day.weekday === 5 || day.weekday === 6 || random.chance(0.2);
  const away = { time_ms: day.at((day.weekend ? 13 : 8.3) + soon()), minutes: random.between(90, 500), cause: automation('Nobody home') };
  return [
    ...pulse('switch.kids_wifi', { time_ms: day.at(7 + soon()), minutes: random.between(780, 820), cause: automation('School day') }),
    ...pulse('switch.motion_alerts', away),
    ...(guests ? pulse('switch.guest_mode', { time_ms: day.at(17.5 + soon()), minutes: random.between(200, 300), cause: ANNA }) : []),
  ];
};

export const householdHabits: Readonly<Record<string, Habit>> = {
  hall,
  bathroom,
  laundry,
  work,
  'heat pump': heatPump,
  dehumidifier,
  'hot water': hotWater,
  modes,
};
