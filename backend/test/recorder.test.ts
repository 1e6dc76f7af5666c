import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createEvents } from '../events.ts';
import { createLog } from '../log.ts';
import { createRecorder } from '../recorder.ts';
import { createStatusBoard } from '../status-board.ts';
import { createStore } from '../store/create-store.ts';
import { UnavailableError } from '../errors.ts';
import type { Store } from '../store/store.ts';
import { createFastClock } from './fast-clock.ts';
import { change, createScriptedSources, reading } from './scripted-sources.ts';

const T0 = Date.UTC(2026, 10, 24, 12);
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const log = createLog({ level: 'silent', secrets: [] });
const cleanups: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

async function openStore(directory = mkdtempSync(join(tmpdir(), 'recorder-'))): Promise<Store> {
  const store = await createStore({ directory, home_id: 'home', mode: 'real', clock: createFastClock(T0, 1), log });
  cleanups.push(() => store.close());
  return store;
}

/** A recorder at work over a store, with the clock running a hundred times as fast, or as it is told. */
async function startRecorder({
  store,
  historyFails,
  historyDays = 10,
  speed = 100,
}: { store?: Store; historyFails?: () => boolean; historyDays?: number; speed?: number } = {}) {
  const used = store ?? (await openStore());
  const clock = createFastClock(T0, speed);
  const sources = createScriptedSources({ now: () => clock.now(), ...(historyFails && { historyFails }) });
  const events = createEvents();
  const board = createStatusBoard({ clock, events });
  const recorder = createRecorder({ meters: [sources.meter], home: sources.home, store: used, events, board, historyDays, clock, log });
  const stopping = new AbortController();
  const running = recorder.run(stopping.signal);
  const stop = async () => {
    stopping.abort();
    await running;
  };
  cleanups.push(stop);
  await sources.started;
  return { store: used, clock, recorder, board, ...sources, stop };
}

const all = { start_ms: 0, end_ms: T0 + 365 * DAY };
const readingsOf = (store: Store) => store.series.readings({ ...all, meter_id: 'house' });

