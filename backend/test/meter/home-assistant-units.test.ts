import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { numberOf, toWatts } from '../../meter/units.ts';

const UNITS = { mW: 1e-3, W: 1, kW: 1e3, MW: 1e6, GW: 1e9, TW: 1e12 };

describe('toWatts', () => {
  it('converts every unit of power', () => {
    expect(toWatts('1.5', 'kW')).toEqual({ ok: true, value: 1500 });
    expect(toWatts('-250', 'W')).toEqual({ ok: true, value: -250 });
    expect(toWatts('0.002', 'MW')).toEqual({ ok: true, value: 2000 });
    expect(toWatts('1500', 'mW')).toEqual({ ok: true, value: 1.5 });
    expect(toWatts('0.000001', 'GW')).toMatchObject({ ok: true });
    // 3412.14 BTU/h are a kW (NIST SP 811, appendix B.8).
    expect(toWatts('3412.142', 'BTU/h')).toMatchObject({ ok: true, value: expect.closeTo(1000, 3) as number });
  });

  it('keeps value and sign through any unit', () => {
    const watts = fc.double({ min: -1e7, max: 1e7, noNaN: true });
    fc.assert(
      fc.property(watts, fc.constantFrom(...Object.entries(UNITS)), (value, [unit, factor]) => {
        const converted = toWatts(String(value / factor), unit);
        expect(converted.ok && Math.abs(converted.value - value)).toBeLessThanOrEqual(Math.abs(value) * 1e-12 + 1e-300);
      }),
    );
  });

  it('is a gap for all that is no number, never 0', () => {
    for (const state of [
      'unavailable',
      'unknown',
      '',
      ' ',
      'NaN',
      'nan',
      'Infinity',
      '-inf',
      'none',
      '0x10',
      '1,5',
      '12 W',
      '1e400',
      'null',
    ])
      expect(toWatts(state, 'W'), state).toMatchObject({ ok: false, unit: false });
    const texts = fc.string().filter((text) => !Number.isFinite(Number(text.trim() === '' ? 'x' : text)));
    fc.assert(fc.property(texts, (text) => !toWatts(text, 'kW').ok));
  });

  it('refuses a number without a unit of power, whatever its size', () => {
    fc.assert(
      fc.property(
        fc.double({ noNaN: true, noDefaultInfinity: true }),
        fc.constantFrom(undefined, null, '', 'kWh', 'VA', 'var', '%', 'w', 'KW', 7),
        (value, unit) => {
          expect(toWatts(String(value), unit)).toMatchObject({ ok: false, unit: true });
        },
      ),
    );
    expect(toWatts('3', 'kWh')).toEqual({ ok: false, unit: true, reason: 'its unit is kWh, which is no power' });
    expect(toWatts('3', undefined)).toEqual({ ok: false, unit: true, reason: 'it has no unit of measurement' });
  });

  it('takes an entity that is away for a gap, though its unit went with its state', () => {
    expect(toWatts('unavailable', undefined)).toMatchObject({ ok: false, unit: false });
  });

  it('refuses what no home draws', () => {
    expect(toWatts('100', 'MW')).toMatchObject({ ok: true });
    expect(toWatts('100.1', 'MW')).toEqual({ ok: false, unit: false, reason: '100.1 MW is more than any home draws' });
    expect(toWatts('-1', 'GW').ok).toBe(false);
  });
});

describe('numberOf', () => {
  it('reads what Home Assistant writes', () => {
    expect([' 12 ', '-.5', '+1.', '1e-3', '1E3', '-0'].map(numberOf)).toEqual([12, -0.5, 1, 0.001, 1000, -0]);
  });
});
