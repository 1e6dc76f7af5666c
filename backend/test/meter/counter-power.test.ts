import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createCounterPower } from '../../meter/counter-power.ts';
import { quantumOf, toKwh } from '../../meter/units.ts';

const plus = (entity_id: string) => ({ entity_id, sign: 1 }) as const;
const minus = (entity_id: string) => ({ entity_id, sign: -1 }) as const;
const SECOND = 1000;

/** Puts what one counter of kWh says, and tells what became known by each. */
function told(counter: ReturnType<typeof createCounterPower>, rows: [seconds: number, state: string, entity?: string, unit?: string][]) {
  return rows.map(([seconds, state, entity = 'sensor.a', unit = 'kWh']) =>
    counter.put(entity, { state, unit, time_ms: seconds * SECOND }) ? powerOf(counter) : 'nothing',
  );
}
const powerOf = (counter: ReturnType<typeof createCounterPower>) => {
  const power = counter.power();
  return power.ok ? Math.round(power.value) : null;
};

describe('the power of a counter', () => {
  it('is what was counted over how long, over a stretch in which one step of the counter is 50 W at the most', () => {
    const counter = createCounterPower([plus('sensor.a')]);
    const rows: Parameters<typeof told>[1] = [
      [0, '100.000'],
      [36, '100.020'],
      [72, '100.040'],
      [100, '100.041'],
      [144, '100.043'],
    ];
    expect(told(counter, rows)).toEqual(['nothing', 'nothing', 2000, 'nothing', 150]);
  });

  it('needs the longer, the coarser the counter', () => {
    expect([quantumOf('12.34', 'kWh'), quantumOf('12', 'Wh'), quantumOf('1.5', 'MWh')]).toEqual([0.01, 0.001, 100]);
    const counter = createCounterPower([plus('sensor.a')]);
    const rows: Parameters<typeof told>[1] = [
      [0, '5.01'],
      [700, '5.11'],
      [720, '5.2'],
    ];
    expect(told(counter, rows)).toEqual(['nothing', 'nothing', 950]);
  });

  it('adds up tariffs and takes off what is fed in, though each counts only at its times', () => {
    const counter = createCounterPower([plus('sensor.t1'), plus('sensor.t2'), minus('sensor.out')]);
    const rows: Parameters<typeof told>[1] = [
      [-500, '10.000', 'sensor.t1'],
      [-9000, '20.000', 'sensor.t2'],
      [-100, '7.000', 'sensor.out'],
      [0, '10.100', 'sensor.t1'],
      [100, '10.200', 'sensor.t1'],
      [200, '7.050', 'sensor.out'],
    ];
    expect(told(counter, rows)).toEqual(['nothing', 'nothing', 'nothing', 3600, 3600, -1800]);
  });

  it('is not known after a counter went back, jumped, or was away, and begins anew', () => {
    const counter = createCounterPower([plus('sensor.a')]);
    const rows: Parameters<typeof told>[1] = [
      [0, '100.000'],
      [100, '100.100'],
      [200, '0.000'],
      [300, '0.050'],
      [400, 'unavailable', 'sensor.a', ''],
      [500, '0.100'],
      [600, '0.200'],
      [700, '900.000'],
    ];
    expect(told(counter, rows)).toEqual(['nothing', 3600, null, 1800, null, 'nothing', 3600, null]);
    expect(counter.resets()).toBe(2);
  });

  it('does not begin with a state of which it is not known how long it has been so', () => {
    const counter = createCounterPower([plus('sensor.a')]);
    expect(counter.put('sensor.a', { state: '5.000', unit: 'kWh', time_ms: 0, since: false })).toBe(false);
    const rows: Parameters<typeof told>[1] = [
      [100, '5.100'],
      [200, '5.200'],
    ];
    expect(told(counter, rows)).toEqual(['nothing', 3600]);
  });

  it('counts all energy once: the means over their stretches add up to what the counter went on', () => {
    const steps = fc.array(fc.tuple(fc.integer({ min: 1, max: 300 }), fc.integer({ min: 0, max: 200 })), { minLength: 5, maxLength: 60 });
    fc.assert(
      fc.property(steps, (ticks) => {
        const counter = createCounterPower([plus('sensor.a')]);
        let [time_ms, wh, lastMs, lastWh, sumWh] = [0, 1000, 0, 1000, 0];
        counter.put('sensor.a', { state: '1.000', unit: 'kWh', time_ms });
        for (const [seconds, more] of ticks) {
          time_ms += seconds * SECOND;
          wh += more;
          const { value: kwh } = toKwh(String(wh), 'Wh') as { value: number };
          if (!counter.put('sensor.a', { state: kwh.toFixed(3), unit: 'kWh', time_ms })) continue;
          const power = counter.power();
          if (power.ok) sumWh += (power.value * (time_ms - lastMs)) / 3_600_000;
          else sumWh += wh - lastWh;
          [lastMs, lastWh] = [time_ms, wh];
        }
        expect(sumWh).toBeCloseTo(lastWh - 1000, 6);
      }),
    );
  });
});
