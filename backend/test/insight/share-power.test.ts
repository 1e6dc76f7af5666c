import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { listDrawing } from '../../insight/list-drawing.ts';
import { sharePower } from '../../insight/share-power.ts';
import { aChange } from '../api/a-backend.ts';

const device = (entity_id: string, power_w: number, interval_w: number | null = 10) => ({ entity_id, power_w, interval_w });
const watts = (parts: ReturnType<typeof sharePower>) => parts.map(({ entity_id, kind, power_w }) => [entity_id ?? kind, power_w]);

describe('sharePower', () => {
  it('tells devices by watts, then always on, then what nobody explains', () => {
    expect(watts(sharePower(500, 100, [device('a', 50), device('b', 250)]))).toEqual([
      ['b', 250],
      ['a', 50],
      ['always_on', 100],
      ['unexplained', 100],
    ]);
  });

  it('scales devices down alike, with their intervals, to what the meter leaves', () => {
    expect(sharePower(400, 100, [device('a', 200), device('b', 400)])).toEqual([
      { entity_id: 'b', kind: 'learned', power_w: 200, interval_w: 5 },
      { entity_id: 'a', kind: 'learned', power_w: 100, interval_w: 5 },
      { entity_id: null, kind: 'always_on', power_w: 100, interval_w: null },
      { entity_id: null, kind: 'unexplained', power_w: 0, interval_w: null },
    ]);
  });

  it('leaves out what is always on while that is not known, and all parts while the house feeds in', () => {
    expect(watts(sharePower(400, null, []))).toEqual([['unexplained', 400]]);
    expect(sharePower(-400, 100, [device('a', 200)])).toEqual([]);
  });

  it('adds up to the meter, and no part is below 0', () => {
    const power = fc.double({ min: 0, max: 20_000, noNaN: true });
    fc.assert(
      fc.property(power, fc.option(power), fc.array(power, { maxLength: 12 }), (house, alwaysOn, loads) => {
        const parts = sharePower(
          house,
          alwaysOn,
          loads.map((load, i) => device(`switch.${i}`, load)),
        );
        expect(parts.reduce((sum, { power_w }) => sum + power_w, 0)).toBeCloseTo(house, 6);
        for (const { power_w } of parts) expect(power_w).toBeGreaterThanOrEqual(0);
      }),
    );
  });
});

describe('listDrawing', () => {
  const learned = { on_power_w: 100, interval_w: 4, switches: 9, verdict: 'learned' } as const;
  const on = (entity_id: string, more = {}) => aChange(0, 'on', 'off', { entity_id, ...more });

  it('takes what is on and learned; a dimmed lamp by its brightness', () => {
    const devices = [
      { ...learned, entity_id: 'light.a' },
      { ...learned, entity_id: 'light.off' },
      { ...learned, entity_id: 'light.new', verdict: 'learning' as const },
    ];
    const states = [
      on('light.a', { attributes: { brightness: 51 } }),
      aChange(0, 'off', 'on', { entity_id: 'light.off' }),
      on('light.new'),
      on('light.x'),
    ];
    // 100 * (51 / 255)^1.4 in R
    expect(listDrawing(states, devices)).toEqual([
      { entity_id: 'light.a', power_w: expect.closeTo(10.506, 2) as number, interval_w: expect.closeTo(0.42, 2) as number },
    ]);
  });
});
