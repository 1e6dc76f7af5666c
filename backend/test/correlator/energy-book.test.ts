import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { whatHolds } from '../../corrections/what-holds.ts';
import { createEnergyBook } from '../../correlator/energy-book.ts';
import { readTotals } from '../../insight/read-totals.ts';
import { createLog } from '../../log.ts';
import { createStore } from '../../store/create-store.ts';
import type { Store } from '../../store/store.ts';
import { createManualClock } from '../manual-clock.ts';
import { reading } from '../scripted-sources.ts';

const HOUR_MS = 3_600_000;
const T0 = Date.UTC(2026, 10, 24);
const log = createLog({ level: 'silent', secrets: [] });
const cleanups: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) await cleanup();
});

async function openStore(): Promise<Store> {
  const directory = mkdtempSync(join(tmpdir(), 'energy-book-'));
  const store = await createStore({ directory, home_id: 'home', mode: 'real', clock: createManualClock(T0), log });
  cleanups.push(() => store.close());
  return store;
}

/** A price of 0.1 in the first hour, 0.2 in the second … and a desk with a sensor of its own. */
const open = (store: Store) =>
  createEnergyBook({
    corrections: { holding: () => whatHolds([]) },
    store,
    meter_id: 'house',
    tariff: {
      priceNow: () => 1,
      meanPrice: ({ start_ms }) => Promise.resolve(start_ms < T0 ? null : ((start_ms - T0) / HOUR_MS + 1) / 10),
    },
    loads: () => ({
      circuits: [{ circuit_id: 'desk', circuit_name: 'Desk', entity_id: 'sensor.desk_power', parent: null }],
      measured: [{ entity_id: 'switch.desk', circuit_id: 'desk' }],
      placed: new Map(),
    }),
  });
const hour = (n: number, entity_id: string, energy_kwh: number | null) => ({
  ...{ time_ms: T0 + n * HOUR_MS, entity_id, energy_kwh, on_s: 60, house: null },
});

async function write(store: Store, book: ReturnType<typeof open>, open_: ReturnType<typeof hour>[] = [], atMs = -Infinity) {
  const { entityHours, facts } = await book.waiting(open_, atMs);
  await store.commit({ correlations: [], steps: [], meterHours: [], entityHours, facts });
  book.written();
}
const hoursOf = (store: Store) => store.series.entityHours({ start_ms: 0, end_ms: T0 + 100 * HOUR_MS });
const totals = async (store: Store) => Object.fromEntries(await readTotals(store));

