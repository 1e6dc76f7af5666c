import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createEngine } from '../../correlation/engine.ts';
import { emptyHour } from '../../correlation/meter-hours.ts';
import type { Engine } from '../../correlation/types.ts';
import { runStretch } from '../../correlator/stretch.ts';
import type { Series } from '../../store/store.ts';
import { NOON, startBackend, type ABackend } from '../api/a-backend.ts';
import { askFor } from '../api/ask-for.ts';
import { change, reading } from '../scripted-sources.ts';

const SECOND = 1000;
const HOUR = 3600 * SECOND;
const HOURS = 12;
const START = NOON - HOURS * HOUR;
/** Of one slice: some milliseconds of work. */
const MOST_ROWS = 220;

let backend: ABackend;
/** A meter that tells every second, a circuit that tells every two, and a kettle. */
beforeAll(async () => {
  backend = await startBackend();
  const times = Array.from({ length: (HOURS * HOUR) / SECOND }, (_, i) => START + i * SECOND);
  const isOn = (ms: number) => ms % (HOUR / 3) < HOUR / 20;
  await backend.store.series.append({
    readings: times.map((ms) => reading(ms, 200 + ((ms / SECOND) % 3) + (isOn(ms - 2 * SECOND) ? 2000 : 0))),
    circuits: times
      .filter((ms) => ms % (2 * SECOND) === 0)
      .map((time_ms) => ({
        ...{ time_ms, meter_id: 'house', meter_type: 'generic', circuit_id: 'kitchen', circuit_name: 'Kitchen' },
        ...{ power_w: isOn(time_ms) ? 2000 : 0, percentage: null },
      })),
    changes: times
      .filter((ms) => isOn(ms) !== isOn(ms - SECOND))
      .map((ms) => (isOn(ms) ? change(ms, 'switch.kettle', 'on', 'off') : change(ms, 'switch.kettle', 'off', 'on'))),
  });
});
afterAll(() => backend.close());

/** An engine that counts what it is given. */
function counting(engine: Engine) {
  const given = { readings: 0, circuits: 0, changes: 0 };
  const counted: Engine = {
    ...engine,
    reading(one) {
      given.readings++;
      engine.reading(one);
    },
    circuit(one) {
      given.circuits++;
      engine.circuit(one);
    },
    change(one) {
      given.changes++;
      engine.change(one);
    },
  };
  return { engine: counted, given, rows: () => given.readings + given.circuits + given.changes };
}
const run = (engine: Engine, end_ms = NOON) =>
  runStretch({
    engine,
    store: backend.store,
    meter_id: 'house',
    hour: emptyHour,
    start_ms: START,
    end_ms,
    signal: new AbortController().signal,
  });

describe('a long stretch', () => {
  it('is given row by row, each once, in slices that are soon done', async () => {
    const { engine, given, rows } = counting(createEngine({}));
    let before = 0;
    let [end, changes] = [START, 0];
    for await (const slice of run(engine)) {
      expect(rows() - before).toBeLessThanOrEqual(MOST_ROWS);
      expect(slice.end_ms).toBeGreaterThan(end);
      [before, end, changes] = [rows(), slice.end_ms, changes + slice.changes.length];
    }
    expect(end).toBe(NOON);
    expect(given).toEqual({ readings: (HOURS * HOUR) / SECOND, circuits: (HOURS * HOUR) / SECOND / 2, changes });
  });

  it('is cut by the quarter of an hour where a meter tells little', async () => {
    const slow = createEngine({});
    const ends: number[] = [];
    const silent = {
      ...backend.store,
      series: { ...backend.store.series, readings: () => Promise.resolve([]), circuits: () => Promise.resolve([]) },
    };
    const options = {
      engine: slow,
      meter_id: 'house',
      hour: emptyHour,
      start_ms: START,
      end_ms: START + HOUR,
      signal: new AbortController().signal,
    };
    for await (const { end_ms } of runStretch({ ...options, store: silent })) ends.push((end_ms - START) / HOUR);
    expect(ends).toEqual([0.25, 0.5, 0.75, 1]);
  });

  it('leaves out nothing of a home whose circuits have more rows in an hour than one read may hold', { timeout: 60_000 }, async () => {
    const CIRCUITS = 120;
    const seen = new Map<number, number>();
    const engine: Engine = { ...createEngine({}), circuit: ({ time_ms }) => void seen.set(time_ms, (seen.get(time_ms) ?? 0) + 1) };
    const ofCircuit = { meter_id: 'house', meter_type: 'generic', circuit_name: 'Circuit', power_w: 1, percentage: null } as const;
    const circuits: Series['circuits'] = ({ start_ms, end_ms, limit = Infinity }) =>
      Promise.resolve(
        Array.from({ length: Math.min(limit, CIRCUITS * Math.ceil((end_ms - start_ms) / SECOND)) }, (_, i) => ({
          ...{ ...ofCircuit, circuit_id: `circuit_${i % CIRCUITS}` },
          time_ms: Math.ceil(start_ms / SECOND + Math.floor(i / CIRCUITS)) * SECOND,
        })),
      );
    const store = { ...backend.store, series: { ...backend.store.series, circuits } };
    const ends: number[] = [];
    const stretch = { engine, store, meter_id: 'house', hour: emptyHour, start_ms: NOON, end_ms: NOON + HOUR };
    for await (const { end_ms } of runStretch({ ...stretch, signal: new AbortController().signal })) ends.push(end_ms);
    expect(ends.at(-1)).toBe(NOON + HOUR);
    expect(seen.size).toBe(HOUR / SECOND);
    expect(new Set(seen.values())).toEqual(new Set([CIRCUITS]));
  });

  it('leaves the API free to answer in between', async () => {
    let isRunning = true;
    let slices = 0;
    const answers: number[] = [];
    const ask = async () => {
      while (isRunning) {
        await askFor(backend, 'current');
        answers.push(slices);
      }
    };
    const asking = ask();
    for await (const _ of run(createEngine({}))) slices++;
    isRunning = false;
    await asking;
    // Hundreds of slices; an answer takes a few turns of the loop, and there is one turn from slice to slice.
    const during = answers.filter((at) => at > 0 && at < slices);
    expect(during.length).toBeGreaterThan(slices / 50);
  });
});
