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
let reported: [status: string, message: string | undefined][];
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
    report: (status, message) => void reported.push([status, message]),
  });
const powerOfDays = () => store.series.powerBins({ start_ms: T0 - 30 * DAY, end_ms: T0 + DAY, meter_id: 'house', bin_ms: DAY });
const readings = () => store.series.readings({ start_ms: T0 - 30 * DAY, end_ms: T0 + DAY, meter_id: 'house' });
beforeEach(async () => {
  directory = await newFolder();
  nowMs = T0;
  rests = [];
  reported = [];
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

it('keeps readings longer of which no sums could be made, says so, and deletes them where it goes on for long', async () => {
  await store.series.append({ readings: [aReading(T0 - 20 * DAY, 100)] });
  const rollUp = () => Promise.reject(new Error('InfluxDB is away'));
  await run(2, { rollUp });
  expect(rests).toEqual([HOUR, HOUR]);
  expect(reported).toEqual([['failed', expect.stringMatching(/kept for 14 days more than the 2 .*show a gap.*InfluxDB is away/)]]);
  expect((await readings()).map(({ time_ms }) => (time_ms - T0) / DAY)).toEqual([-4, -3, -1]);
  [rests, stopping] = [[], new AbortController()];
  nowMs = T0 + 20 * DAY;
  await run(1, { rollUp });
  expect(await readings()).toEqual([]);
});

it('sums up what it could not before, and says that all is well again', async () => {
  let times = 0;
  await run(3, { rollUp: (...asked) => (times++ < 2 ? Promise.reject(new Error('InfluxDB is away')) : store.rollUp(...asked)) });
  expect(rests).toEqual([HOUR, HOUR, DAY]);
  expect(reported.at(-1)).toEqual(['ok', undefined]);
  expect(await readings()).toHaveLength(1);
  expect(await powerOfDays()).toHaveLength(3);
});

it('deletes whole days, so that none is summed up by a half of it', async () => {
  const day = Math.floor((T0 - 2 * DAY) / DAY) * DAY;
  await store.series.append({ readings: [day + 1000, day + 23 * HOUR].map((time) => aReading(time, 300)) });
  nowMs = day + 2 * DAY + 12 * HOUR;
  await run(1);
  expect((await readings()).filter(({ time_ms }) => time_ms < day + DAY)).toHaveLength(2);
});

it('tries again in an hour where nothing can be deleted, and says so where it fails again', async () => {
  const retain = () => Promise.reject(new Error('The disk is full'));
  await run(1, { retain });
  expect([rests, reported]).toEqual([[HOUR], []]);
  stopping = new AbortController();
  rests = [];
  await run(2, { retain });
  expect(reported).toEqual([['failed', expect.stringMatching(/could not be deleted.*The disk is full/)]]);
  expect(await readings()).toHaveLength(3);
});
