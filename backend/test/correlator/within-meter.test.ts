import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createEngine } from '../../correlation/engine.ts';
import type { EngineHour } from '../../correlation/types.ts';
import { createCorrections } from '../../corrections.ts';
import type { CircuitHour } from '../../correlator/circuit-hours.ts';
import { newMemory } from '../../correlator/memory.ts';
import { createPass } from '../../correlator/pass.ts';
import { withinMeter, type MeasuredLoads } from '../../correlator/within-meter.ts';
import { createEvents } from '../../events.ts';
import { createLog } from '../../log.ts';
import { createStore } from '../../store/create-store.ts';
import { createManualClock } from '../manual-clock.ts';
import { change, reading } from '../scripted-sources.ts';

const HOUR_MS = 3_600_000;
const T0 = Date.UTC(2026, 10, 24);
/** Dust of binary fractions, kWh. */
const DUST = 1e-9;

/** A desk and a fridge with sensors of their own, and a kitchen that sees the kettle. */
const home: MeasuredLoads = {
  circuits: [
    { circuit_id: 'floor', circuit_name: 'Floor', entity_id: null, parent: null },
    { circuit_id: 'desk', circuit_name: 'Desk', entity_id: 'sensor.desk_power', parent: 'floor' },
    { circuit_id: 'fridge', circuit_name: 'Fridge', entity_id: 'sensor.fridge_power', parent: null },
    { circuit_id: 'kitchen', circuit_name: 'Kitchen', entity_id: null, parent: null },
  ],
  measured: [
    { entity_id: 'switch.desk', circuit_id: 'desk' },
    { entity_id: 'sensor.fridge_power', circuit_id: 'fridge' },
  ],
  placed: new Map([['switch.kettle', 'kitchen']]),
};
const circuit = (energy_kwh: number, least_kwh = 0): CircuitHour => ({ energy_kwh, least_kwh, on_s: 60 });
const hour = (entity_id: string, energy_kwh: number | null, house: EngineHour['house'], on_s = 60): EngineHour => ({
  ...{ time_ms: T0, entity_id, energy_kwh, on_s, house },
});
const sumOf = (numbers: readonly number[]): number => numbers.reduce((sum, number) => sum + number, 0);
const kwhOf = (hours: readonly EngineHour[]) => Object.fromEntries(hours.map(({ entity_id, energy_kwh }) => [entity_id, energy_kwh]));

