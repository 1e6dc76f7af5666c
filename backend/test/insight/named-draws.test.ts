import { describe, expect, it } from 'vitest';
import type { KnownLoads } from '../../insight/list-loads.ts';
import { drawsOfNamed, listWithNamed, replaceByNamed, type NamedDraw, type NamedLoad } from '../../insight/named-draws.ts';

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

const aHome: KnownLoads = {
  devices: [],
  circuits: [
    { circuit_id: 'kitchen', circuit_name: 'Kitchen', entity_id: null, parent: null },
    { circuit_id: 'b', circuit_name: 'B', entity_id: 'sensor.b_power', parent: null },
  ],
  measured: [{ entity_id: 'switch.b', circuit_id: 'b' }],
  entered: new Map(),
  placed: new Map(),
};
const aMinute = { start_ms: 0, end_ms: MINUTE_MS };
/** On all through that minute. */
const pumpOf = (entity_id: string) => drawsOfNamed([rise(0, 18, 95)], [{ ...fridge, entity_id, name: null }], 0)[0]!;
const on = { shares: new Map([['switch.a', 1]]), wattsOf: new Map<string, number>() };

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
    const devices = ['switch.a', 'switch.b', 'switch.c'].map((entity_id) => ({
      ...{ entity_id, on_power_w: 60, interval_w: 4, switches: 9, verdict: 'learned' as const },
    }));
    const { known, told, isNamed } = replaceByNamed({ ...aHome, devices }, draws);
    expect(told.map(({ entity_id }) => entity_id)).toEqual(['switch.a']);
    expect([...isNamed]).toEqual(['switch.a']);
    expect(known.devices.map(({ entity_id }) => entity_id)).toEqual(['switch.b', 'switch.c']);
  });

  it('is within the circuit on which a user says that it sits, where that counts', () => {
    const withinOf = (circuitId: string) => {
      const known = { ...aHome, placed: new Map([['pattern.p1', circuitId]]) };
      return replaceByNamed(known, [pumpOf('pattern.p1')]).told.map(({ within }) => within);
    };
    expect([withinOf('kitchen'), withinOf('gone')]).toEqual([[true], [false]]);
  });

  it('counts once where its watts were entered too', () => {
    const loads = listWithNamed({ ...aHome, entered: new Map([['switch.a', 120]]) }, { ...on, named: [pumpOf('switch.a')] }, aMinute);
    expect(loads.learned).toMatchObject([{ entity_id: 'switch.a', power_w: 95 }]);
  });

  it.each([
    [
      'switch.a',
      200,
      [
        ['switch.a', 95],
        ['Kitchen', 105],
      ],
    ],
    [
      'switch.a',
      40,
      [
        ['switch.a', 40],
        ['Kitchen', 0],
      ],
    ],
  ])('is part of the circuit that %s sits on, and of no more than that draws', (entity_id, circuitW, told) => {
    const known = { ...aHome, placed: new Map([[entity_id, 'kitchen']]) };
    const { measured, learned } = listWithNamed(
      known,
      { ...on, wattsOf: new Map([['kitchen', circuitW]]), named: [pumpOf(entity_id)] },
      aMinute,
    );
    expect(learned).toEqual([]);
    expect(measured.map(({ entity_id: id, name, power_w }) => [id ?? name, power_w]).reverse()).toEqual(told);
  });
});
