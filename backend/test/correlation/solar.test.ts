import { describe, expect, it } from 'vitest';
import { createEngine } from '../../correlation/engine.ts';
import { aHouse, play, score, type House, type Input } from './a-house.ts';

const MINUTE = 60_000;
const LOADS = { 'switch.kettle': 2000, 'switch.tv': 110, 'light.hall': 60, 'switch.gate': 0, 'switch.scene': 0 };

/** Chance that is the same every time: the fraction of a large sine. */
const chance = (i: number): number => Math.abs(Math.sin(i * 12.9898) * 43_758.5453) % 1;

/** The share of the sun that comes through: each quarter of an hour may have a cloud, which comes and goes within 8 to 40 s. */
function skyAt(timeMs: number): number {
  const quarter = Math.floor(timeMs / (15 * MINUTE));
  if (chance(quarter) < 0.3) return 1;
  const [depth, edgeMs] = [0.2 + 0.6 * chance(quarter + 0.1), 8000 + 32_000 * chance(quarter + 0.2)];
  const [from, to] = [(1 + 5 * chance(quarter + 0.3)) * MINUTE, (7 + 6 * chance(quarter + 0.4)) * MINUTE];
  const inQuarter = timeMs % (15 * MINUTE);
  const into = Math.min(1, Math.max(0, (inQuarter - from) / edgeMs)) - Math.min(1, Math.max(0, (inQuarter - to) / edgeMs));
  return 1 - depth * into;
}

/** A roof of 4 kW under which it never gets dark: it rises and sinks, and drifts with each cloud. */
const sunAt = (timeMs: number): number => 4000 * Math.abs(Math.sin((timeMs / 86_400_000) * 2 * Math.PI)) * skyAt(timeMs);

/** What the meter at the street shows of the house: less what the roof makes; negative where it feeds in. */
const behindTheRoof = (house: House): House => ({
  ...house,
  inputs: house.inputs.map((input): Input => {
    if (input.kind !== 'reading') return input;
    const { time_ms, power_w } = input.reading;
    return { kind: 'reading', reading: { time_ms, power_w: (power_w ?? 0) - Math.round(sunAt(time_ms)) } };
  }),
});

describe('the engine under a drifting sun and passing clouds', () => {
  it.each([
    ['2 s', 2, 24],
    ['10 s', 10, 48],
    ['60 s', 60, 96],
  ])('blames none of them on a switch that draws nothing, on a meter of %s at the street', (_, dt, hours) => {
    const house = behindTheRoof(aHouse({ hours, dt, loads: LOADS }));
    const engine = createEngine({});
    const heard = play(engine, house.inputs, MINUTE, house.endMs + 15 * MINUTE);
    const { blamed, precision, recall } = score(house, heard);
    const nothing = engine.devices().filter(({ entity_id }) => ['switch.gate', 'switch.scene'].includes(entity_id));
    expect(blamed).toBe(0);
    expect(nothing.map(({ verdict }) => verdict)).not.toContain('learned');
    expect(precision).toBeGreaterThan(0.85);
    expect(recall).toBeGreaterThan(0.3);
  });
});
