import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Feedback } from '../../contract/correlation.ts';
import { readMoment } from '../../insight/read-moment.ts';
import { createTimeline } from '../../insight/timeline.ts';
import { createLog } from '../../log.ts';
import { createStore } from '../../store/create-store.ts';
import type { Store } from '../../store/store.ts';
import { createManualClock } from '../manual-clock.ts';
import { aChange, aCircuit, aCorrelation, T0 } from '../store/rows.ts';

const HOUR_MS = 3_600_000;
const DESK_MS = T0 + 9 * HOUR_MS;
const COFFEE_MS = T0 + 10 * HOUR_MS;
const NOW = T0 + 12 * HOUR_MS;

let store: Store;
beforeAll(async () => {
  const log = createLog({ level: 'silent', secrets: [] });
  const place = { directory: mkdtempSync(join(tmpdir(), 'moment-')), home_id: 'home', mode: 'real' as const };
  store = await createStore({ ...place, clock: createManualClock(NOW), log });
  await store.series.append({
    changes: [
      aChange(DESK_MS, 'switch.desk', 'on'),
      aChange(DESK_MS + HOUR_MS / 2, 'switch.desk', 'off'),
      aChange(COFFEE_MS, 'switch.coffee_machine', 'on'),
    ],
    circuits: [
      // Told once a minute: nearest to the switch is what was before it.
      aCircuit(DESK_MS - 20_000, 'desk', 0),
      aCircuit(DESK_MS + HOUR_MS / 2 - 20_000, 'desk', 140),
      // On, and pausing between two heatings.
      aCircuit(COFFEE_MS + 20_000, 'kitchen', 20),
    ],
  });
  await store.commit({
    correlations: [
      aCorrelation(DESK_MS, 'switch.desk', 140, { power_before_w: 860, power_after_w: 1000 }),
      aCorrelation(DESK_MS + HOUR_MS / 2, 'switch.desk', -140, { power_before_w: 1000, power_after_w: 860 }),
      aCorrelation(COFFEE_MS, 'switch.coffee_machine', 1250, { power_before_w: 1000, power_after_w: 2250 }),
    ],
    ...{ steps: [], meterHours: [], entityHours: [], facts: [] },
  });
});
afterAll(() => store.close());

async function partsAt(timeMs: number, feedback: Feedback = null): Promise<Record<string, number>> {
  const learned = { on_power_w: 1250, interval_w: 5, switches: 20, verdict: 'learned' as const };
  const circuits = [
    { circuit_id: 'desk', circuit_name: 'Desk', entity_id: 'sensor.desk_power', parent: null },
    { circuit_id: 'kitchen', circuit_name: 'Kitchen', entity_id: null, parent: null },
  ];
  const known = {
    ...{ devices: [{ entity_id: 'switch.coffee_machine', ...learned }], circuits, entered: new Map<string, number>() },
    measured: [{ entity_id: 'switch.desk', circuit_id: 'desk' }],
    placed: new Map([['switch.coffee_machine', 'kitchen']]),
  };
  const { parts, power_w } = await readMoment(timeMs, {
    ...{ store, known, meter_id: 'house', kind: 'load' as const, nowMs: NOW, denied: [] },
    timeline: createTimeline(store, () => (setting) => setting),
    alwaysOn: () => Promise.resolve(100),
    named: () => Promise.resolve([]),
    profile: { cadence_s: 5, lag_s: 2, lag_spread_s: 1, averaging: false, resolution_w: 1, noise_w: 1 },
    nameOf: (id) => id,
    feedbackOf: () => feedback,
  });
  expect(parts.reduce((sum, part) => sum + part.power_w, 0)).toBeCloseTo(power_w!, 4);
  return Object.fromEntries(parts.map((part) => [part.entity_id ?? part.name ?? part.kind, part.power_w]));
}

describe('the moment in which a device is switched', () => {
  it('tells what a device draws that was switched on, though its own sensor was read before', async () => {
    expect(await partsAt(DESK_MS)).toEqual({ 'switch.desk': 140, always_on: 100, unexplained: 760 });
  });

  it('tells what a device draws that was switched on, though its circuit was read while it paused', async () => {
    expect(await partsAt(COFFEE_MS)).toMatchObject({ 'switch.coffee_machine': 1250, always_on: 100 });
  });

  it('tells nothing of what has just been switched off, though its own sensor was read before', async () => {
    expect(await partsAt(DESK_MS + HOUR_MS / 2)).toEqual({ always_on: 100, unexplained: 760 });
  });

  it('tells what was measured alone, where a user denied that it was this device', async () => {
    expect(await partsAt(DESK_MS, 'denied')).toEqual({ always_on: 100, unexplained: 900 });
  });
});
