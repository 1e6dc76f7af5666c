/** How long clients wait that ask once a second each, while a reading is written every second. */
import { systemClock } from '../../clock.ts';
import type { CorrelationQuery, Store } from '../../store/store.ts';
import { batches, correlationAt, DAY, END, HOUR, readingAt, SECOND } from './rows.ts';

const DAYS = 30;
const CORRELATIONS = 1_000_000;
const CORRELATIONS_A_COMMIT = 5000;
const CLIENTS = 32;
const ROUNDS = 20;

/** 30 days of readings every second, and 1,000,000 correlations in them. */
export async function fill(store: Store): Promise<void> {
  for await (const batch of batches({ days: DAYS, seconds: 3600, circuits: 0 })) await store.series.append(batch);
  const start = END - DAYS * DAY;
  const step = (DAYS * DAY) / CORRELATIONS;
  for (let done = 0; done < CORRELATIONS; done += CORRELATIONS_A_COMMIT) {
    const rows = Array.from({ length: CORRELATIONS_A_COMMIT }, (_, i) => correlationAt(Math.floor(start + (done + i) * step), done + i));
    await store.commit({
      correlations: rows,
      steps: [],
      meterHours: [],
      entityHours: [],
      facts: [{ kind: 'cursor', key: 'bench', value: done }],
    });
  }
}

type Ask = (nowMs: number) => Promise<unknown[]>;

const quantile = (sorted: readonly number[], q: number): string =>
  (sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))] ?? NaN).toFixed(1);

/** Writes a reading every second; returns what stops it. */
function writeOn(store: Store, clock: { now: number }): () => void {
  const timer = setInterval(() => {
    clock.now += SECOND;
    void store.series.append({ readings: [readingAt(clock.now)] });
  }, SECOND);
  return () => clearInterval(timer);
}

async function benchRead(store: Store, { name, ask, clock }: { name: string; ask: Ask; clock: { now: number } }): Promise<string> {
  const asked = performance.now();
  const rows = (await ask(clock.now)).length;
  const firstMs = performance.now() - asked;
  const waits: number[] = [];
  const client = async (number: number) => {
    await systemClock.sleep((number * SECOND) / CLIENTS);
    for (let round = 0; round < ROUNDS; round++) {
      const start = performance.now();
      await ask(clock.now);
      const waited = performance.now() - start;
      waits.push(waited);
      await systemClock.sleep(Math.max(0, SECOND - waited));
    }
  };
  const stop = writeOn(store, clock);
  const cpu = process.cpuUsage();
  await Promise.all(Array.from({ length: CLIENTS }, (_, number) => client(number)));
  stop();
  const { user, system } = process.cpuUsage(cpu);
  waits.sort((a, b) => a - b);
  const cpuPercent = ((user + system) / ROUNDS / 10_000).toFixed(0);
  const rssMb = Math.round(process.memoryUsage().rss / 1e6);
  return `${name}: ${rows} rows, first ${firstMs.toFixed(0)} ms, p50 ${quantile(waits, 0.5)} ms, p99 ${quantile(waits, 0.99)} ms, CPU ${cpuPercent} %, RSS ${rssMb} MB`;
}

/** Whole bins, as the API asks for them. */
const bins = (store: Store, hours: number, binMs: number): Ask => {
  const align = (ms: number) => Math.ceil(ms / binMs) * binMs;
  return (nowMs) =>
    store.series.powerBins({ start_ms: align(nowMs - hours * HOUR), end_ms: align(nowMs), bin_ms: binMs, meter_id: 'home_assistant' });
};
const correlations = (store: Store, hours: number, more: Partial<CorrelationQuery> = {}): Ask => {
  const query = { min_delta_w: 50, min_confidence: 0.5, order: 'time', limit: 1000, ...more } as const;
  return (nowMs) => store.series.correlations({ ...query, start_ms: nowMs - hours * HOUR, end_ms: nowMs });
};

/** A line for each question. */
export async function* benchReads(store: Store): AsyncGenerator<string> {
  const questions: [name: string, ask: Ask][] = [
    ['powerBins, 1 h in 10 s', bins(store, 1, 10 * SECOND)],
    ['powerBins, 24 h in 5 min', bins(store, 24, 300 * SECOND)],
    ['powerBins, 30 days in 2 h', bins(store, DAYS * 24, 2 * HOUR)],
    ['correlations, 24 h', correlations(store, 24)],
    ['correlations, 30 days', correlations(store, DAYS * 24)],
    ['correlations, 24 h by size, 100', correlations(store, 24, { order: 'delta', limit: 100 })],
    ['correlations of an entity, 7 days, 100', correlations(store, 168, { entity_id: 'light.room_7', limit: 100 })],
    ['correlations, page back at 15 days', correlations(store, DAYS * 24, { before: { time_ms: END - 15 * DAY, entity_id: 'light.a' } })],
  ];
  const clock = { now: END };
  for (const [name, ask] of questions) yield await benchRead(store, { name, ask, clock });
}
