import { rm } from 'node:fs/promises';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Clock } from '../clock.ts';
import { createLog } from '../log.ts';
import { runRetention } from '../retention.ts';
import type { Store } from '../store/store.ts';
import { newFolder, openStore } from './store/open-duckdb.ts';
import { aReading, T0 } from './store/rows.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
let directory: string;
let store: Store;
let nowMs: number;
let stopping: AbortController;
/** How long it rested between its rounds. */
let rests: number[];
/** It rests so often, each time for as long as it wants. */
const clockOf = (rounds: number): Clock => ({
  now: () => nowMs,
  sleep(ms) {
    rests.push(ms);
    nowMs += ms;
    if (rests.length === rounds) stopping.abort();
    return Promise.resolve();
  },
});
const run = (rounds: number, more: Partial<Store> = {}) =>
  runRetention({
    ...{ store: { ...store, ...more }, rawDays: 2, days: 30, clock: clockOf(rounds), signal: stopping.signal },
    log: createLog({ level: 'silent', secrets: [] }),
  });
const powerOfDays = () => store.series.powerBins({ start_ms: T0 - 30 * DAY, end_ms: T0 + DAY, meter_id: 'house', bin_ms: DAY });
const readings = () => store.series.readings({ start_ms: T0 - 30 * DAY, end_ms: T0 + DAY, meter_id: 'house' });
beforeEach(async () => {
  directory = await newFolder();
  nowMs = T0;
  rests = [];
  stopping = new AbortController();
  store = await openStore(directory, { clock: { ...clockOf(0), sleep: () => Promise.resolve() } });
  await store.series.append({ readings: [-4, -3, -1].map((day) => aReading(T0 + day * DAY, 100)) });
});
afterEach(async () => {
  await store.close();
  await rm(directory, { recursive: true });
});

it('sums up the days before it deletes their readings, once a day', async () => {
  await run(2);
  expect(rests).toEqual([DAY, DAY]);
  expect(await readings()).toHaveLength(1);
  expect(await powerOfDays()).toHaveLength(3);
});

it('deletes what is too old also where days cannot be summed up, and tries again in an hour', async () => {
  await run(1, { rollUp: () => Promise.reject(new Error('InfluxDB is away')) });
  expect(rests).toEqual([HOUR]);
  expect(await readings()).toHaveLength(1);
});

it('tries again in an hour where nothing can be deleted', async () => {
  await run(1, { retain: () => Promise.reject(new Error('The disk is full')) });
  expect(rests).toEqual([HOUR]);
  expect(await readings()).toHaveLength(3);
});
