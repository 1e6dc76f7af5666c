import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chooseBins } from '../../api/choose-bins.ts';

const HOUR_MS = 3_600_000;

describe('chooseBins', () => {
  it('takes the finest width of which so many cover the range', () => {
    expect(chooseBins({ start_ms: 0, end_ms: 24 * HOUR_MS }, 600)).toEqual({ start_ms: 0, end_ms: 24 * HOUR_MS, bin_ms: 300_000 });
    expect(chooseBins({ start_ms: 0, end_ms: 600_000 }, 600).bin_ms).toBe(1000);
    expect(chooseBins({ start_ms: 0, end_ms: 9600 * HOUR_MS }, 10).bin_ms).toBe(50 * 24 * HOUR_MS);
  });

  it('covers the range with at most so many bins, which start at multiples of their width', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 2e12 }),
        fc.integer({ min: 1, max: 9600 * HOUR_MS }),
        fc.integer({ min: 10, max: 2000 }),
        (start, length, most) => {
          const { start_ms, end_ms, bin_ms } = chooseBins({ start_ms: start, end_ms: start + length }, most);
          expect(start_ms).toBeLessThanOrEqual(start);
          expect(end_ms).toBeGreaterThanOrEqual(start + length);
          expect(start_ms % bin_ms).toBe(0);
          expect((end_ms - start_ms) / bin_ms).toBeLessThanOrEqual(most);
        },
      ),
    );
  });
});
