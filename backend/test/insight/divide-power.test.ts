import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dividePower, type Load } from '../../insight/divide-power.ts';
import { listLoads } from '../../insight/list-loads.ts';
import { usualShare } from '../../correlation/on-level.ts';

const load = (entity_id: string, power_w: number, kind: Load['kind'] = 'learned'): Load => ({
  ...{ entity_id, name: null, kind, power_w, interval_w: 10 },
});
const watts = (parts: ReturnType<typeof dividePower>) => parts.map(({ entity_id, kind, power_w }) => [entity_id ?? kind, power_w]);

describe('dividePower', () => {
  it('tells devices by watts, then always on, then what nobody explains', () => {
    const loads = { measured: [load('desk', 60, 'measured')], learned: [load('a', 50), load('b', 250), load('off', 0)] };
    expect(watts(dividePower(500, 100, loads))).toEqual([
      ['b', 250],
      ['desk', 60],
      ['a', 50],
      ['always_on', 100],
      ['unexplained', 40],
    ]);
  });

  it('scales what was learned down alike, with its intervals, to what meter and measured devices leave', () => {
    expect(dividePower(450, 100, { measured: [load('desk', 50, 'measured')], learned: [load('a', 200), load('b', 400)] })).toEqual([
      { ...load('b', 200), interval_w: 5 },
      { ...load('a', 100), interval_w: 5 },
      { ...load('desk', 50, 'measured') },
      { entity_id: null, name: null, kind: 'always_on', power_w: 100, interval_w: null },
      { entity_id: null, name: null, kind: 'unexplained', power_w: 0, interval_w: null },
    ]);
  });

  it('leaves out what is always on while that is not known, and all parts while the house feeds in', () => {
    expect(watts(dividePower(400, null, { measured: [], learned: [] }))).toEqual([['unexplained', 400]]);
    expect(dividePower(-400, 100, { measured: [], learned: [load('a', 200)] })).toEqual([]);
  });

  it('adds up to the meter, and no part is below 0', () => {
    const power = fc.double({ min: 0, max: 20_000, noNaN: true });
    const signed = fc.double({ min: -500, max: 20_000, noNaN: true });
    const loads = fc.array(signed, { maxLength: 12 });
    fc.assert(
      fc.property(power, fc.option(power), loads, loads, (house, alwaysOn, ofMeasured, ofLearned) => {
        const parts = dividePower(house, alwaysOn, {
          measured: ofMeasured.map((w, i) => load(`sensor.${i}`, w, 'measured')),
          learned: ofLearned.map((w, i) => load(`switch.${i}`, w)),
        });
        expect(parts.reduce((sum, { power_w }) => sum + power_w, 0)).toBeCloseTo(house, 6);
        for (const { power_w } of parts) expect(power_w).toBeGreaterThanOrEqual(0);
      }),
    );
  });
});

describe('listLoads', () => {
  const learned = (entity_id: string, verdict: 'learned' | 'learning' = 'learned') => ({
    ...{ entity_id, on_power_w: 100, interval_w: 4, switches: 9, verdict },
  });
  const circuit = (circuit_id: string, parent: string | null = null) => ({
    ...{ circuit_id, circuit_name: circuit_id, entity_id: null, parent },
  });
  const nothing = { devices: [], circuits: [], measured: [], entered: new Map<string, number>(), placed: new Map<string, string>() };
  const on = (...ids: string[]) => new Map(ids.map((id) => [id, 1]));
  const named = (loads: readonly Load[]) => loads.map(({ entity_id, name, kind, power_w }) => [entity_id ?? name, kind, power_w]);

  it('takes what is on and learned, each by its share, and what is measured itself only once', () => {
    const known = {
      ...nothing,
      devices: [learned('light.a'), learned('light.new', 'learning'), learned('light.off'), learned('switch.desk')],
      circuits: [circuit('desk')],
      measured: [{ entity_id: 'switch.desk', circuit_id: 'desk' }],
    };
    // 100 * (51 / 255)^1.4 in R
    const shares = new Map([...on('light.new', 'switch.desk'), ['light.a', usualShare(51 / 255)]]);
    const loads = listLoads(known, shares, new Map([['desk', 130]]));
    expect(named(loads.learned)).toEqual([['light.a', 'learned', expect.closeTo(10.506, 2) as number]]);
    expect(named(loads.measured)).toEqual([['switch.desk', 'measured', 130]]);
  });

  it('takes what users entered before what was learned, and nothing of what they say draws nothing', () => {
    const entered = new Map([
      ['light.a', 60],
      ['light.new', 12],
      ['light.group', 0],
    ]);
    const known = { ...nothing, entered, devices: [learned('light.a'), learned('light.new', 'learning'), learned('light.group')] };
    const loads = listLoads(known, on('light.a', 'light.new', 'light.group'), new Map());
    expect(named(loads.learned)).toEqual([
      ['light.a', 'entered', 60],
      ['light.new', 'entered', 12],
    ]);
  });

  it('counts no circuit that others are part of, and nothing that is not known', () => {
    const circuits = [circuit('box'), circuit('a', 'box'), circuit('b', 'box'), circuit('c')];
    const wattsOf = new Map<string, number | null>([
      ['box', 300],
      ['a', 100],
      ['b', null],
    ]);
    expect(named(listLoads({ ...nothing, circuits }, new Map(), wattsOf).measured)).toEqual([['a', 'measured', 100]]);
  });

  it('takes what a learned device draws out of the circuit that it is part of, never more than that measures', () => {
    const known = {
      ...nothing,
      devices: [learned('light.a'), learned('light.b')],
      circuits: [circuit('lights')],
      placed: new Map([
        ['light.a', 'lights'],
        ['light.b', 'lights'],
      ]),
    };
    const at = (circuitW: number) => {
      const { measured, learned: outside } = listLoads(known, on('light.a', 'light.b'), new Map([['lights', circuitW]]));
      expect(outside).toEqual([]);
      return named(measured);
    };
    expect(at(230)).toEqual([
      ['lights', 'measured', 30],
      ['light.a', 'learned', 100],
      ['light.b', 'learned', 100],
    ]);
    expect(at(120)).toEqual([
      ['lights', 'measured', 0],
      ['light.a', 'learned', 60],
      ['light.b', 'learned', 60],
    ]);
  });
});