describe('what was learned of an hour', () => {
  it('comes to no more than the meter leaves beside what is measured and the base', () => {
    const house = { energy_kwh: 1, base_kwh: 0.2 };
    const hours = [hour('switch.heater', 0.6, house), hour('light.hall', 0.2, house), hour('switch.desk', 0.3, house)];
    expect(kwhOf(withinMeter(hours, new Map([['desk', circuit(0.4)]]), home, 3600))).toEqual({
      ...{ 'switch.heater': expect.closeTo(0.3) as number, 'light.hall': expect.closeTo(0.1) as number },
    });
  });

  it('is not bounded twice by what is measured all the time, which is part of the base', () => {
    const house = { energy_kwh: 1, base_kwh: 0.5 };
    const steady = new Map([['fridge', circuit(0.3, 0.3)]]);
    expect(kwhOf(withinMeter([hour('switch.heater', 0.5, house)], steady, home, 3600))).toEqual({ 'switch.heater': 0.5 });
    // A desk that was on all along has a draw of its own beside the base.
    const desk = new Map([['desk', circuit(0.3, 0.3)]]);
    const hours = [hour('switch.heater', 0.5, house), hour('switch.desk', 0.3, house, 3600)];
    expect(kwhOf(withinMeter(hours, desk, home, 3600))).toEqual({ 'switch.heater': expect.closeTo(0.2) as number });
  });

  it('is bounded by its circuit alone where one sees it', () => {
    const house = { energy_kwh: 1, base_kwh: 0.1 };
    const hours = [hour('switch.kettle', 0.5, house), hour('switch.heater', 0.4, house)];
    expect(kwhOf(withinMeter(hours, new Map([['kitchen', circuit(0.45)]]), home, 3600))).toEqual({
      ...{ 'switch.kettle': expect.closeTo(0.45) as number, 'switch.heater': 0.4 },
    });
    // A sum of circuits is not counted beside its parts, and a circuit that is silent bounds nothing.
    expect(kwhOf(withinMeter(hours, new Map([['floor', circuit(0.9)]]), home, 3600))).toEqual({
      'switch.kettle': 0.5,
      'switch.heater': 0.4,
    });
  });

  it('is not bounded where the home fed in, and stays unknown where it is unknown', () => {
    const hours = [hour('switch.heater', 5, null), hour('light.new', null, null)];
    expect(kwhOf(withinMeter(hours, new Map([['desk', circuit(0.4)]]), home, 3600))).toEqual({ 'switch.heater': 5, 'light.new': null });
  });

  const share = fc.integer({ min: 0, max: 100 }).map((percent) => percent / 100);
  const kwh = share.map((part) => 5 * part);
  const aCircuit = fc.tuple(kwh, share).map(([used, part]) => circuit(used, used * part));
  it('with what is measured and the base never comes to more than the house, whatever they claim', () => {
    const claims = fc.record({ house: kwh, base: share, learned: fc.array(kwh, { maxLength: 6 }) });
    fc.assert(
      fc.property(claims, aCircuit, aCircuit, fc.boolean(), ({ house, base, learned }, desk, fridge, isSteady) => {
        const measuredKwh = desk.energy_kwh + fridge.energy_kwh;
        const shown = { energy_kwh: house, base_kwh: house * base };
        const hours = learned.map((energy_kwh, i) => hour(`switch.s${i}`, energy_kwh, shown));
        const circuits = new Map([
          ['desk', desk],
          ['fridge', fridge],
        ]);
        const told = withinMeter([...hours, hour('switch.desk', 1, shown, isSteady ? 3600 : 60)], circuits, home, 3600);
        for (const { energy_kwh } of told) expect(energy_kwh).toBeGreaterThanOrEqual(0);
        const learnedKwh = sumOf(told.map(({ energy_kwh }) => energy_kwh ?? 0));
        expect(learnedKwh).toBeLessThanOrEqual(Math.max(0, house - measuredKwh) + DUST);
        // What is left of the base once what is measured all the time is taken out of it.
        const ownBase = Math.max(0, shown.base_kwh - desk.least_kwh - fridge.least_kwh);
        expect(learnedKwh).toBeLessThanOrEqual(Math.max(0, house - measuredKwh - ownBase) + DUST);
      }),
    );
  });
});

