import { rm } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../clock.ts';
import { openDuckdbStore } from '../../store/duckdb.ts';
import { dayOf } from '../../store/roll-up/hours.ts';
import { rollUpDays } from '../../store/roll-up/roll-up-days.ts';
import { cutBySums } from '../../store/roll-up/rolled-bins.ts';
import { createLog } from '../../log.ts';
import { newFolder } from './open-duckdb.ts';
import { aReading, T0 } from './rows.ts';

const HOUR = 3_600_000;
const DAY = 86_400_000;
const summedDays =
  (...days: number[]) =>
  (dayMs: number) =>
    days.includes((dayMs - T0) / DAY);

describe('cutBySums', () => {
  it('divides a range between bins, and gives a bin of which a day is not summed up to the readings', () => {
    // Bins of two days begin a day after T0.
    const range = { start_ms: T0 + DAY, end_ms: T0 + 7 * DAY, bin_ms: 2 * DAY };
    expect(cutBySums(range, summedDays(1, 2, 3, 5, 6))).toEqual([
      { start_ms: T0 + DAY, end_ms: T0 + 3 * DAY, isSummed: true },
      { start_ms: T0 + 3 * DAY, end_ms: T0 + 5 * DAY, isSummed: false },
      { start_ms: T0 + 5 * DAY, end_ms: T0 + 7 * DAY, isSummed: true },
    ]);
  });

  it('gives bins that the range cuts to the readings', () => {
    const range = { start_ms: T0 + HOUR / 2, end_ms: T0 + 2.5 * HOUR, bin_ms: HOUR };
    expect(cutBySums(range, summedDays(0))).toEqual([
      { start_ms: T0 + HOUR / 2, end_ms: T0 + HOUR, isSummed: false },
      { start_ms: T0 + HOUR, end_ms: T0 + 2 * HOUR, isSummed: true },
      { start_ms: T0 + 2 * HOUR, end_ms: T0 + 2.5 * HOUR, isSummed: false },
    ]);
  });

  it('is one stretch where all or nothing is summed up', () => {
    const year = { start_ms: T0 - 365 * DAY, end_ms: T0, bin_ms: DAY };
    expect(cutBySums(year, () => true)).toHaveLength(1);
    expect(cutBySums(year, () => false)).toHaveLength(1);
  });
});

describe('rollUpDays', () => {
  const run = async (fails: (day: number) => boolean) => {
    const tried: number[] = [];
    const sumUp = ({ start_ms }: { start_ms: number }) => {
      const day = (start_ms - T0) / DAY;
      tried.push(day);
      return fails(day) ? Promise.reject(new Error(`day ${day} is damaged`)) : Promise.resolve();
    };
    const range = { start_ms: T0 - 6 * DAY, end_ms: T0 };
    const signal = new AbortController().signal;
    const hours = { isSummed: () => false, sumUp };
    const said = await rollUpDays({ hours, range, readHours: () => Promise.resolve(null), signal }).catch(String);
    return { tried, said };
  };

  it('sums up the days behind one that fails, and then tells of it', async () => {
    expect(await run((day) => day === -2)).toEqual({ tried: [-1, -2, -3, -4, -5, -6], said: 'Error: day -2 is damaged' });
  });

  it('gives up where one fails after the other', async () => {
    expect(await run(() => true)).toEqual({ tried: [-1, -2, -3], said: 'Error: day -1 is damaged' });
  });
});

describe('a day that is being summed up', () => {
  let directory: string;
  let opened: Awaited<ReturnType<typeof openDuckdbStore>>;
  beforeEach(async () => {
    directory = await newFolder();
    const log = createLog({ level: 'silent', secrets: [] });
    opened = await openDuckdbStore({ directory, home_id: 'home', mode: 'real', clock: systemClock, log });
  });
  afterEach(async () => {
    await opened.store.close();
    await rm(directory, { recursive: true });
  });

  it('is left for the next time where a row of it is written meanwhile', async () => {
    const { store, hours } = opened;
    const day = dayOf(T0 - DAY);
    await store.series.append({ readings: [aReading(T0 - DAY, 10)] });
    await hours.sumUp(day, async () => {
      const read = await hours.readFromRows(day);
      await store.series.append({ readings: [aReading(T0 - DAY + 1, 30)] });
      return read;
    });
    expect(hours.isSummed(day.start_ms)).toBe(false);
    await hours.sumUp(day, hours.readFromRows);
    expect(hours.isSummed(day.start_ms)).toBe(true);
    expect(await hours.powerBins({ ...day, meter_id: 'house', bin_ms: DAY })).toMatchObject([{ mean_w: 20, min_w: 10, max_w: 30 }]);
  });

  it('is not summed up where its rows cannot be read yet', async () => {
    await opened.hours.sumUp(dayOf(T0), () => Promise.resolve(null));
    expect(opened.hours.isSummed(T0)).toBe(false);
  });
});
