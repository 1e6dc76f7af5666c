import { describe, expect, it } from 'vitest';
import { placeDevice, type SeenStep } from '../../insight/place-device.ts';

const step = (power_delta_w: number, told: Record<string, [before_w: number, after_w: number]>): SeenStep => ({
  power_delta_w,
  circuits: new Map(Object.entries(told).map(([id, [before_w, after_w]]) => [id, { before_w, after_w }])),
});

describe('placeDevice', () => {
  it('finds the circuit that saw the steps, also where others moved by chance', () => {
    const steps = [
      step(2000, { kitchen: [16, 2020], office: [60, 61] }),
      step(-2000, { kitchen: [2110, 112], office: [61, 200] }),
      step(2010, { kitchen: [16, 1990], office: [60, 2050] }),
      // The fridge started in the same minute.
      step(2000, { kitchen: [16, 700], office: [60, 60] }),
    ];
    expect(placeDevice(steps)).toBe('kitchen');
  });

  it('places nothing that no circuit saw, or too seldom, or of which nothing was told', () => {
    const unseen = Array.from({ length: 8 }, () => step(110, { kitchen: [16, 16], office: [60, 62] }));
    expect(placeDevice(unseen)).toBeNull();
    expect(placeDevice([step(110, { kitchen: [16, 126] }), step(110, { kitchen: [16, 126] })])).toBeNull();
    expect(placeDevice([...unseen, ...Array.from({ length: 4 }, () => step(110, { kitchen: [16, 126] }))])).toBeNull();
    expect(placeDevice([])).toBeNull();
  });
});
