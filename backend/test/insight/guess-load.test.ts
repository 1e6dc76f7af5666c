import { describe, expect, it } from 'vitest';
import { guessLoad } from '../../insight/guess-load.ts';

const HOUR_MS = 3_600_000;
const allDay = Array.from({ length: 24 }, (_, hour) => hour * HOUR_MS);
const evening = allDay.slice(18);

describe('guessLoad', () => {
  it.each([
    ['fridge', 95, 1080, 3000, allDay],
    ['pump', 600, 60, 1800, allDay],
    ['heater', 2000, 240, 900, evening],
    [null, 95, 1080, 3000, evening],
    [null, 95, 1080, null, allDay],
    [null, 600, 5, 83, evening],
    [null, 15, 600, 1800, allDay],
    [null, 2000, 180, null, evening],
  ])('says %s of %d W for %d s every %s s', (guess, power_w, duration_s, period_s, starts_ms) => {
    expect(guessLoad({ power_w, duration_s, period_s, starts_ms })).toBe(guess);
  });
});