describe('recorder', () => {
  it('reads back the history at first start and writes what comes live, each row once', async () => {
    const { store, recorder, past, connect, happen, clock } = await startRecorder();
    past.readings.push(...Array.from({ length: 100 }, (_, i) => reading(T0 - DAY + i * 600_000, 200 + i)));
    past.changes.push(change(T0 - 5 * HOUR, 'light.hall', 'on', 'off'));
    connect();
    happen({ readings: [reading(clock.now(), 500)], changes: [change(clock.now(), 'light.hall', 'off', 'on')] });
    await vi.waitFor(() => expect(recorder.refillFraction()).toBe(1), { timeout: 60_000 });
    await recorder.flush();
    expect(await readingsOf(store)).toHaveLength(101);
    expect((await store.series.changes(all)).map(({ state_value }) => state_value)).toEqual(['on', 'off']);
    expect(recorder.completeUntilMs()).toBeGreaterThan(T0);
  });

  it('does not vouch for a time before it has heard of anything', async () => {
    const { recorder } = await startRecorder();
    expect(recorder.completeUntilMs()).toBe(0);
  });

  it('stands still while the connection is broken, then fetches what was missed', async () => {
    const { store, recorder, connect, disconnect, happen, clock } = await startRecorder();
    connect();
    happen({ readings: [reading(clock.now(), 100)] });
    await vi.waitFor(() => expect(recorder.refillFraction()).toBe(1), { timeout: 60_000 });
    disconnect();
    const brokenMs = clock.now();
    await clock.sleep(60_000);
    happen({ readings: [reading(clock.now(), 900)], changes: [change(clock.now(), 'switch.kettle', 'on', 'off')] });
    await clock.sleep(30_000);
    expect(recorder.completeUntilMs()).toBeLessThanOrEqual(brokenMs);
    expect(await store.series.changes(all)).toEqual([]);
    connect();
    await vi.waitFor(async () => expect(await store.series.changes(all)).toHaveLength(1), { timeout: 60_000 });
    await vi.waitFor(() => expect(recorder.completeUntilMs()).toBeGreaterThan(brokenMs + 60_000), { timeout: 60_000 });
    expect((await readingsOf(store)).map(({ total_power_w }) => total_power_w)).toEqual([100, 900]);
  });

  it('goes on with a history that was interrupted, although newer rows are there already', async () => {
    const store = await openStore();
    let busy = false;
    const first = await startRecorder({ store, historyFails: () => busy });
    const rows = Array.from({ length: 48 }, (_, i) => reading(T0 - 2 * DAY + i * HOUR, i));
    first.past.readings.push(...rows);
    busy = true;
    first.connect();
    first.happen({ readings: [reading(first.clock.now(), 777)] });
    await first.clock.sleep(20_000);
    await first.stop();
    expect(await readingsOf(store)).toHaveLength(1);

    const second = await startRecorder({ store });
    second.past.readings.push(...rows);
    second.connect();
    await vi.waitFor(async () => expect(await readingsOf(store)).toHaveLength(49), { timeout: 60_000 });
  });

  it('reads no further back than it is told', async () => {
    const { store, recorder, past, connect } = await startRecorder({ historyDays: 1 });
    past.readings.push(reading(T0 - 3 * DAY, 1), reading(T0 - HOUR, 2));
    connect();
    await vi.waitFor(() => expect(recorder.refillFraction()).toBe(1), { timeout: 60_000 });
    expect((await readingsOf(store)).map(({ total_power_w }) => total_power_w)).toEqual([2]);
  });

  it('keeps rows that the store cannot take, says so, and writes them later', async () => {
    const store = await openStore();
    let full = true;
    const append: Store['series']['append'] = (rows) =>
      full ? Promise.reject(new UnavailableError('The disk is full')) : store.series.append(rows);
    const { recorder, board, connect, happen, clock } = await startRecorder({
      store: { ...store, series: { ...store.series, append } },
      historyDays: 0,
    });
    connect();
    happen({ readings: [reading(clock.now(), 100)] });
    await vi.waitFor(
      () =>
        expect(board.parts()).toContainEqual(
          expect.objectContaining({ part: 'store', status: 'failed', message: 'The store cannot write: The disk is full' }),
        ),
      { timeout: 60_000 },
    );
    full = false;
    await recorder.flush();
    expect(await readingsOf(store)).toHaveLength(1);
    expect(board.parts()).toContainEqual(expect.objectContaining({ part: 'store', status: 'ok' }));
  });

  /** A store that refuses while its disk is full. */
  const refusing = (store: Store) => {
    const disk = { isFull: false, taken: new Set<number>() };
    const append: Store['series']['append'] = (rows) => {
      if (disk.isFull) return Promise.reject(new UnavailableError('The disk is full'));
      for (const { time_ms } of rows.readings ?? []) disk.taken.add(time_ms);
      return Promise.resolve();
    };
    return { disk, store: { ...store, series: { ...store.series, append } } };
  };

  it('vouches for no time of which rows still wait for the store', async () => {
    const { disk, store } = refusing(await openStore());
    const { recorder, connect, happen, clock } = await startRecorder({ store, historyDays: 0 });
    connect();
    await vi.waitFor(() => expect(recorder.completeUntilMs()).toBeGreaterThan(T0), { timeout: 60_000 });
    disk.isFull = true;
    const waits = reading(clock.now(), 100);
    happen({ readings: [waits] });
    await recorder.flush();
    await clock.sleep(20_000);
    await recorder.flush();
    expect(recorder.completeUntilMs()).toBeLessThanOrEqual(waits.time_ms);
    disk.isFull = false;
    await recorder.flush();
    expect(recorder.completeUntilMs()).toBeGreaterThan(waits.time_ms);
  });

  it('fetches from the past what the memory could not hold while the disk was full', async () => {
    const { disk, store } = refusing(await openStore());
    const { recorder, connect, happen } = await startRecorder({ store, historyDays: 1, speed: 5 });
    connect();
    await vi.waitFor(() => expect(recorder.refillFraction()).toBe(1), { timeout: 60_000 });
    disk.isFull = true;
    const rows = Array.from({ length: 501_000 }, (_, i) => reading(T0 - 900_000 + i, 200));
    for (let at = 0; at < rows.length; at += 1000) happen({ readings: rows.slice(at, at + 1000) });
    await recorder.flush();
    expect(recorder.completeUntilMs()).toBeLessThan(rows.at(-1)!.time_ms);
    disk.isFull = false;
    await recorder.flush();
    await vi.waitFor(() => expect(recorder.completeUntilMs()).toBeGreaterThan(rows.at(-1)!.time_ms), { timeout: 60_000 });
    expect(rows.filter(({ time_ms }) => !disk.taken.has(time_ms))).toEqual([]);
  });

  it('leaves out a row that no store can keep, and writes those beside it', async () => {
    const { store, recorder, board, connect, happen, clock } = await startRecorder({ historyDays: 0 });
    connect();
    const good = [reading(clock.now(), 1), reading(clock.now() + 1, 2), reading(clock.now() + 2, 3)];
    happen({ readings: [good[0]!, reading(2 ** 60, 9), ...good.slice(1)], changes: [change(clock.now(), 'light.hall', 'on', 'off')] });
    await recorder.flush();
    expect((await readingsOf(store)).map(({ total_power_w }) => total_power_w)).toEqual([1, 2, 3]);
    expect(await store.series.changes(all)).toHaveLength(1);
    expect(board.parts()).toContainEqual(expect.objectContaining({ part: 'store', status: 'ok' }));
  });
});
