import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../clock.ts';
import type { Store } from '../../store/store.ts';
import { createPlanner } from '../influxdb/plan.ts';
import { newFolder, openStore } from './open-duckdb.ts';
import { anInfluxdb, openInfluxdb, sent } from './open-influxdb.ts';
import { aBatch, aChange, aCircuit, aCorrelation, aReading, T0 } from './rows.ts';

const MINUTE = 60_000;
const HOUR = 3_600_000;
const DAY = 86_400_000;
const DAYS = 31;
const KEPT_DAYS = 8;
const END = T0 + DAYS * DAY;
const MONTH = { start_ms: T0, end_ms: END };

/** A month of a home, the same each time: readings of a minute with gaps, two circuits, changes and what was found. */
async function fill(store: Store): Promise<void> {
  for (let day = 0; day < DAYS; day++) {
    const from = T0 + day * DAY;
    const times = (step: number) => Array.from({ length: DAY / step }, (_, i) => from + i * step);
    const watts = (time: number) => (Math.floor(time / HOUR) % 17 === 0 ? null : 200 + ((time / MINUTE) % 97) * 3.25 - (day % 3) * 250);
    await store.series.append({
      readings: times(MINUTE).map((time) => aReading(time, watts(time), { daily_kwh: (time - from) / HOUR })),
      circuits: times(10 * MINUTE).flatMap((time) => [
        aCircuit(time, 'kitchen', (time / MINUTE) % 50, { circuit_name: day < 20 ? 'Kitchen' : 'Kitchen, new' }),
        aCircuit(time, 'attic', watts(time)),
      ]),
      changes: times(2 * HOUR).flatMap((time, i) => [
        aChange(time, 'light.a', i % 2 === 0 ? 'on' : 'off'),
        aChange(time + day, `fan.${day % 5}`, 'on'),
      ]),
    });
    await store.commit(
      aBatch({
        correlations: times(2 * HOUR).map((time, i) =>
          aCorrelation(time, i % 3 === 0 ? 'light.a' : 'switch.b', (i - 5) * 20.5, { confidence: (i % 10) / 10 }),
        ),
        steps: times(8 * HOUR).map((time_ms) => ({
          time_ms,
          end_ms: time_ms + HOUR,
          power_w: 90,
          pattern_id: day % 2 === 0 ? 'p1' : null,
        })),
        meterHours: times(HOUR).map((time_ms) => ({ time_ms, meter_id: 'house', mean_w: 400, max_w: 900, energy_kwh: 0.4 })),
        entityHours: times(HOUR).map((time_ms) => ({
          time_ms,
          entity_id: 'light.a',
          energy_kwh: 0.1,
          on_s: 3600,
          cost: null,
          provenance: 'learned',
        })),
      }),
    );
  }
}

/** Sums of the two databases differ in their last digits. */
const rounded = (answer: unknown): unknown =>
  JSON.parse(JSON.stringify(answer, (_, value: unknown) => (typeof value === 'number' ? Number(value.toPrecision(12)) : value)));

