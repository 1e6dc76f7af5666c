import { describe, expect, it } from 'vitest';
import { createEnergyOfEntities } from '../../cli/energy-of-entities.ts';
import { scalingAttributesOf } from '../../cli/history-row.ts';

describe('scalingAttributesOf', () => {
  it('takes what scales power and leaves the rest', () => {
    expect(scalingAttributesOf('{"brightness": 128, "friendly_name": "Lamp", "color_mode": null}')).toEqual({ brightness: 128 });
    expect(scalingAttributesOf('{"hvac_action": "heating", "preset_mode": "eco"}')).toEqual({ hvac_action: 'heating', mode: 'eco' });
  });

  it('takes nothing of what is no object, or of the wrong kind', () => {
    for (const text of [undefined, '', ' ', '{', '7', 'null', '{"brightness": "bright"}']) expect(scalingAttributesOf(text)).toEqual({});
  });
});

describe('the energy of entities', () => {
  it('is the time on times the power, less when dimmed', () => {
    const energy = createEnergyOfEntities();
    energy.change('light.a', 'on', 255, 0);
    energy.change('light.a', 'on', 128, 3_600_000);
    energy.change('light.a', 'off', undefined, 7_200_000);
    // 10 W for an hour, and (128 / 255)^1.4 of it for another
    expect(energy.kwh('light.a', 10, 9_000_000)).toBeCloseTo(0.01 + 0.01 * (128 / 255) ** 1.4, 9);
  });

  it('is not known without the power, or of an entity that was never seen', () => {
    const energy = createEnergyOfEntities();
    energy.change('switch.a', 'on', undefined, 0);
    expect(energy.kwh('switch.a', null, 1)).toBeNull();
    expect(energy.kwh('switch.b', 5, 1)).toBeNull();
    expect(energy.kwh('switch.a', -5, 3_600_000)).toBe(0);
  });
});
