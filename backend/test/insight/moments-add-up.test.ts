import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Moment } from '../../contract/moment.ts';
import { createSimulatedHome } from '../../home/simulated.ts';
import { createEvents } from '../../events.ts';
import { createHouse } from '../../house.ts';
import type { NamedDraw } from '../../insight/named-draws.ts';
import { readMoment, readSpan, type MomentOptions } from '../../insight/read-moment.ts';
import { createLog } from '../../log.ts';
import { createSimulatedMeter } from '../../meter/simulated.ts';
import { appliances } from '../../simulated-home/appliances.ts';
import { simulateHome } from '../../simulated-home/simulate-home.ts';
import { createStore } from '../../store/create-store.ts';
import type { Store } from '../../store/store.ts';
import { collect } from '../collect.ts';
import { createManualClock } from '../manual-clock.ts';

/** The evening of a day of the simulated home, with the day before behind it. */
const NOW = Date.parse('2026-11-24T21:00:00Z');
const DAY_MS = 86_400_000;
const range = { start_ms: NOW - 2 * DAY_MS, end_ms: NOW };
const clock = createManualClock(NOW);
const log = createLog({ level: 'silent', secrets: [] });
const simulation = simulateHome({ seed: 'moments', time_zone: 'Europe/Berlin' });
const meter = createSimulatedMeter({ id: 'house', home: simulation, clock });
const home = createSimulatedHome({ home: simulation, clock });

/** What each would be learned to draw, for the devices that draw the same whenever they are on. */
const LEARNED: Record<string, number> = {
  'switch.kettle': 2050,
  'switch.dehumidifier': 310,
  'climate.heat_pump': 780,
  'switch.circulation_pump': 45,
  'media_player.television': 110,
  'media_player.soundbar': 24,
  'light.kitchen_lights': 42,
  'light.floor_lamp': 60,
  'switch.desk': 140,
};

let store: Store;
beforeAll(async () => {
  store = await createStore({ directory: mkdtempSync(join(tmpdir(), 'moments-')), home_id: 'home', mode: 'real', clock, log });
  const { signal } = new AbortController();
  for (const { readings, circuits } of await collect(meter.history!({ ...range, signal })))
    await store.series.append({ readings, circuits });
  for (const { changes } of await collect(home.history({ ...range, signal }))) await store.series.append({ changes });
});
afterAll(() => store.close());

/** A fridge that a user named, and a pattern that was named to be an entity that is learned as well. */
const draw = (entity_id: string, name: string | null, everyMs: number, power_w: number): NamedDraw => ({
  ...{ entity_id, name, circuit_id: null, provenance: 'learned', within: false },
  stretches: Array.from({ length: Math.floor((2 * DAY_MS) / everyMs) }, (_, i) => range.start_ms + i * everyMs).map((start_ms) => ({
    ...{ start_ms, end_ms: start_ms + everyMs / 3, power_w },
  })),
});
const namedDraws = [draw('pattern.p1', 'Fridge', 3_000_000, 95), draw('switch.dehumidifier', null, 7_000_000, 300)];
const named = () => Promise.resolve(namedDraws);

function optionsOf(): MomentOptions {
  const learned = Object.entries(LEARNED).map(([entity_id, on_power_w]) => ({
    ...{ entity_id, on_power_w, interval_w: 5, switches: 20, verdict: 'learned' as const },
  }));
  const profile = { cadence_s: 5, lag_s: 2, lag_spread_s: 1, averaging: false, resolution_w: 1, noise_w: 1 };
  const house = createHouse({ store, devices: () => learned, places: () => [], home, meter, events: createEvents(), clock, log });
  // As its steps would tell it.
  const placed = new Map(appliances.flatMap(({ entity_id, circuit }) => (circuit === null ? [] : [[entity_id, circuit] as const])));
  const { timeline, alwaysOn } = house;
  const known = { ...house.known(), placed };
  const about = { named, meter_id: 'house', kind: 'load' as const, profile, nowMs: NOW };
  return { store, timeline, alwaysOn, known, ...about, nameOf: (id) => id, feedbackOf: () => null, denied: [] };
}
const sumOf = ({ parts }: Moment) => parts.reduce((sum, { power_w }) => sum + power_w, 0);
const aTime = fc.integer({ min: NOW - DAY_MS, max: NOW - 60_000 });

function addsUp(moment: Moment) {
  expect(moment.power_w).not.toBeNull();
  expect(sumOf(moment)).toBeCloseTo(moment.power_w!, 4);
  for (const { power_w } of moment.parts) expect(power_w).toBeGreaterThanOrEqual(0);
  const named = moment.parts.map(({ entity_id, name, kind }) => entity_id ?? name ?? kind);
  expect(new Set(named).size).toBe(named.length);
}

describe('any moment of the simulated home', () => {
  it('adds up to the meter, and counts nobody twice', async () => {
    const options = optionsOf();
    await fc.assert(
      fc.asyncProperty(aTime, async (time) => addsUp(await readMoment(time, options))),
      { numRuns: 60 },
    );
  });

  it('adds up over any span', async () => {
    const options = optionsOf();
    const aSpan = fc.tuple(aTime, fc.integer({ min: 60_000, max: 6 * 3_600_000 }));
    await fc.assert(
      fc.asyncProperty(aSpan, async ([start_ms, length]) =>
        addsUp(await readSpan({ start_ms, end_ms: Math.min(start_ms + length, NOW), bin_ms: 60_000 }, options)),
      ),
      { numRuns: 40 },
    );
  });

  it('tells a load that was named under its name while it runs, up to what the meter leaves', async () => {
    const start = namedDraws[0]!.stretches.at(-1)!.start_ms;
    const parts = async (time: number) => (await readMoment(time, optionsOf())).parts;
    const fridge = (await parts(start + 600_000)).find(({ entity_id }) => entity_id === 'pattern.p1');
    expect(fridge).toMatchObject({ name: 'Fridge', kind: 'learned' });
    expect(fridge!.power_w).toBeGreaterThan(0);
    expect(fridge!.power_w).toBeLessThanOrEqual(95);
    expect((await parts(start - 600_000)).map(({ entity_id }) => entity_id)).not.toContain('pattern.p1');
  });

  it('tells a kettle that has been on for a while with its watts, within the circuit that measures it', async () => {
    const [on, off] = simulation
      .events({ start_ms: NOW - DAY_MS, end_ms: NOW })
      .filter(({ change }) => change.entity_id === 'switch.kettle');
    const { parts, power_w } = await readMoment(Math.round((on!.change.time_ms + off!.change.time_ms) / 2), optionsOf());
    const kettle = parts.find(({ entity_id }) => entity_id === 'switch.kettle');
    expect(kettle).toMatchObject({ kind: 'learned' });
    expect(Math.abs(kettle!.power_w - 2050)).toBeLessThan(30);
    expect(power_w).toBeGreaterThan(2050);
  });

  it('tells a kettle that has just been switched on, though its circuit is told once a minute and has not seen it yet', async () => {
    const options = optionsOf();
    const switched = simulation
      .events({ start_ms: NOW - DAY_MS, end_ms: NOW })
      .filter(({ change }) => change.entity_id === 'switch.kettle' && change.state_value === 'on');
    expect(switched.length).toBeGreaterThan(3);
    for (const { change } of switched) {
      const { parts } = await readMoment(change.time_ms, options);
      const kettle = parts.find(({ entity_id }) => entity_id === 'switch.kettle');
      expect(Math.abs((kettle?.power_w ?? 0) - 2050), `at ${new Date(change.time_ms).toISOString()}`).toBeLessThan(150);
    }
  });
});