describe('a month of data', () => {
  let directories: string[];
  let server: Awaited<ReturnType<typeof anInfluxdb>>;
  let duckdb: Store;
  let influxdb: Store;
  beforeAll(async () => {
    directories = [await newFolder(), await newFolder()];
    server = await anInfluxdb();
    duckdb = await openStore(directories[0]!);
    influxdb = await openInfluxdb(directories[1]!, server.influxdb, {
      kept: { raw: KEPT_DAYS, all: KEPT_DAYS },
      clock: { ...systemClock, now: () => END },
    });
    for (const store of [duckdb, influxdb]) await fill(store);
    await sent(influxdb);
    await influxdb.retain({ raw_before_ms: -Infinity, all_before_ms: -Infinity });
  }, 120_000);
  afterAll(async () => {
    await duckdb.close();
    await influxdb.close();
    await server.stop();
    for (const directory of directories) await rm(directory, { recursive: true });
  });

  const house = { ...MONTH, meter_id: 'house' };
  const found = { ...MONTH, min_delta_w: 50, min_confidence: 0.3, limit: 10_000 };
  const reads: [what: string, read: (series: Store['series']) => Promise<unknown>][] = [
    ['readings', (series) => series.readings(house)],
    ['the first readings', (series) => series.readings({ ...house, start_ms: T0 + 5 * DAY + 7, limit: 3000 })],
    ['circuits', (series) => series.circuits(house)],
    ['changes', (series) => series.changes(MONTH)],
    ['changes of an entity', (series) => series.changes({ ...MONTH, entity_id: 'fan.3' })],
    ['states early', (series) => series.statesAt(T0 + 10 * DAY)],
    ['states late', (series) => series.statesAt(END - HOUR)],
    ['bins of 5 minutes', (series) => series.powerBins({ ...house, bin_ms: 5 * MINUTE })],
    ['bins of an hour', (series) => series.powerBins({ ...house, bin_ms: HOUR })],
    ['bins of a day', (series) => series.powerBins({ ...house, bin_ms: DAY })],
    ['bins of 5 days', (series) => series.powerBins({ ...house, bin_ms: 5 * DAY })],
    ['bins that the range cuts', (series) => series.powerBins({ ...house, start_ms: T0 + 1234, end_ms: END - 4321, bin_ms: 30 * MINUTE })],
    ['circuits in bins', (series) => series.circuitBins({ ...house, bin_ms: 6 * HOUR })],
    ['correlations by time', (series) => series.correlations({ ...found, order: 'time' })],
    ['correlations by size', (series) => series.correlations({ ...found, order: 'delta', limit: 50 })],
    ['correlations by entity', (series) => series.correlations({ ...found, order: 'entity', domain: 'light' })],
    ['correlations of an entity', (series) => series.correlations({ ...found, order: 'time', entity_id: 'switch.b', limit: 100 })],
    [
      'correlations before one',
      (series) => series.correlations({ ...found, order: 'time', before: { time_ms: T0 + 9 * DAY, entity_id: 'm' } }),
    ],
    ['one correlation', (series) => series.correlation({ time_ms: T0 + 2 * HOUR, entity_id: 'switch.b' })],
    ['steps', (series) => series.steps(MONTH)],
    ['hours of the meter', (series) => series.meterHours(house)],
    ['hours of an entity', (series) => series.entityHours({ ...MONTH, entity_id: 'light.a' })],
    ['the first time', (series) => series.firstMs()],
    ['the last reading', (series) => series.lastReading('house')],
  ];

  it.each(reads)('gives the same answers from both stores: %s', async (_, read) => {
    const [expected, actual] = [await read(duckdb.series), await read(influxdb.series)];
    expect(JSON.stringify(expected).length).toBeGreaterThan(10);
    expect(rounded(actual)).toEqual(rounded(expected));
  });

  it('is summed up once; then bins of hours and days are the same, and the server is not asked for them', { timeout: 60_000 }, async () => {
    const binned = reads.filter(([what]) => ['bins of an hour', 'bins of a day', 'circuits in bins'].includes(what));
    const before = await Promise.all(binned.map(([, read]) => read(duckdb.series)));
    const { signal } = new AbortController();
    const asked = server.standIn?.asked ?? [];
    const from = asked.length;
    await influxdb.rollUp(-Infinity, signal);
    await influxdb.rollUp(-Infinity, signal);
    // Of each day that lies on the server alone: readings and circuits. Each time: which sums it holds.
    if (server.standIn !== undefined) expect(asked.length - from).toBe(2 * (DAYS - KEPT_DAYS) + 2);
    const summed = asked.length;
    const after = await Promise.all(binned.map(([, read]) => read(influxdb.series)));
    expect(rounded(after)).toEqual(rounded(before));
    expect(asked.length).toBe(summed);
  });

  it('is asked for in SQL that DataFusion plans', { timeout: 60_000 }, async () => {
    for (const [, read] of reads) await read(influxdb.series);
    const shapes = new Map((server.standIn?.asked ?? []).map((sql) => [sql.replace(/'\d{4}-[^']*'/g, "'…'"), sql]));
    const plan = await createPlanner();
    for (const sql of shapes.values()) if (!sql.includes('information_schema')) expect([sql, await plan(sql)]).toEqual([sql, null]);
    expect(await plan('SELECT arg_max(total_power_w, time) FROM smart_meter')).not.toBeNull();
    expect(await plan('SELECT no_such_column FROM smart_meter')).not.toBeNull();
  });
});
