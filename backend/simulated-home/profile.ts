/** How a device draws power from the moment it is switched on: a list of levels, each from its time until the next. */
import type { ScalingAttributes } from '../contract/state-change.ts';
import type { Random } from './random.ts';

/** From this time on the device draws so much. */
export type Level = { time_ms: number; power_w: number };

/** The time that a device stays in one state. */
type Run = { start_ms: number; end_ms: number; attributes: ScalingAttributes; random: Random };

export type Profile = (run: Run) => Level[];

export const steady =
  (power_w: number): Profile =>
  ({ start_ms }) => [{ time_ms: start_ms, power_w }];

/** A light of so many watts at full brightness; measured lights follow brightness^1.4 in the median. */
export const dimmed =
  (full_w: number): Profile =>
  ({ start_ms, attributes }) => [{ time_ms: start_ms, power_w: full_w * ((attributes.brightness ?? 255) / 255) ** 1.4 }];

/** A fan: part of the power is there at any speed, the rest grows with its square. */
export const fanned =
  (full_w: number): Profile =>
  ({ start_ms, attributes }) => [{ time_ms: start_ms, power_w: full_w * (0.25 + 0.75 * ((attributes.percentage ?? 100) / 100) ** 2) }];

/** One level after the other, each for so many seconds; the last one stays. */
export const inStages =
  (stages: readonly (readonly [seconds: number, power_w: number])[]): Profile =>
  ({ start_ms }) => {
    let time_ms = start_ms;
    return stages.map(([seconds, power_w]) => {
      const level = { time_ms, power_w };
      time_ms += seconds * 1000;
      return level;
    });
  };

/** Heats at first for long, then on and off to keep warm; seconds and watts. */
export const heldWarm =
  (heater: { power_w: number; rest_w: number; first_s: number; on_s: number; off_s: number }): Profile =>
  ({ start_ms, end_ms, random }) => {
    const levels: Level[] = [];
    let heating = heater.first_s;
    for (let time_ms = start_ms; time_ms < end_ms;) {
      levels.push({ time_ms, power_w: heater.power_w });
      time_ms += heating * random.between(0.9, 1.1) * 1000;
      levels.push({ time_ms, power_w: heater.rest_w });
      time_ms += heater.off_s * random.between(0.8, 1.2) * 1000;
      heating = heater.on_s;
    }
    return levels;
  };

/** Draws about so much, and every half to two times `every_s` a little more or less. */
export const wavering =
  ({ power_w, spread_w, every_s }: { power_w: number; spread_w: number; every_s: number }): Profile =>
  ({ start_ms, end_ms, random }) => {
    const levels: Level[] = [{ time_ms: start_ms, power_w }];
    for (let time_ms = start_ms; time_ms < end_ms;) {
      time_ms += every_s * random.between(0.5, 2) * 1000;
      levels.push({ time_ms, power_w: Math.max(0, power_w + spread_w * random.normal()) });
    }
    return levels;
  };

/** Switches itself on and off all day long without telling anybody; minutes and watts. It rests when the run begins and ends. */
export const cycling =
  ({ period_min, on_min, start_w, power_w }: { period_min: number; on_min: number; start_w: number; power_w: number }): Profile =>
  ({ start_ms, end_ms, random }) => {
    const count = Math.round((end_ms - start_ms) / (period_min * 60_000));
    const periodMs = (end_ms - start_ms) / count;
    return Array.from({ length: count }, (_, index) => {
      const onMs = on_min * random.between(0.85, 1.15) * 60_000;
      const time_ms = start_ms + index * periodMs + random.between(0.2, 0.8) * (periodMs - onMs);
      // A compressor draws a little more in its first minute.
      return [
        { time_ms, power_w: start_w },
        { time_ms: time_ms + 60_000, power_w },
        { time_ms: time_ms + onMs, power_w: 0 },
      ];
    }).flat();
  };
