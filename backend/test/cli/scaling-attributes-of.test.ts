import { describe, expect, it } from 'vitest';
import { scalingAttributesOf } from '../../cli/scaling-attributes-of.ts';

describe('scalingAttributesOf', () => {
  it('takes what scales power and leaves the rest', () => {
    expect(scalingAttributesOf('{"brightness": 128, "friendly_name": "Lamp", "color_mode": null}')).toEqual({ brightness: 128 });
    expect(scalingAttributesOf('{"hvac_action": "heating", "preset_mode": "eco"}')).toEqual({ hvac_action: 'heating', mode: 'eco' });
  });

  it('takes nothing of what is no object, or of the wrong kind', () => {
    for (const text of [null, '', ' ', '{', '7', 'null', '{"brightness": "bright"}']) expect(scalingAttributesOf(text)).toEqual({});
  });
});
