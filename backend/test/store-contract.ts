/** The laws that every store passes, whatever it is made of. */
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { StoredCorrelation } from '../contract/correlation.ts';
import { createRandom } from '../simulated-home/random.ts';
import type { CorrelationQuery, Store } from '../store/store.ts';
import { aBatch, aChange, aCircuit, aCorrelation, aReading, T0 } from './store/rows.ts';

/** A store on an empty place; `reopen` closes it and opens the same place again. */
export type StoreUnderTest = { store: Store; reopen: () => Promise<Store>; dispose: () => Promise<void> };

const SECOND = 1000;
const MINUTE = 60_000;
const HOUR = 3_600_000;
const DAY = 86_400_000;
const ALL = { start_ms: T0 - 1000 * DAY, end_ms: T0 + 1000 * DAY };

const everything: CorrelationQuery = { ...ALL, min_delta_w: 0, min_confidence: 0, order: 'time', limit: 10_000 };

/** What an exported file holds, in order of time. */
async function readExported(file: string) {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  await connection.run("SET TimeZone = 'UTC'");
  const rows = (await connection.runAndReadAll(`FROM '${file}' ORDER BY time`)).getRowObjectsJson();
  connection.closeSync();
  instance.closeSync();
  return rows;
}

export function storeContract(name: string, create: () => Promise<StoreUnderTest>): void {
  describe(`store contract: ${name}`, () => {
    let store: Store;
    let reopen: () => Promise<Store>;
    let dispose: () => Promise<void>;
    beforeEach(async () => {
      ({ store, reopen, dispose } = await create());
    });
    afterEach(() => dispose());
    const readAll = () => store.series.readings({ ...ALL, meter_id: 'house' });

    describe('append', () => {
      it('gives back every field of a reading, of nulls and of negative watts', async () => {
        const full = aReading(T0, -1234.5, {
          daily_kwh: 3.25,
          grid_w: -2000,
          solar_w: 700.25,
          battery_w: 65.25,
          phase_1_w: 1,
          phase_2_w: -2,
          phase_3_w: 0,
        });
        const gap = aReading(T0 + SECOND, null);
        await store.series.append({ readings: [full, gap] });
        expect(await readAll()).toEqual([full, gap]);
      });

      it('gives back every field of a circuit', async () => {
        const rows = [
          aCircuit(T0, 'kitchen', 120.5, { percentage: 40 }),
          aCircuit(T0, 'washer', null, { circuit_name: 'Lavatrice è giù 🧺' }),
        ];
        await store.series.append({ circuits: rows });
        expect(await store.series.circuits({ ...ALL, meter_id: 'house' })).toEqual(rows);
      });

      it('gives back every field of a state change, and no attribute that the entity does not have', async () => {
        const attributes = {
          brightness: 128,
          percentage: 0,
          current_position: 50,
          hvac_action: 'heating',
          mode: 'eco',
          color_temp_kelvin: 2700,
        };
        const full = aChange(T0, 'light.kitchen', 'on', {
          previous_state: 'off',
          attributes: { ...attributes, members: ['light.a', 'light.b'] },
          weather_temp: -3.5,
          context_id: '01J',
          context_parent_id: '01H',
          context_user_id: 'abc',
          cause: { kind: 'automation', name: 'Evening "lights"' },
        });
        const bare = aChange(T0 + 1, 'switch.pump', 'off');
        await store.series.append({ changes: [full, bare] });
        expect(await store.series.changes(ALL)).toEqual([full, bare]);
      });

      it('keeps entity ids and states of 255 characters, in any script', async () => {
        const long = aChange(T0, `light.${'ä'.repeat(249)}`, '🔥'.repeat(127) + 'x', { previous_state: "Robert'); DROP TABLE facts;--" });
        await store.series.append({ changes: [long] });
        expect(await store.series.changes(ALL)).toEqual([long]);
        expect(await store.series.changes({ ...ALL, entity_id: long.entity_id })).toEqual([long]);
      });

      it('tells rows in time order, however they came', async () => {
        const times = [5, 1, 4, 2, 3].map((s) => T0 + s * SECOND);
        await store.series.append({ readings: times.map((time) => aReading(time, 1)) });
        await store.series.append({ readings: [aReading(T0, 1), aReading(T0 + 9 * SECOND, 1), aReading(T0 + 6 * SECOND, 1)] });
        expect((await readAll()).map(({ time_ms }) => (time_ms - T0) / SECOND)).toEqual([0, 1, 2, 3, 4, 5, 6, 9]);
      });

      it('leaves a row whose identity is there as it is, from an earlier call or the same', async () => {
        await store.series.append({ readings: [aReading(T0, 100), aReading(T0, 200)] });
        await store.series.append({
          readings: [aReading(T0 - SECOND, 90), aReading(T0, 300), aReading(T0 - SECOND, 80), aReading(T0 + SECOND, 110)],
        });
        expect((await readAll()).map(({ total_power_w }) => total_power_w)).toEqual([90, 100, 110]);
      });

      it('knows the identities again after it was opened again', async () => {
        await store.series.append({ readings: [aReading(T0, 100)], changes: [aChange(T0, 'light.a', 'on')] });
        store = await reopen();
        await store.series.append({
          readings: [aReading(T0, 200)],
          changes: [aChange(T0, 'light.a', 'off'), aChange(T0, 'light.b', 'on')],
        });
        expect((await readAll()).map(({ total_power_w }) => total_power_w)).toEqual([100]);
        expect((await store.series.changes(ALL)).map(({ entity_id, state_value }) => [entity_id, state_value])).toEqual([
          ['light.a', 'on'],
          ['light.b', 'on'],
        ]);
      });

      it('tells meters, circuits and entities of the same time apart', async () => {
        await store.series.append({ readings: [aReading(T0, 1), aReading(T0, 2, { meter_id: 'second' })] });
        await store.series.append({ circuits: [aCircuit(T0, 'a', 3), aCircuit(T0, 'b', 4), aCircuit(T0, 'a', 5, { meter_id: 'second' })] });
        expect((await readAll()).map(({ total_power_w }) => total_power_w)).toEqual([1]);
        expect((await store.series.circuits({ ...ALL, meter_id: 'house' })).map(({ power_w }) => power_w)).toEqual([3, 4]);
        expect((await store.series.circuits({ ...ALL, meter_id: 'second' })).map(({ power_w }) => power_w)).toEqual([5]);
      });

      it('keeps a change of each entity in the millisecond, and the next ones', async () => {
        const rows = [aChange(T0, 'light.b', 'on'), aChange(T0, 'light.a', 'on'), aChange(T0 + 1, 'light.a', 'off')];
        await store.series.append({ changes: rows });
        expect((await store.series.changes(ALL)).map(({ time_ms, entity_id }) => [time_ms - T0, entity_id])).toEqual([
          [0, 'light.a'],
          [0, 'light.b'],
          [1, 'light.a'],
        ]);
      });

      it('takes many calls at once and an empty one', async () => {
        const calls = Array.from({ length: 20 }, (_, i) => store.series.append({ readings: [aReading(T0 + (i % 10) * SECOND, i)] }));
        await Promise.all([...calls, store.series.append({})]);
        expect((await readAll()).map(({ total_power_w }) => total_power_w)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
      });

      it('refuses a row without a time and keeps nothing of its call', async () => {
        await expect(store.series.append({ readings: [aReading(T0, 1), aReading(NaN, 2)] })).rejects.toThrow(
          'no time in whole milliseconds',
        );
        expect(await readAll()).toEqual([]);
        await store.series.append({ readings: [aReading(T0, 3)] });
        expect((await readAll()).map(({ total_power_w }) => total_power_w)).toEqual([3]);
      });
    });

    describe('bounded reads', () => {
      it('hold the start of the range and not its end, and no more rows than asked', async () => {
        await store.series.append({ readings: [0, 1, 2, 3].map((s) => aReading(T0 + s * SECOND, s)) });
        const range = { start_ms: T0 + SECOND, end_ms: T0 + 3 * SECOND, meter_id: 'house' };
        expect((await store.series.readings(range)).map(({ total_power_w }) => total_power_w)).toEqual([1, 2]);
        expect((await store.series.readings({ ...range, limit: 1 })).map(({ total_power_w }) => total_power_w)).toEqual([1]);
        expect(await store.series.readings({ ...range, start_ms: T0 + DAY, end_ms: T0 + 2 * DAY })).toEqual([]);
      });

      it('bound circuits and changes likewise', async () => {
        await store.series.append({
          circuits: [0, 1, 2].map((s) => aCircuit(T0 + s, 'a', s)),
          changes: [0, 1, 2].map((s) => aChange(T0 + s, 'light.a', String(s))),
        });
        const range = { start_ms: T0 + 1, end_ms: T0 + 3, limit: 1 };
        expect((await store.series.circuits({ ...range, meter_id: 'house' })).map(({ power_w }) => power_w)).toEqual([1]);
        expect((await store.series.changes(range)).map(({ state_value }) => state_value)).toEqual(['1']);
        expect(await store.series.changes({ ...ALL, entity_id: 'light.b' })).toEqual([]);
      });
    });

    describe('newest and first', () => {
      it('are null of an empty store', async () => {
        expect(await store.series.lastReading('house')).toBeNull();
        expect(await store.series.lastChangeMs()).toBeNull();
        expect(await store.series.firstMs()).toBeNull();
      });

      it('are by time, not by arrival, also after it was opened again', async () => {
        await store.series.append({ readings: [aReading(T0 + 5, 5), aReading(T0 + 3, 3), aReading(T0 + 9, 9, { meter_id: 'second' })] });
        await store.series.append({ changes: [aChange(T0 + 7, 'light.a', 'on'), aChange(T0 + 1, 'light.b', 'on')] });
        for (const look of [() => Promise.resolve(store), reopen]) {
          store = await look();
          expect(await store.series.lastReading('house')).toEqual(aReading(T0 + 5, 5));
          expect(await store.series.lastChangeMs()).toBe(T0 + 7);
          expect(await store.series.firstMs()).toBe(T0 + 1);
        }
      });
    });

    describe('statesAt', () => {
      it('tells the newest change of each entity before a time', async () => {
        await store.series.append({
          changes: [
            aChange(T0 - 30 * DAY, 'fan.old', 'on'),
            aChange(T0, 'light.a', 'on'),
            aChange(T0 + 2, 'light.a', 'off'),
            aChange(T0 + 4, 'light.a', 'on'),
            aChange(T0 + 4, 'light.later', 'on'),
          ],
        });
        const states = await store.series.statesAt(T0 + 4);
        expect(states.map(({ entity_id, time_ms, state_value }) => [entity_id, time_ms - T0, state_value])).toEqual([
          ['fan.old', -30 * DAY, 'on'],
          ['light.a', 2, 'off'],
        ]);
      });
    });

    describe('powerBins', () => {
      const bins = (start_ms: number, end_ms: number, bin_ms = MINUTE) =>
        store.series.powerBins({ start_ms, end_ms, bin_ms, meter_id: 'house' });

      it('start at multiples of their width and tell mean, lowest and highest; only those with a row', async () => {
        await store.series.append({ readings: [aReading(T0, -10), aReading(T0 + 59_999, 30), aReading(T0 + 3 * MINUTE, 7)] });
        expect(await bins(T0, T0 + HOUR)).toEqual([
          { time_ms: T0, mean_w: 10, min_w: -10, max_w: 30, ends_unknown: false },
          { time_ms: T0 + 3 * MINUTE, mean_w: 7, min_w: 7, max_w: 7, ends_unknown: false },
        ]);
      });

      it('are null where the only rows say "unknown", and pass over such rows elsewhere', async () => {
        await store.series.append({ readings: [aReading(T0, null), aReading(T0 + MINUTE, null), aReading(T0 + MINUTE + 1, 50)] });
        expect(await bins(T0, T0 + HOUR)).toEqual([
          { time_ms: T0, mean_w: null, min_w: null, max_w: null, ends_unknown: true },
          { time_ms: T0 + MINUTE, mean_w: 50, min_w: 50, max_w: 50, ends_unknown: false },
        ]);
      });

      it('tell where a gap begins within them, also when it is written later, and where the range cuts them', async () => {
        const ends = async (end_ms = T0 + HOUR) => (await bins(T0, end_ms)).map(({ mean_w, ends_unknown }) => [mean_w, ends_unknown]);
        await store.series.append({ readings: [aReading(T0, 50), aReading(T0 + 2 * MINUTE, null), aReading(T0 + 2 * MINUTE + 1, 70)] });
        expect(await ends()).toEqual([
          [50, false],
          [70, false],
        ]);
        await store.series.append({ readings: [aReading(T0 + 30_000, null), aReading(T0 + 2 * MINUTE + 30_000, null)] });
        expect(await ends()).toEqual([
          [50, true],
          [70, true],
        ]);
        expect(await ends(T0 + 30_000)).toEqual([[50, false]]);
      });

      it('count only the rows within the range where the range cuts a bin', async () => {
        await store.series.append({ readings: [0, 1, 2, 3, 4, 5].map((i) => aReading(T0 + i * 30_000, i)) });
        const means = async (start_ms: number, end_ms: number) => (await bins(start_ms, end_ms)).map(({ mean_w }) => mean_w);
        expect(await means(T0, T0 + 3 * MINUTE)).toEqual([0.5, 2.5, 4.5]);
        expect(await means(T0 + 30_000, T0 + 150_000)).toEqual([1, 2.5, 4]);
        expect(await means(T0 + 30_000, T0 + 31_000)).toEqual([1]);
        expect(await means(T0 + MINUTE, T0 + MINUTE)).toEqual([]);
      });

      it('are the same asked again, and follow what is written meanwhile, in time or late', async () => {
        const query = () => bins(T0, T0 + 100 * MINUTE);
        await store.series.append({ readings: [aReading(T0, 10), aReading(T0 + 50 * MINUTE, 20)] });
        expect(await query()).toEqual(await query());
        await store.series.append({ readings: [aReading(T0 + 51 * MINUTE, 30)] });
        expect((await query()).map(({ mean_w }) => mean_w)).toEqual([10, 20, 30]);
        await store.series.append({ readings: [aReading(T0 + 1, 30), aReading(T0 + 20 * MINUTE, 5)] });
        expect((await query()).map(({ mean_w }) => mean_w)).toEqual([20, 5, 20, 30]);
      });

      it('agree with the readings over any range, asked for by many at once', async () => {
        const readings = Array.from({ length: 500 }, (_, i) => aReading(T0 + i * 7 * SECOND, (i * 37) % 101));
        await store.series.append({ readings });
        const ranges = Array.from({ length: 32 }, (_, i) => ({
          start_ms: T0 + i * 11 * SECOND,
          end_ms: T0 + 40 * MINUTE + i * 13 * SECOND,
        }));
        const answers = await Promise.all(ranges.map(({ start_ms, end_ms }) => bins(start_ms, end_ms)));
        for (const [i, { start_ms, end_ms }] of ranges.entries()) {
          const rows = readings.filter(({ time_ms }) => time_ms >= start_ms && time_ms < end_ms);
          const byBin = Map.groupBy(rows, ({ time_ms }) => Math.floor(time_ms / MINUTE) * MINUTE);
          expect(answers[i]!.map(({ time_ms, max_w }) => [time_ms, max_w])).toEqual(
            [...byBin].map(([time_ms, inBin]) => [time_ms, Math.max(...inBin.map(({ total_power_w }) => total_power_w!))]),
          );
        }
      });
    });

    describe('circuitBins', () => {
      it('tell the mean of each circuit by its newest name', async () => {
        await store.series.append({
          circuits: [
            aCircuit(T0, 'a', 10, { percentage: 50 }),
            aCircuit(T0 + 1, 'a', 20, { percentage: null }),
            aCircuit(T0, 'b', null),
            aCircuit(T0 + HOUR, 'a', 5, { circuit_name: 'Renamed' }),
          ],
        });
        expect(await store.series.circuitBins({ start_ms: T0, end_ms: T0 + 2 * HOUR, bin_ms: HOUR, meter_id: 'house' })).toEqual([
          { time_ms: T0, circuit_id: 'a', circuit_name: 'Renamed', power_w: 15, percentage: 50 },
          { time_ms: T0, circuit_id: 'b', circuit_name: 'The b', power_w: null, percentage: null },
          { time_ms: T0 + HOUR, circuit_id: 'a', circuit_name: 'Renamed', power_w: 5, percentage: null },
        ]);
      });
    });

    describe('correlations', () => {
      const ids = async (query: Partial<CorrelationQuery>) =>
        (await store.series.correlations({ ...everything, ...query })).map(
          ({ time_ms, entity_id }) => `${String(time_ms - T0)} ${entity_id}`,
        );

      it('give back every field', async () => {
        const full = aCorrelation(T0, 'light.kitchen', -80.5, {
          previous_level: 100,
          level: 20,
          power_delta_pct: null,
          interval_w: null,
          shared_with: ['light.a', 'switch.ü'],
          source: 'history',
          cause: { kind: 'user', name: 'Zoë' },
        });
        await store.commit(aBatch({ correlations: [full] }));
        expect(await store.series.correlations(everything)).toEqual([full]);
        expect(await store.series.correlation(full)).toEqual(full);
        expect(await store.series.correlation({ time_ms: T0, entity_id: 'light.other' })).toBeNull();
        expect(await store.series.correlation({ time_ms: T0 + 1, entity_id: 'light.kitchen' })).toBeNull();
      });

      it('come newest first, by the size of the change, or by entity', async () => {
        await store.commit(
          aBatch({
            correlations: [aCorrelation(T0, 'light.b', 60), aCorrelation(T0, 'light.a', -900), aCorrelation(T0 + 5, 'light.a', 60)],
          }),
        );
        expect(await ids({ order: 'time' })).toEqual(['5 light.a', '0 light.b', '0 light.a']);
        expect(await ids({ order: 'delta' })).toEqual(['0 light.a', '5 light.a', '0 light.b']);
        expect(await ids({ order: 'entity' })).toEqual(['5 light.a', '0 light.a', '0 light.b']);
        expect(await ids({ order: 'delta', limit: 1 })).toEqual(['0 light.a']);
      });

      it('are chosen by time, entity, domain, size in both directions and confidence', async () => {
        await store.commit(
          aBatch({
            correlations: [
              aCorrelation(T0, 'light.a', 50),
              aCorrelation(T0 + 1, 'light.a', -50),
              aCorrelation(T0 + 2, 'light.b', 49.9),
              aCorrelation(T0 + 3, 'switch.a', 800, { confidence: 0.4 }),
            ],
          }),
        );
        expect(await ids({ min_delta_w: 50 })).toEqual(['3 switch.a', '1 light.a', '0 light.a']);
        expect(await ids({ min_confidence: 0.5 })).toEqual(['2 light.b', '1 light.a', '0 light.a']);
        expect(await ids({ entity_id: 'light.a' })).toEqual(['1 light.a', '0 light.a']);
        expect(await ids({ domain: 'switch' })).toEqual(['3 switch.a']);
        expect(await ids({ domain: 'light', entity_id: 'light.b', min_delta_w: 10 })).toEqual(['2 light.b']);
        expect(await ids({ start_ms: T0 + 1, end_ms: T0 + 3 })).toEqual(['2 light.b', '1 light.a']);
      });

      it('can be paged back through without a loss or a repeat, also where many share a time', async () => {
        const correlations = Array.from({ length: 25 }, (_, i) =>
          aCorrelation(T0 + Math.floor(i / 10), `light.n${String(i).padStart(2, '0')}`, i + 1),
        );
        await store.commit(aBatch({ correlations }));
        const pages: StoredCorrelation[][] = [];
        for (let before: StoredCorrelation | undefined; ; before = pages.at(-1)!.at(-1)) {
          const page = await store.series.correlations({ ...everything, limit: 7, before });
          if (page.length === 0) break;
          pages.push(page);
        }
        expect(pages.map((page) => page.length)).toEqual([7, 7, 7, 4]);
        expect(pages.flat().map(({ entity_id }) => entity_id)).toEqual(
          (await store.series.correlations(everything)).map(({ entity_id }) => entity_id),
        );
      });
    });

    describe('commit', () => {
      const hour = { time_ms: T0, meter_id: 'house', mean_w: 400, max_w: 900, energy_kwh: 0.4 };
      const entityHour = { time_ms: T0, entity_id: 'light.a', energy_kwh: 0.1, on_s: 3600, cost: null, provenance: 'learned' };
      const step = { time_ms: T0, end_ms: null, power_w: 90, pattern_id: 'p1' };

      it('writes correlations, steps, hours and facts, to be read as they were', async () => {
        const unknown = { time_ms: T0 + HOUR, meter_id: 'house', mean_w: null, max_w: null, energy_kwh: 0 };
        const ended = { time_ms: T0 + 1, end_ms: T0 + HOUR, power_w: -90, pattern_id: null };
        await store.commit(
          aBatch({
            steps: [step, ended],
            meterHours: [hour, unknown],
            entityHours: [entityHour, { ...entityHour, entity_id: 'light.b', energy_kwh: null, cost: 0.03 }],
            facts: [{ kind: 'cursor', key: 'house', value: { time_ms: T0 } }],
          }),
        );
        expect(await store.series.steps(ALL)).toEqual([step, ended]);
        expect(await store.series.meterHours({ ...ALL, meter_id: 'house' })).toEqual([hour, unknown]);
        expect(await store.series.meterHours({ ...ALL, meter_id: 'second' })).toEqual([]);
        expect(await store.series.entityHours({ ...ALL, entity_id: 'light.a' })).toEqual([entityHour]);
        expect((await store.series.entityHours(ALL)).map(({ entity_id }) => entity_id)).toEqual(['light.a', 'light.b']);
        expect(await store.facts.get('cursor', 'house')).toEqual({ time_ms: T0 });
      });

      it('leaves what is written as it is', async () => {
        const batch = aBatch({
          correlations: [aCorrelation(T0, 'light.a', 60)],
          steps: [step],
          meterHours: [hour],
          entityHours: [entityHour],
        });
        await store.commit(batch);
        store = await reopen();
        await store.commit({
          ...batch,
          correlations: [aCorrelation(T0, 'light.a', 999), aCorrelation(T0, 'light.b', 61)],
          steps: [{ ...step, power_w: 1 }],
          meterHours: [{ ...hour, mean_w: 1 }],
          entityHours: [{ ...entityHour, on_s: 1 }],
        });
        expect((await store.series.correlations(everything)).map(({ power_delta_w }) => power_delta_w)).toEqual([61, 60]);
        expect(await store.series.steps(ALL)).toEqual([step]);
        expect(await store.series.meterHours({ ...ALL, meter_id: 'house' })).toEqual([hour]);
        expect(await store.series.entityHours(ALL)).toEqual([entityHour]);
      });

      it('is all or nothing', async () => {
        await store.facts.put('cursor', 'house', 1);
        const broken = aBatch({
          correlations: [aCorrelation(T0, 'light.a', 60)],
          meterHours: [hour],
          facts: [
            { kind: 'cursor', key: 'house', value: 2 },
            { kind: 'cursor', key: 'broken', value: undefined },
          ],
        });
        await expect(store.commit(broken)).rejects.toThrow('has no value that JSON knows');
        expect(await store.series.correlations(everything)).toEqual([]);
        expect(await store.series.meterHours({ ...ALL, meter_id: 'house' })).toEqual([]);
        expect(await store.facts.get('cursor', 'house')).toBe(1);
        await store.commit({ ...broken, facts: [{ kind: 'cursor', key: 'house', value: 2 }] });
        expect(await store.series.correlations(everything)).toHaveLength(1);
        expect(await store.facts.get('cursor', 'house')).toBe(2);
      });
    });

    describe('facts', () => {
      it('are replaced, listed by kind, removed, and there again after it was opened again', async () => {
        await store.facts.put('device', 'light.a', { on_power_w: 60, name: 'Küche', list: [1, null] });
        await store.facts.put('device', 'light.b', null);
        await store.facts.put('device', 'light.a', { on_power_w: 61 });
        await store.facts.put('other', 'light.a', 'x');
        store = await reopen();
        expect(await store.facts.list('device')).toEqual(
          new Map<string, unknown>([
            ['light.a', { on_power_w: 61 }],
            ['light.b', null],
          ]),
        );
        await store.facts.remove('device', 'light.a');
        expect(await store.facts.get('device', 'light.a')).toBeUndefined();
        expect(await store.facts.get('other', 'light.a')).toBe('x');
        expect(await store.facts.list('none')).toEqual(new Map());
      });

      it('keep a document of a megabyte', async () => {
        const value = Array.from({ length: 100_000 }, (_, i) => i * 1.5);
        await store.facts.put('engine', 'state', value);
        expect(await store.facts.get('engine', 'state')).toEqual(value);
      });
    });

    describe('retain', () => {
      it('deletes readings and circuits before one time, all else of the series before the other, and no fact', async () => {
        const days = [-3, -2, -1, 0].map((day) => T0 + day * DAY + HOUR);
        await store.series.append({
          readings: days.map((time) => aReading(time, 1)),
          circuits: days.map((time) => aCircuit(time, 'a', 1)),
          changes: days.map((time) => aChange(time, 'light.a', 'on')),
        });
        await store.commit(
          aBatch({
            correlations: days.map((time) => aCorrelation(time, 'light.a', 60)),
            steps: days.map((time_ms) => ({ time_ms, end_ms: null, power_w: 1, pattern_id: null })),
            meterHours: days.map((time_ms) => ({ time_ms, meter_id: 'house', mean_w: 1, max_w: 1, energy_kwh: 1 })),
            facts: [{ kind: 'cursor', key: 'house', value: days[0]! }],
          }),
        );
        const bins = () => store.series.powerBins({ ...ALL, bin_ms: HOUR, meter_id: 'house' });
        expect(await bins()).toHaveLength(4);
        await store.retain({ raw_before_ms: T0, all_before_ms: T0 - 2 * DAY });
        expect((await readAll()).map(({ time_ms }) => time_ms)).toEqual([days[3]]);
        expect(await bins()).toHaveLength(1);
        expect(await store.series.circuits({ ...ALL, meter_id: 'house' })).toHaveLength(1);
        for (const rest of [store.series.changes(ALL), store.series.correlations(everything), store.series.steps(ALL)]) {
          expect((await rest).map(({ time_ms }) => time_ms).sort()).toEqual(days.slice(1));
        }
        expect(await store.series.meterHours({ ...ALL, meter_id: 'house' })).toHaveLength(3);
        expect(await store.series.firstMs()).toBe(days[1]);
        expect(await store.facts.get('cursor', 'house')).toBe(days[0]);
      });
    });

    describe('rollUp', () => {
      const { signal } = new AbortController();
      const rollUp = () => store.rollUp(-Infinity, signal);
      const house = { ...ALL, meter_id: 'house' };
      /** Sums that were added in another order differ in their last digits. */
      const rounded = (answer: unknown): unknown =>
        JSON.parse(JSON.stringify(answer, (_, value: unknown) => (typeof value === 'number' ? Number(value.toPrecision(12)) : value)));
      const WIDTHS = [HOUR, 6 * HOUR, DAY, 5 * DAY];
      const readBins = async (range: { start_ms: number; end_ms: number }) =>
        rounded(
          await Promise.all(
            WIDTHS.flatMap((bin_ms) => [
              store.series.powerBins({ ...range, meter_id: bin_ms === 6 * HOUR ? 'other' : 'house', bin_ms }),
              store.series.circuitBins({ ...range, meter_id: 'house', bin_ms }),
            ]),
          ),
        );

      it.each([1, 2])(
        'makes bins of sums that equal those of the readings, gaps and a change of the clocks included (home %i)',
        async (seed) => {
          const chance = createRandom(String(seed));
          const random = () => chance.between(0, 1);
          // Of 25 October 2026, when clocks in Europe went back, on; some hours and a whole day without a row.
          const from = T0 - 30 * DAY;
          const times = Array.from({ length: 900 }, () => from + Math.floor(random() * 9 * DAY)).filter(
            (time) => (time - from) / DAY < 5 || (time - from) / DAY > 6.2,
          );
          const sorted = [...new Set(times)].sort((a, b) => a - b);
          const watts = (time: number) => (Math.sin(time / DAY) > 0.8 || random() < 0.15 ? null : random() * 4000 - 800);
          await store.series.append({
            readings: sorted.map((time) => aReading(time, watts(time), { meter_id: random() < 0.8 ? 'house' : 'other' })),
            circuits: sorted.flatMap((time, i) => [
              aCircuit(time, 'kitchen', watts(time), { percentage: i % 5 === 0 ? null : random() * 100 }),
              ...(i % 7 === 0 ? [aCircuit(time, 'attic', watts(time), { circuit_name: i < 400 ? 'Attic' : 'Loft' })] : []),
            ]),
          });
          const ranges = [
            ALL,
            // A day of the clock in Berlin, of 25 hours.
            { start_ms: from - 2 * HOUR, end_ms: from + 23 * HOUR },
            { start_ms: from + Math.floor(random() * DAY), end_ms: from + 4 * DAY + Math.floor(random() * DAY) },
          ];
          const before = await Promise.all(ranges.map(readBins));
          expect(JSON.stringify(before).length).toBeGreaterThan(10_000);
          await rollUp();
          expect(await Promise.all(ranges.map(readBins))).toEqual(before);
          // Half of the days from sums, half from readings.
          await store.series.append({
            readings: [aReading(from + 2 * DAY - 1, 17)],
            circuits: [aCircuit(from + 7 * DAY + 5, 'kitchen', null)],
          });
          const late = await Promise.all(ranges.map(readBins));
          expect(late).not.toEqual(before);
          await rollUp();
          expect(await Promise.all(ranges.map(readBins))).toEqual(late);
          store = await reopen();
          expect(await Promise.all(ranges.map(readBins))).toEqual(late);
        },
      );

      it('makes bins of hours and days outlive the readings, and what comes too late for them changes nothing there', async () => {
        const days = [-4, -3, -2].map((day) => T0 + day * DAY + HOUR);
        await store.series.append({
          readings: days.map((time) => aReading(time, 40)),
          circuits: days.map((time) => aCircuit(time, 'a', 4)),
        });
        const bins = () =>
          Promise.all([store.series.powerBins({ ...house, bin_ms: DAY }), store.series.circuitBins({ ...house, bin_ms: HOUR })]);
        const before = await bins();
        expect(before.map((each) => each.length)).toEqual([3, 3]);
        await rollUp();
        await store.retain({ raw_before_ms: T0 - 2 * DAY, all_before_ms: T0 - 30 * DAY });
        expect(await readAll()).toHaveLength(1);
        expect(await bins()).toEqual(before);
        await store.series.append({ readings: [aReading(days[0]! + 1, 9000)] });
        expect(await bins()).toEqual(before);
        await rollUp();
        store = await reopen();
        expect(await bins()).toEqual(before);
        await store.retain({ raw_before_ms: T0 - 2 * DAY, all_before_ms: T0 - 3 * DAY });
        expect((await bins()).map((each) => each.length)).toEqual([2, 2]);
      });

      it('leaves out what lies before its time', async () => {
        await store.series.append({ readings: [aReading(T0 - 4 * DAY, 4), aReading(T0 - 2 * DAY, 2)] });
        expect(await store.series.powerBins({ ...house, bin_ms: DAY })).toHaveLength(2);
        await store.rollUp(T0 - 3 * DAY, signal);
        await store.retain({ raw_before_ms: T0, all_before_ms: T0 - 30 * DAY });
        expect(await store.series.powerBins({ ...house, bin_ms: DAY })).toMatchObject([{ time_ms: T0 - 2 * DAY, mean_w: 2 }]);
      });

      it('ends at once when it is to', async () => {
        await store.series.append({ readings: [aReading(T0 - 3 * DAY, 5)] });
        expect(await store.series.powerBins({ ...house, bin_ms: DAY })).toHaveLength(1);
        await store.rollUp(-Infinity, AbortSignal.abort());
        await store.retain({ raw_before_ms: T0, all_before_ms: T0 - 30 * DAY });
        expect(await store.series.powerBins({ ...house, bin_ms: DAY })).toEqual([]);
      });
    });

    describe('exportTo', () => {
      let folder: string;
      beforeEach(async () => {
        folder = await mkdtemp(join(tmpdir(), 'export-'));
      });
      afterEach(() => rm(folder, { recursive: true }));
      const fill = async () => {
        await store.series.append({
          readings: [aReading(T0, 12.5, { meter_id: 'other' }), aReading(T0 + DAY, null)],
          changes: [aChange(T0 + 1, 'light.a', 'on, "bright"', { attributes: { brightness: 128 } })],
        });
        await store.commit(aBatch({ steps: [{ time_ms: T0, end_ms: T0 + 2000, power_w: 70, pattern_id: null }] }));
        await readAll();
      };

      it.each(['parquet', 'csv'] as const)('writes all rows as %s, a file a table, times with their zone', async (format) => {
        await fill();
        const told: number[] = [];
        const { signal } = new AbortController();
        const names = await store.exportTo({ folder, format }, { onProgress: (done, total) => told.push(done / total), signal });
        expect(names).toEqual(['home_assistant_events', 'smart_meter', 'unexplained_step'].map((table) => `${table}.${format}`));
        expect((await readdir(folder)).sort()).toEqual(names);
        const read = (table: string) => readExported(join(folder, `${table}.${format}`));
        expect(await read('smart_meter')).toMatchObject([
          { home_id: 'home', meter_id: 'other', time: '2026-11-24 00:00:00+00', total_power_w: 12.5 },
          { home_id: 'home', meter_id: 'house', time: '2026-11-25 00:00:00+00', total_power_w: null },
        ]);
        expect(await read('home_assistant_events')).toMatchObject([{ state_value: 'on, "bright"', time: '2026-11-24 00:00:00.001+00' }]);
        expect(await read('unexplained_step')).toMatchObject([{ power_w: 70, end: '2026-11-24 00:00:02+00' }]);
        expect(told).toEqual([...told].sort((a, b) => a - b));
        expect(told.at(0)).toBe(0);
      });

      it('ends when it is told to, and leaves no file', async () => {
        await fill();
        const stopping = new AbortController();
        const ended = store.exportTo({ folder, format: 'csv' }, { onProgress: () => stopping.abort(), signal: stopping.signal });
        await expect(ended).rejects.toMatchObject({ name: 'AbortError' });
        expect(await readdir(folder)).toEqual([]);
      });
    });

    describe('close', () => {
      it('writes what waits', async () => {
        const calls = [0, 1, 2, 3].map((i) => store.series.append({ readings: [aReading(T0 + i, i)] }));
        const put = store.facts.put('cursor', 'house', 4);
        store = await reopen();
        await Promise.all([...calls, put]);
        expect(await readAll()).toHaveLength(4);
        expect(await store.facts.get('cursor', 'house')).toBe(4);
      });

      it('may be called twice, and refuses later writes and reads', async () => {
        await store.close();
        await store.close();
        await expect(store.series.append({ readings: [aReading(T0, 1)] })).rejects.toMatchObject({ name: 'UnavailableError' });
        await expect(readAll()).rejects.toMatchObject({ name: 'UnavailableError' });
      });
    });

    describe('stats and notices', () => {
      it('tell the size, that nothing waits, and that all is well', async () => {
        await store.series.append({ readings: [aReading(T0, 1)] });
        const stats = await store.stats();
        expect(stats.queue).toBe(0);
        expect(stats.size_mb === null || stats.size_mb > 0).toBe(true);
        expect(store.notices).toEqual([]);
      });
    });
  });
}
