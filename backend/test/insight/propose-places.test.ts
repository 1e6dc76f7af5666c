import { describe, expect, it } from 'vitest';
import { proposePlace } from '../../insight/propose-places.ts';

const odds = (circuit_id: string, count: number, log_odds: number) => ({
  entity_id: 'switch.kettle',
  circuit_id,
  count,
  seen: 8,
  log_odds,
});
const parents = new Map([
  ['kitchen', 'ground'],
  ['ground', 'house'],
]);
const parentOf = (circuitId: string) => parents.get(circuitId) ?? null;

describe('the circuit that an entity sits on', () => {
  it('is the innermost of those that show its steps, which do not compete', () => {
    const all = [odds('house', 8, 9), odds('kitchen', 8, 10), odds('ground', 8, 9.5), odds('attic', 1, -8)];
    const place = proposePlace(all, parentOf);
    // 1 / (1 + (4 + e^-8) / e^10)
    expect(place).toMatchObject({ circuit_id: 'kitchen', count: 8 });
    expect(place!.confidence).toBeCloseTo(1 / (1 + (4 + Math.exp(-8)) / Math.exp(10)), 9);
    expect(proposePlace([odds('ground', 8, 9.5), odds('kitchen', 4, 3)], parentOf)).toMatchObject({ circuit_id: 'ground' });
  });

  it('is not told of few steps, nor where two that are not one in the other show the same', () => {
    expect(proposePlace([odds('kitchen', 2, 5)], parentOf)).toBeNull();
    expect(proposePlace([odds('kitchen', 6, 8), odds('attic', 6, 8)], parentOf)).toBeNull();
    expect(proposePlace([odds('kitchen', 3, 1), odds('attic', 0, -5)], parentOf)).toBeNull();
    expect(proposePlace([], parentOf)).toBeNull();
  });
});
