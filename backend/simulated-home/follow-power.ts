/** The true power of the simulated home, followed forward in time. */
import { startOfDay } from '../local-day.ts';
import type { SimulatedHome } from './simulate-home.ts';

export type PowerNow = {
  house_w: number;
  /** In the order of the home's circuits. */
  circuits_w: readonly number[];
  /** Energy since local midnight, kWh. */
  daily_kwh: number;
};

const W_MS_PER_KWH = 3_600_000_000;

/** Begins at local midnight before start_ms, and returns what is so at each time asked for; times must not go back. */
export function followPower(home: SimulatedHome, start_ms: number): (time_ms: number) => PowerNow {
  let now = startOfDay(start_ms, home.time_zone);
  let midnight = nextMidnight(now);
  let house = 0;
  let energy = 0;
  const circuits = home.circuits.map(() => 0);

  function nextMidnight(from: number): number {
    return startOfDay(from + 30 * 3_600_000, home.time_zone);
  }
  let plan = home.dayAt(now);
  let next = 0;

  const passTo = (time: number) => {
    energy += house * (time - now);
    now = time;
  };
  const step = () => {
    const { steps, day } = plan;
    const due = steps[next];
    if (due === undefined) {
      plan = home.dayAt(day.end_ms);
      next = 0;
      return;
    }
    next += 1;
    house += due.delta_w;
    for (const index of due.circuits) circuits[index] = (circuits[index] ?? 0) + due.delta_w;
  };
  /** Up to this time, midnight not counted. */
  const advance = (time: number) => {
    for (let due = plan.steps[next]?.time_ms ?? plan.day.end_ms; due <= time; due = plan.steps[next]?.time_ms ?? plan.day.end_ms) {
      passTo(Math.max(now, due));
      step();
    }
    passTo(time);
  };
  advance(now);
  energy = 0;

  return (time_ms) => {
    while (midnight <= time_ms) {
      advance(midnight);
      energy = 0;
      midnight = nextMidnight(midnight);
    }
    if (time_ms > now) advance(time_ms);
    return { house_w: house, circuits_w: circuits, daily_kwh: energy / W_MS_PER_KWH };
  };
}
