import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { API_PREFIX } from '../../contract/endpoints.ts';
import type { Correction, CorrectionInput } from '../../contract/correction.ts';
import { createCorrections } from '../../corrections.ts';
import { createEvents } from '../../events.ts';
import { createLog } from '../../log.ts';
import { createPatterns } from '../../patterns.ts';
import { aReading, NOON, startBackend, type ABackend } from './a-backend.ts';
import { askFor } from './ask-for.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 1440 * MINUTE_MS;
const PATH = `${API_PREFIX}/energy/corrections`;

let backend: ABackend;
const step = (time_ms: number, power_w: number) => ({ time_ms, end_ms: null, power_w, pattern_id: null });
const runs = (startMs: number, days: number, every: number, minutes: number, power_w: number) =>
  Array.from({ length: Math.floor((days * 1440) / every) }, (_, i) => startMs + i * every * MINUTE_MS).flatMap((start) => [
    step(start, power_w),
    step(start + minutes * MINUTE_MS, -power_w),
  ]);
const commit = (steps: ReturnType<typeof step>[]) =>
  backend.store.commit({ correlations: [], steps, meterHours: [], entityHours: [], facts: [] });
const patterns = async () => (await askFor(backend, 'unexplained', '?hours=1')).patterns;
const devices = async () => (await askFor(backend, 'devices')).devices.filter(({ verdict }) => verdict !== 'measured');
const correct = async (body: CorrectionInput): Promise<Correction> => {
  const response = await backend.ask(PATH, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) });
  expect(response.status).toBe(200);
  return (await response.json()) as Correction;
};
const takeBack = ({ id }: Correction) => backend.ask(`${PATH}/${id}`, { method: 'DELETE' });

beforeAll(async () => {
  backend = await startBackend();
  await backend.store.series.append({ readings: [aReading(NOON - 4 * DAY_MS, 200)] });
  await commit([...runs(NOON - 4 * DAY_MS, 4, 48, 18, 96), ...runs(NOON - 4 * DAY_MS + 5 * MINUTE_MS, 4, 240, 25, 1800)]);
});
afterAll(() => backend.close());

const fridge = async () => (await patterns()).find(({ power_w }) => power_w < 200)!;

describe('a pattern', () => {
  it('keeps its id from one answer to the next, over a restart, and while it moves a little', async () => {
    const before = await patterns();
    expect(before.map(({ guess }) => guess)).toContain('fridge');
    const log = createLog({ level: 'silent', secrets: [] });
    const { store, clock } = backend;
    const corrections = await createCorrections({ store, events: createEvents(), clock, log });
    const again = await createPatterns({ store, corrections, clock });
    const range = { start_ms: NOON - 3_600_000, end_ms: NOON };
    expect((await again.unexplained(range, 0.3)).patterns).toEqual(before);
    await commit(runs(NOON, 6, 48, 20, 103));
    const later = { start_ms: NOON + 6 * DAY_MS - 3_600_000, end_ms: NOON + 6 * DAY_MS };
    const moved = (await again.unexplained(later, 0.3)).patterns.find(({ power_w }) => power_w < 200);
    expect(moved).toMatchObject({ id: (await fridge()).id, power_w: 103 });
  });

  it('becomes a device when it is named, whose energy counts from its past on, until that is taken back', async () => {
    const { id } = await fridge();
    expect((await devices()).map(({ entity_id }) => entity_id)).toEqual([]);
    const named = await correct({ kind: 'name', pattern_id: id, name: 'Cellar fridge', area_id: 'cellar', entity_id: null });
    expect(await fridge()).toMatchObject({ id, name: 'Cellar fridge', area_id: 'cellar', correction_id: named.id, hidden: false });
    const [device] = await devices();
    expect(device).toMatchObject({
      entity_id: `pattern.${id}`,
      verdict: 'learned',
      on_power_w: 96,
      switches: 120,
      correction_id: named.id,
    });
    // 120 runs of 96 W for 18 min = 3.456 kWh, at 0.30.
    expect(device!.energy_kwh!.week).toBeCloseTo(3.456, 2);
    expect(device!.cost!.week).toBeCloseTo(1.0368, 2);
    expect((await askFor(backend, 'device', '', `/energy/devices/pattern.${id}`)).entity_id).toBe(`pattern.${id}`);
    await takeBack(named);
    expect(await devices()).toEqual([]);
    expect(await fridge()).toMatchObject({ id, name: null, correction_id: null });
  });

  it('is the entity that it is named to be, told once', async () => {
    backend.told.devices = [{ entity_id: 'switch.kettle', on_power_w: null, interval_w: null, switches: 3, verdict: 'no_effect' }];
    await backend.clock.advance(10_000);
    const { id } = await fridge();
    const named = await correct({ kind: 'name', pattern_id: id, name: 'Fridge', area_id: null, entity_id: 'switch.kettle' });
    expect(await devices()).toMatchObject([{ entity_id: 'switch.kettle', on_power_w: 96 }]);
    await takeBack(named);
  });

  it('is marked when it is hidden', async () => {
    const { id } = await fridge();
    const hidden = await correct({ kind: 'hide', pattern_id: id });
    expect(await fridge()).toMatchObject({ id, hidden: true, correction_id: hidden.id });
    await takeBack(hidden);
    expect(await fridge()).toMatchObject({ id, hidden: false });
  });
});
