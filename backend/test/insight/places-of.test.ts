import { describe, expect, it } from 'vitest';
import { circuitsSeen } from '../../insight/places-of.ts';

const odds = (entity_id: string, circuit_id: string, count: number, log_odds: number) => ({
  entity_id,
  circuit_id,
  count,
  seen: 8,
  log_odds,
});
const circuit = (circuit_id: string, parent: string | null = null) => ({ circuit_id, circuit_name: circuit_id, entity_id: null, parent });

describe('the circuits that entities were seen on', () => {
  it('are those of this meter alone, the innermost of those that show the same, and none where too little was seen', () => {
    const seen = [
      odds('switch.kettle', 'kitchen', 8, 10),
      odds('switch.kettle', 'ground', 8, 9.5),
      odds('switch.kettle', 'phase_1', 9, 12),
      odds('switch.kettle', 'gone', 9, 12),
      odds('media_player.tv', 'kitchen', 1, -4),
    ];
    const circuits = [circuit('ground'), circuit('kitchen', 'ground'), circuit('attic')];
    expect(circuitsSeen(seen, circuits)).toEqual(new Map([['switch.kettle', 'kitchen']]));
    expect(circuitsSeen([], circuits)).toEqual(new Map());
  });
});