describe('the energy book', () => {
  it('costs each hour at the price of that hour, and adds it to a total that outlives the hours', async () => {
    const store = await openStore();
    const book = open(store);
    await book.add({ from_ms: T0, to_ms: T0 + 900_000, learned: [hour(0, 'switch.kettle', 0.5), hour(1, 'switch.kettle', 1)] });
    expect(book.isWaiting()).toBe(true);
    await write(store, book);
    expect(book.isWaiting()).toBe(false);
    expect((await hoursOf(store)).map(({ energy_kwh, cost }) => [energy_kwh, cost])).toEqual([
      [0.5, 0.05],
      [1, 0.2],
    ]);
    await store.retain({ raw_before_ms: T0 + 50 * HOUR_MS, all_before_ms: T0 + 50 * HOUR_MS });
    const later = open(store);
    await later.add({ from_ms: T0, to_ms: T0 + 900_000, learned: [hour(2, 'switch.kettle', 0.1)] });
    await write(store, later);
    expect(await totals(store)).toEqual({
      'switch.kettle': {
        ...{ energy_kwh: expect.closeTo(1.6) as number, cost: expect.closeTo(0.28) as number, until_ms: T0 + 3 * HOUR_MS },
        ...{ told_kwh: expect.closeTo(1.6) as number, told_cost: expect.closeTo(0.28) as number },
      },
    });
  });

  it('adds nothing twice when history is read again, nothing below 0, and no cost without a price', async () => {
    const store = await openStore();
    const book = open(store);
    await book.add({ from_ms: T0, to_ms: T0, learned: [hour(-1, 'light.a', 0.2), hour(0, 'light.a', null), hour(1, 'light.a', -5)] });
    await write(store, book);
    const again = open(store);
    await again.add({ from_ms: T0, to_ms: T0, learned: [hour(-1, 'light.a', 0.3), hour(0, 'light.a', 0.3)] });
    await write(store, again);
    expect(await totals(store)).toMatchObject({
      'light.a': { energy_kwh: 0.2, cost: expect.closeTo(0) as number, until_ms: T0 + 2 * HOUR_MS },
    });
    expect((await hoursOf(store))[0]).toMatchObject({ energy_kwh: 0.2, cost: null });
  });

  it('counts the hours of what is measured from its circuit when they end, and does not take what was learned of it', async () => {
    const store = await openStore();
    // 100 W from half past; 400 W for the last quarter of an hour, told once, as sensors do that report only changes.
    const told = [
      [T0 + HOUR_MS / 2, 100],
      [T0 + 0.75 * HOUR_MS, 400],
      [T0 + 1.5 * HOUR_MS, 0],
    ] as const;
    await store.series.append({
      circuits: told.map(([time_ms, power_w]) => ({
        ...{ time_ms, meter_id: 'house', meter_type: 'generic', circuit_id: 'desk', circuit_name: 'Desk', power_w, percentage: null },
      })),
    });
    const book = open(store);
    await book.add({ from_ms: T0 + 1000, to_ms: T0 + HOUR_MS - 1, learned: [hour(0, 'switch.desk', 9)] });
    expect(book.isWaiting()).toBe(false);
    await book.add({ from_ms: T0 + HOUR_MS - 1, to_ms: T0 + 2 * HOUR_MS, learned: [] });
    await write(store, book);
    expect(await hoursOf(store)).toEqual([
      {
        ...{ time_ms: T0, entity_id: 'switch.desk', energy_kwh: expect.closeTo(0.125) as number },
        ...{ on_s: 1800, cost: expect.closeTo(0.0125) as number, provenance: 'measured' },
      },
      {
        ...{ time_ms: T0 + HOUR_MS, entity_id: 'switch.desk', energy_kwh: expect.closeTo(0.2) as number },
        ...{ on_s: 1800, cost: expect.closeTo(0.04) as number, provenance: 'measured' },
      },
    ]);
  });

  it('tells the open hour as it comes, and takes nothing back when it closes with less, or after a restart', async () => {
    const store = await openStore();
    const told = async () => (await readTotals(store)).get('light.a');
    const book = open(store);
    await write(store, book, [hour(0, 'light.a', 0.2)], T0 + 600_000);
    expect(await told()).toMatchObject({ energy_kwh: 0, told_kwh: 0.2, told_cost: 0.2 });
    // Not each time that something is written.
    await write(store, book, [hour(0, 'light.a', 0.3)], T0 + 700_000);
    expect(await told()).toMatchObject({ told_kwh: 0.2 });
    await write(store, open(store), [hour(0, 'light.a', 0.1)], T0 + 1_200_000);
    expect(await told()).toMatchObject({ told_kwh: 0.2 });
    await book.add({ from_ms: T0, to_ms: T0, learned: [hour(0, 'light.a', 0.15)] });
    await write(store, book, [hour(1, 'light.a', 0.01)], T0 + 1.1 * HOUR_MS);
    expect(await told()).toMatchObject({ energy_kwh: 0.15, told_kwh: 0.2, cost: expect.closeTo(0.015) as number, told_cost: 0.2 });
    await write(store, book, [hour(1, 'light.a', 0.1)], T0 + 1.9 * HOUR_MS);
    expect((await told())!.told_kwh).toBeCloseTo(0.25);
  });

  it.each([
    // 0.1 kWh of the desk beside 0.5 kWh of the house.
    { says: 'does not know', house_kwh: 0.5, kwh: 0.3 },
    // The last reading, of minute 29, is held for 15 minutes.
    { says: 'is silent', house_kwh: 44 / 60, kwh: 44 / 60 - 0.1 - (2 * 14) / 60 },
  ])('takes off only what circuits used while the house was known, where its meter $says for half of the hour', async (gap) => {
    const store = await openStore();
    const times = Array.from({ length: 60 }, (_unused, i) => T0 + i * 60_000);
    const half = T0 + HOUR_MS / 2;
    const seen = times.filter((time_ms) => time_ms < half || gap.says === 'does not know');
    await store.series.append({
      readings: seen.map((time_ms) => reading(time_ms, time_ms < half ? 1000 : null)),
      circuits: times.map((time_ms) => ({
        ...{ time_ms, meter_id: 'house', meter_type: 'generic' as const, circuit_id: 'desk', circuit_name: 'Desk', percentage: null },
        power_w: time_ms < half ? 200 : 2000,
      })),
    });
    const book = open(store);
    const house = { energy_kwh: gap.house_kwh, base_kwh: 0.1 };
    await book.add({ from_ms: T0, to_ms: T0, learned: [{ ...hour(0, 'switch.heater', 0.3), house }] });
    await write(store, book);
    expect((await hoursOf(store)).map(({ energy_kwh }) => energy_kwh)).toEqual([expect.closeTo(gap.kwh)]);
  });

  it('keeps what waits when it could not be written', async () => {
    const store = await openStore();
    const book = open(store);
    await book.add({ from_ms: T0, to_ms: T0, learned: [hour(0, 'light.a', 0.2)] });
    await book.waiting([], 0);
    await book.add({ from_ms: T0, to_ms: T0, learned: [hour(1, 'light.a', 0.3)] });
    const { entityHours, facts } = await book.waiting([], 0);
    expect(entityHours).toHaveLength(2);
    expect(facts).toMatchObject([{ key: 'light.a', value: { energy_kwh: 0.5 } }]);
  });
});