describe('the energy of a home hour by hour', () => {
  const STEP_MS = 10_000;
  const HOURS = 6;
  /** Minutes from one switch to the next of a device, on and off in turn. */
  const switching = fc.array(fc.integer({ min: 3, max: 90 }), { minLength: 3, maxLength: 30 });
  /** The user entered so many times what it draws. */
  const claimed = fc.record({ watts: fc.integer({ min: 5, max: 2500 }), switching, claim: fc.constantFrom(0.5, 1, 3) });
  const aHome = fc.record({
    baseW: fc.integer({ min: 20, max: 400 }),
    learned: fc.array(claimed, { minLength: 1, maxLength: 4 }),
    /** Each with a sensor of its own, which shows less than the house's meter does, or more. */
    measured: fc.array(fc.record({ ...{ watts: fc.integer({ min: 5, max: 2500 }), switching }, scale: fc.constantFrom(0.95, 1, 1.05) }), {
      maxLength: 2,
    }),
    fluctuatingW: fc.integer({ min: 0, max: 150 }),
  });
  type Home = typeof aHome extends fc.Arbitrary<infer H> ? H : never;
  type Device = { watts: number; switching: number[] };

  const turnsOf = ({ switching: minutes }: Device): number[] => {
    let at = T0;
    return minutes.map((minute) => (at += minute * 60_000)).filter((time_ms) => time_ms < T0 + HOURS * HOUR_MS);
  };
  const wattsAt = (one: Device, turns: readonly number[], time_ms: number) =>
    turns.filter((turn) => turn <= time_ms).length % 2 === 1 ? one.watts : 0;

  async function play({ baseW, learned, measured, fluctuatingW }: Home) {
    const clock = createManualClock(T0);
    const log = createLog({ level: 'silent', secrets: [] });
    const store = await createStore({ directory: mkdtempSync(join(tmpdir(), 'within-')), home_id: 'home', mode: 'real', clock, log });
    const all = [...learned, ...measured].map((one) => ({ one, turns: turnsOf(one) }));
    const times = Array.from({ length: ((HOURS + 0.5) * HOUR_MS) / STEP_MS }, (_, n) => T0 + n * STEP_MS);
    const drawnAt = (at: number) => sumOf(all.map(({ one, turns }) => wattsAt(one, turns, at)));
    const readings = times.map((at) => reading(at, baseW + fluctuatingW * (0.5 + 0.5 * Math.sin(at / 400_000)) + drawnAt(at)));
    const circuits = times.flatMap((time_ms) =>
      measured.map((one, i) => ({
        ...{ time_ms, meter_id: 'house', meter_type: 'generic' as const, circuit_id: `m${i}`, circuit_name: `M${i}` },
        ...{ power_w: one.scale * wattsAt(one, turnsOf(one), time_ms), percentage: null },
      })),
    );
    const changes = all.flatMap(({ turns }, i) =>
      turns.map((at, n) => change(at, `switch.s${i}`, n % 2 === 0 ? 'on' : 'off', n % 2 === 0 ? 'off' : 'on')),
    );
    await store.series.append({ readings, circuits, changes: changes.toSorted((a, b) => a.time_ms - b.time_ms) });
    const events = createEvents();
    const pass = createPass(newMemory(T0, createEngine({}).state()), true, {
      ...{ store, events, corrections: await createCorrections({ store, events, clock, log }) },
      ...{ meter_id: 'house', kind: () => 'load', minDeltaW: 10, windowS: undefined },
      tariff: { meanPrice: () => Promise.resolve(null), priceNow: () => null },
      loads: () => ({
        circuits: measured.map((_, i) => ({ circuit_id: `m${i}`, circuit_name: `M${i}`, entity_id: `sensor.m${i}`, parent: null })),
        measured: measured.map((_, i) => ({ circuit_id: `m${i}`, entity_id: `switch.s${learned.length + i}` })),
        placed: new Map(),
      }),
    });
    pass.correct(learned.map(({ watts, claim }, i) => ({ id: `c${i}`, kind: 'power', entity_id: `switch.s${i}`, power_w: claim * watts })));
    for await (const _ of pass.process(T0 + (HOURS + 0.5) * HOUR_MS, new AbortController().signal));
    await pass.commit();
    const range = { start_ms: T0, end_ms: T0 + HOURS * HOUR_MS };
    const told = { hours: await store.series.entityHours(range), house: await store.series.meterHours({ ...range, meter_id: 'house' }) };
    await store.close();
    return told;
  }

  it('never sums up to more than the house used, measured and learned together, and nothing is negative', async () => {
    await fc.assert(
      fc.asyncProperty(aHome, async (random) => {
        const { hours, house } = await play(random);
        expect(house).toHaveLength(HOURS);
        for (const { time_ms, energy_kwh } of house) {
          const own = hours.filter((row) => row.time_ms === time_ms);
          for (const row of own) expect(row.energy_kwh ?? 0).toBeGreaterThanOrEqual(0);
          const measured = sumOf(own.filter(({ provenance }) => provenance === 'measured').map((row) => row.energy_kwh ?? 0));
          const learned = sumOf(own.filter(({ provenance }) => provenance !== 'measured').map((row) => row.energy_kwh ?? 0));
          // Sensors of their own may say more than the house; then nothing is left for what was learned.
          expect(learned).toBeLessThanOrEqual(Math.max(0, energy_kwh - measured) + DUST);
        }
      }),
      { numRuns: 10, seed: 4, endOnFailure: true },
    );
  }, 300_000);
});
