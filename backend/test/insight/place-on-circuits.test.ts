import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { CircuitReading } from '../../contract/reading.ts';
import { placeOnCircuits, type EntityStep } from '../../insight/place-on-circuits.ts';
import { createPlaces } from '../../insight/read-places.ts';
import { openStore } from '../store/open-duckdb.ts';
import { aBatch, aCircuit, aCorrelation, T0 } from '../store/rows.ts';

const HOUR = 3_600_000;
const SECOND = 1000;

/** A kettle of 2,000 W on the kitchen's circuit, below the ground floor's; a lamp of 100 W elsewhere; every hour. */
function aDay(hours: number) {
  const steps: EntityStep[] = [];
  const readings: CircuitReading[] = [];
  const tell = (time_ms: number, kitchen: number, ground: number) =>
    readings.push(aCircuit(time_ms, 'kitchen', kitchen), aCircuit(time_ms, 'ground', ground), aCircuit(time_ms, 'attic', 60));
  for (let hour = 0; hour < hours; hour++) {
    const at = T0 + hour * HOUR;
    tell(at - 20 * SECOND, 50, 150);
    steps.push({ entity_id: 'switch.kettle', time_ms: at, power_delta_w: 2000 });
    // The circuit's meter sees a little less, and is late.
    tell(at + 12 * SECOND, 1900, 2010);
    steps.push({ entity_id: 'light.lamp', time_ms: at + HOUR / 2, power_delta_w: 100 });
    tell(at + HOUR / 2 - 30 * SECOND, 50, 150);
    tell(at + HOUR / 2 + 30 * SECOND, 50, 150);
  }
  return { steps, readings };
}
const parents = new Map([['kitchen', 'ground']]);
const parentOf = (circuitId: string) => parents.get(circuitId) ?? null;

describe('the circuit that an entity sits on', () => {
  it('is the deepest one that shows its steps', () => {
    const { steps, readings } = aDay(6);
    const places = placeOnCircuits(steps, readings, parentOf);
    expect(places.get('switch.kettle')).toEqual({ circuit_id: 'kitchen', count: 6, confidence: 7 / 8 });
    expect(places.has('light.lamp')).toBe(false);
  });

  it('is not told from few steps, nor where two that are not one in the other show the same', () => {
    const few = aDay(2);
    expect(placeOnCircuits(few.steps, few.readings, parentOf).size).toBe(0);
    const { steps, readings } = aDay(6);
    expect(placeOnCircuits(steps, readings, () => null).size).toBe(0);
    expect(placeOnCircuits(steps, [], parentOf).size).toBe(0);
    expect(placeOnCircuits([], readings, parentOf).size).toBe(0);
  });

  it('does not count steps at which the circuit is not known', () => {
    const { steps, readings } = aDay(6);
    const away = readings.map((reading) => (reading.time_ms < T0 + 2.5 * HOUR ? { ...reading, power_w: null } : reading));
    expect(placeOnCircuits(steps, away, parentOf).get('switch.kettle')).toEqual({ circuit_id: 'kitchen', count: 3, confidence: 4 / 5 });
  });

  it('is learned from what is stored, once an hour', async () => {
    const store = await openStore(mkdtempSync(join(tmpdir(), 'places-')));
    const { steps, readings } = aDay(6);
    await store.series.append({ circuits: readings });
    const kettle = steps.filter(({ entity_id }) => entity_id === 'switch.kettle');
    const correlations = kettle.map(({ time_ms }) => aCorrelation(time_ms, 'switch.kettle', 2000));
    await store.commit(aBatch({ correlations }));
    const circuits = ['kitchen', 'ground', 'attic'].map((circuit_id) => ({ circuit_id, parent: parentOf(circuit_id) }));
    const places = createPlaces(store);
    expect(places.of('switch.kettle')).toBeNull();
    await places.refresh('house', circuits, T0 + 7 * HOUR);
    expect(places.of('switch.kettle')).toMatchObject({ circuit_id: 'kitchen', count: 6 });
    await places.refresh('house', [], T0 + 7.5 * HOUR);
    expect(places.of('switch.kettle')).not.toBeNull();
    await store.close();
    await places.refresh('house', circuits, T0 + 9 * HOUR);
    expect(places.of('switch.kettle')).not.toBeNull();
  });
});
