import { describe, expect, it } from 'vitest';
import { drawsOfNamed, replaceByNamed, type NamedDraw, type NamedLoad } from '../../insight/named-draws.ts';

const MINUTE_MS = 60_000;
const fridge: NamedLoad = { entity_id: 'pattern.p1', name: 'Fridge', power_w: 95, duration_s: 1080 };
const freezer: NamedLoad = { entity_id: 'pattern.p2', name: 'Freezer', power_w: 110, duration_s: 1200 };
const rise = (atMinutes: number, minutes: number | null, power_w: number) => ({
  ...{ start_ms: atMinutes * MINUTE_MS, end_ms: minutes === null ? null : (atMinutes + minutes) * MINUTE_MS, power_w },
});
const runsOf = (draws: readonly NamedDraw[]) =>
  new Map(draws.map(({ name, stretches }) => [name, stretches.map(({ start_ms, power_w }) => [start_ms / MINUTE_MS, power_w])]));

describe('the runs of a load that was named', () => {
  it('are those of about its size and length; each belongs to the one it is nearest to', () => {
    const rises = [rise(0, 18, 95), rise(30, 20, 107), rise(60, 16, 99), rise(90, 2, 95), rise(120, 18, 400)];
    expect(runsOf(drawsOfNamed(rises, [fridge, freezer], 1000 * MINUTE_MS))).toEqual(
      new Map([
        [
          'Fridge',
          [
            [0, 95],
            [60, 99],
          ],
        ],
        ['Freezer', [[30, 107]]],
      ]),
    );
  });

  it('include one that has only begun, for as long as its fall may still come', () => {
    const begun = [rise(0, null, 93)];
    const stretchesAt = (minute: number) => drawsOfNamed(begun, [fridge], minute * MINUTE_MS).flatMap(({ stretches }) => stretches);
    expect(stretchesAt(10)).toEqual([{ start_ms: 0, end_ms: 1.8 * 1080 * 1000, power_w: 93 }]);
    expect(stretchesAt(33)).toEqual([]);
  });
});

describe('what a pattern was named to be', () => {
  it('is told in place of the entity, unless that has a sensor of its own', () => {
    const draws = drawsOfNamed(
      [rise(0, 18, 95), rise(50, 20, 112)],
      [
        { ...fridge, entity_id: 'switch.a' },
        { ...freezer, entity_id: 'switch.b' },
      ],
      0,
    );
    const devices = ['switch.a', 'switch.b', 'switch.c'].map((entity_id) => ({ entity_id }));
    const told = replaceByNamed(devices, draws, { measured: [{ entity_id: 'switch.b', circuit_id: 'b' }] });
    expect(told.named.map(({ entity_id }) => entity_id)).toEqual(['switch.a']);
    expect(told.devices.map(({ entity_id }) => entity_id)).toEqual(['switch.b', 'switch.c']);
  });
});
