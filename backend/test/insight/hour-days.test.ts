import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { closedUntil, createHourDays } from '../../insight/hour-days.ts';
import { createLog } from '../../log.ts';
import { createStore } from '../../store/create-store.ts';
import type { EntityHour, Store } from '../../store/store.ts';
import { createManualClock } from '../manual-clock.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const NOW = Date.UTC(2026, 10, 24);
const DAYS = 40;
const range = { start_ms: NOW - DAYS * DAY_MS + 5 * HOUR_MS, end_ms: NOW - 3 * HOUR_MS };

let store: Store;
const rows = Array.from({ length: DAYS * 24 }, (_, i): EntityHour[] => {
  const time_ms = NOW - DAYS * DAY_MS + i * HOUR_MS;
  return [
    { ...{ time_ms, entity_id: 'light.a', energy_kwh: i, on_s: i % 3600 }, cost: i % 2 === 0 ? i / 10 : null, provenance: 'learned' },
    { ...{ time_ms, entity_id: 'light.new', energy_kwh: null, on_s: 60 }, cost: null, provenance: 'learned' },
  ];
}).flat();

beforeAll(async () => {
  const log = createLog({ level: 'silent', secrets: [] });
  const directory = mkdtempSync(join(tmpdir(), 'hour-days-'));
  store = await createStore({ directory, home_id: 'home', mode: 'real', clock: createManualClock(NOW), log });
  await store.commit({ correlations: [], steps: [], meterHours: [], entityHours: rows, facts: [] });
});
afterAll(() => store.close());

describe('the hours of devices', () => {
  it('are those of the range in time order, of what is known, each time that one goes through them', async () => {
    const devices = await createHourDays(store).read(range, NOW);
    expect(devices.map(({ entity_id, provenance }) => [entity_id, provenance])).toEqual([['light.a', 'learned']]);
    const expected = rows
      .filter(({ entity_id, time_ms }) => entity_id === 'light.a' && time_ms >= range.start_ms && time_ms < range.end_ms)
      .map(({ time_ms, energy_kwh, on_s, cost }) => ({ time_ms, energy_kwh, on_s, cost }));
    for (let time = 0; time < 2; time++) expect([...devices[0]!.hours]).toEqual(expected);
    expect(closedUntil(devices)).toBe(range.end_ms);
  });

  it('are measured from the day on which a sensor came', async () => {
    const [morning, noon] = [NOW + 60 * DAY_MS, NOW + 60 * DAY_MS + HOUR_MS];
    const one = { entity_id: 'switch.b', energy_kwh: 1, on_s: 60, cost: null };
    const entityHours = [
      { ...one, time_ms: morning, provenance: 'learned' },
      { ...one, time_ms: noon, provenance: 'measured' },
    ];
    await store.commit({ correlations: [], steps: [], meterHours: [], entityHours, facts: [] });
    const [device] = await createHourDays(store).read({ start_ms: morning, end_ms: morning + DAY_MS }, morning + DAY_MS);
    expect([device!.provenance, [...device!.hours].length]).toEqual(['measured', 2]);
  });

  it('are none where nothing was counted', async () => {
    const devices = await createHourDays(store).read({ start_ms: NOW - 90 * DAY_MS, end_ms: NOW - 60 * DAY_MS }, NOW);
    expect([devices, closedUntil(devices)]).toEqual([[], 0]);
  });
});
