import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { API_PREFIX } from '../../contract/endpoints.ts';
import type { Correction, CorrectionInput } from '../../contract/correction.ts';
import { waitFor } from '../wait-for.ts';
import { aCircuitReading, aReading, NOON, startBackend, type ABackend } from './a-backend.ts';
import { askFor } from './ask-for.ts';

const MINUTE_MS = 60_000;
const DAYS = 4;
/** On for 18 of 48 minutes. */
const EVERY_MS = 48 * MINUTE_MS;
const ON_MS = 18 * MINUTE_MS;
const START = NOON - DAYS * 86_400_000;
const PATH = `${API_PREFIX}/energy/corrections`;

let backend: ABackend;
const step = (time_ms: number, power_w: number) => ({ time_ms, end_ms: null, power_w, pattern_id: null });
const commit = (steps: ReturnType<typeof step>[]) =>
  backend.store.commit({ correlations: [], steps, meterHours: [], entityHours: [], facts: [] });
const correct = async (body: CorrectionInput): Promise<Correction> => {
  const response = await backend.ask(PATH, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) });
  expect(response.status).toBe(200);
  return (await response.json()) as Correction;
};
const takeBack = ({ id }: Correction) => backend.ask(`${PATH}/${id}`, { method: 'DELETE' });

/** A fridge of 96 W without an entity, in a house that never falls below 200 W. */
beforeAll(async () => {
  backend = await startBackend();
  const minutes = Array.from({ length: (NOON - START) / MINUTE_MS }, (_, i) => START + i * MINUTE_MS);
  await backend.store.series.append({ readings: minutes.map((ms) => aReading(ms, (ms - START) % EVERY_MS < ON_MS ? 296 : 200)) });
  const starts = Array.from({ length: (NOON - START) / EVERY_MS }, (_, i) => START + i * EVERY_MS);
  await commit(starts.flatMap((start) => [step(start, 96), step(start + ON_MS, -96)]));
});
afterAll(() => backend.close());

/** The circuit measures the fridge and 10 W beside it: what draws adds up to the house, and nothing is told twice. */
async function sitsOnACircuit(id: string): Promise<void> {
  const entity_id = `pattern.${id}`;
  const at = new Date(NOON - 40 * MINUTE_MS).toISOString();
  const [start_ms, on, off] = [NOON - 48 * MINUTE_MS, 106, 10];
  const circuits = Array.from({ length: 48 }, (_, i) => ({
    ...aCircuitReading(start_ms + i * MINUTE_MS, i < 18 ? on : off),
    ...{ circuit_id: 'cellar', circuit_name: 'Cellar' },
  }));
  await backend.store.series.append({ circuits });
  backend.told.description!.circuits.push({ circuit_id: 'cellar', circuit_name: 'Cellar', entity_id: null, parent: null });
  const placed = await correct({ kind: 'place', entity_id, circuit_id: 'cellar' });
  await backend.clock.advance(2000);
  const { parts, power_w } = await askFor(backend, 'moment', `?at=${at}`);
  const watts = Object.fromEntries(parts.map((part) => [part.entity_id ?? part.name ?? part.kind, part.power_w]));
  expect(watts).toMatchObject({ [entity_id]: 96, Cellar: 10 });
  expect(parts.reduce((sum, part) => sum + part.power_w, 0)).toBeCloseTo(power_w!, 6);
  const { devices } = await askFor(backend, 'devices');
  expect(devices.find((device) => device.entity_id === entity_id)).toMatchObject({ circuit: { circuit_id: 'cellar' } });
  const { readings } = await askFor(backend, 'series', `?start=${at}&end=${new Date(NOON).toISOString()}&points=40`);
  expect(readings[0]!.explained_w).toBe(106);
  backend.told.description!.circuits.pop();
  await takeBack(placed);
}

describe('a pattern that was named', () => {
  it('is told under its name in a moment, a span, the chart and the power now, and no more as unexplained', async () => {
    const at = (minutes: number) => new Date(NOON + minutes * MINUTE_MS).toISOString();
    const parts = async (query: string) => {
      const { parts: all, power_w } = await askFor(backend, 'moment', query);
      expect(all.reduce((sum, part) => sum + part.power_w, 0)).toBeCloseTo(power_w!, 6);
      return Object.fromEntries(
        all.map(({ entity_id, name, kind, power_w: watts }) => [`${entity_id ?? ''} ${name ?? ''} ${kind}`, watts]),
      );
    };
    // Its last run began 48 minutes ago and ended 18 minutes later.
    const unnamed = await parts(`?at=${at(-40)}`);
    expect(unnamed).toMatchObject({ '  always_on': 200, '  unexplained': 96 });
    const { id } = (await askFor(backend, 'unexplained', '?hours=1')).patterns[0]!;
    const named = await correct({ kind: 'name', pattern_id: id, name: 'Cellar fridge', area_id: null, entity_id: null });
    const part = `pattern.${id} Cellar fridge learned`;
    expect(await parts(`?at=${at(-40)}`)).toEqual({ [part]: 96, '  always_on': 200, '  unexplained': 0 });
    expect(await parts(`?at=${at(-20)}`)).toEqual({ '  always_on': 200, '  unexplained': 0 });
    expect(await parts(`?start=${at(-48)}&end=${at(0)}`)).toEqual({ [part]: 36, '  always_on': 200, '  unexplained': 0 });

    const { readings, usage } = await askFor(backend, 'series', '?hours=24&points=480');
    const explained = new Map(readings.map(({ timestamp, explained_w }) => [timestamp, explained_w]));
    expect([explained.get(at(-45)), explained.get(at(-20))]).toEqual([96, 0]);
    // 30 runs a day of 18 minutes.
    expect(usage).toMatchObject([{ entity_id: `pattern.${id}`, provenance: 'learned', energy_kwh: expect.closeTo(0.864, 2) as number }]);
    expect(usage![0]!.on).toHaveLength(30);
    await sitsOnACircuit(id);

    const begun = step(NOON, 95);
    await commit([begun]);
    const split = async () => (await askFor(backend, 'current')).split;
    backend.events.emit('reading', { readings: [aReading(NOON + MINUTE_MS, 296)], circuits: [] });
    backend.events.emit('unexplained', begun);
    await waitFor(async () => expect(await split()).toMatchObject({ learned_w: 95, always_on_w: 200, unexplained_w: 1 }));
    await takeBack(named);
    await waitFor(async () => expect(await split()).toMatchObject({ learned_w: 0, unexplained_w: 96 }));
    expect(await parts(`?at=${at(-40)}`)).toEqual(unnamed);
  });
});
