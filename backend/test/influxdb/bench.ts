/**
 * Prints the figures of the store on InfluxDB: rows a second through the outbox against the client's bare write of the same batches, how long an
 * hour's outage takes to drain, the waits of reads beside DuckDB, and the chart of a year. The server is the stand-in, in this process, or INFLUXDB_TEST_URL.
 */
import { rm } from 'node:fs/promises';
import { connect } from '../../store/influxdb/connection.ts';
import { toLine } from '../../store/influxdb/measurements.ts';
import { readingTable } from '../../store/duckdb/tables.ts';
import { systemClock } from '../../clock.ts';
import type { Series, Store } from '../../store/store.ts';
import { newFolder, openStore } from '../store/open-duckdb.ts';
import { anInfluxdb, openInfluxdb, sent } from '../store/open-influxdb.ts';
import { aReading, T0 } from '../store/rows.ts';

const ROWS = 100_000;
const RUNS = 5;
const BATCH = 5000;
const DAY = 86_400_000;
const ROUNDS = 20;
/** Each look at what waits costs a count of it. */
const LOOK_MS = 50;
const NEVER = { raw_before_ms: -Infinity, all_before_ms: -Infinity };
const print = (text: string) => void process.stdout.write(`${text}\n`);
const rows = (count: number, step_ms: number) => Array.from({ length: count }, (_, i) => aReading(T0 + i * step_ms, i % 3000));
const seconds = (from: number) => (performance.now() - from) / 1000;

async function appendAll(store: Store, all: ReturnType<typeof rows>): Promise<void> {
  for (let from = 0; from < all.length; from += BATCH) await store.series.append({ readings: all.slice(from, from + BATCH) });
}

async function withStore(
  more: Parameters<typeof openInfluxdb>[2],
  act: (store: Store, server: Awaited<ReturnType<typeof anInfluxdb>>) => Promise<void>,
) {
  const server = await anInfluxdb({});
  const directory = await newFolder();
  const store = await openInfluxdb(directory, server.influxdb, more);
  try {
    await act(store, server);
  } finally {
    await store.close();
    await server.stop();
    await rm(directory, { recursive: true });
  }
}

/** Rows a second by the client alone. */
async function bareWrite(): Promise<number> {
  const server = await anInfluxdb({});
  const connection = await connect(server.influxdb);
  const lines = rows(ROWS, 1000).map((row) => toLine(readingTable, 'home', row));
  const from = performance.now();
  for (let at = 0; at < lines.length; at += BATCH) await connection.write(lines.slice(at, at + BATCH).join('\n'));
  const perSecond = ROWS / seconds(from);
  await connection.close();
  await server.stop();
  return perSecond;
}

/** Rows a second from the call that records them to their arrival. */
async function throughOutbox(): Promise<number> {
  let perSecond = 0;
  await withStore({}, async (store) => {
    const all = rows(ROWS, 1000);
    const from = performance.now();
    await appendAll(store, all);
    await sent(store, LOOK_MS);
    perSecond = ROWS / seconds(from);
  });
  return perSecond;
}

async function drainHour(): Promise<void> {
  let away = true;
  await withStore(
    { clock: { ...systemClock, sleep: (ms, signal) => systemClock.sleep(Math.min(ms, 50), signal) } },
    async (store, { standIn }) => {
      if (standIn === undefined) return;
      standIn.state.fault = () => (away ? { status: 503 } : undefined);
      await appendAll(store, rows(72_000, 50));
      away = false;
      const from = performance.now();
      await sent(store, LOOK_MS);
      print(`an hour's outage at 20 readings a second, 72,000 rows, drains in ${seconds(from).toFixed(1)} s`);
    },
  );
}

async function waits(read: () => Promise<unknown>): Promise<string> {
  const found: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const from = performance.now();
    await read();
    found.push(performance.now() - from);
  }
  found.sort((a, b) => a - b);
  return `${found[ROUNDS / 2]!.toFixed(1)} / ${found.at(-1)!.toFixed(1)}`;
}

async function compareReads(): Promise<void> {
  const days = 14;
  const all = rows((days * DAY) / 10_000, 10_000);
  const end_ms = T0 + days * DAY;
  const house = { start_ms: T0, end_ms, meter_id: 'house' };
  const reads: [name: string, read: (series: Series) => Promise<unknown>][] = [
    ['power of the last hour, 10 s', (series) => series.readings({ ...house, start_ms: end_ms - 3_600_000 })],
    ['power of a day, 5 min', (series) => series.powerBins({ ...house, start_ms: end_ms - DAY, bin_ms: 300_000 })],
    ['power of 14 days, 1 h', (series) => series.powerBins({ ...house, bin_ms: 3_600_000 })],
    ['readings of an old hour', (series) => series.readings({ ...house, end_ms: T0 + 3_600_000 })],
  ];
  const directory = await newFolder();
  const duckdb = await openStore(directory);
  await appendAll(duckdb, all);
  await withStore({ kept: { raw: 2, all: 2 }, clock: { ...systemClock, now: () => end_ms } }, async (store) => {
    await appendAll(store, all);
    await sent(store);
    await store.retain(NEVER);
    const binsOfDays = (series: Series) => series.powerBins({ ...house, bin_ms: DAY });
    print(
      `power of 14 days, 1 day, before they are summed up: p50 / most of ${ROUNDS}, ms: InfluxDB ${await waits(() => binsOfDays(store.series))}`,
    );
    await store.rollUp(-Infinity, new AbortController().signal);
    await duckdb.rollUp(-Infinity, new AbortController().signal);
    for (const [name, read] of reads)
      print(
        `${name}: p50 / most of ${ROUNDS}, ms: DuckDB ${await waits(() => read(duckdb.series))}, InfluxDB ${await waits(() => read(store.series))}`,
      );
  });
  await duckdb.close();
  await rm(directory, { recursive: true });
}

/** A year in days, the first time after a start: from readings that lie on the server alone, and once they are summed up. */
async function chartOfAYear(): Promise<void> {
  const days = 365;
  const end_ms = T0 + days * DAY;
  const server = await anInfluxdb({});
  const directory = await newFolder();
  const open = () => openInfluxdb(directory, server.influxdb, { clock: { ...systemClock, now: () => end_ms } });
  const recording = await open();
  await appendAll(recording, rows((days * DAY) / 300_000, 300_000));
  await sent(recording, LOOK_MS);
  await recording.retain(NEVER);
  await recording.close();
  for (const from of ['from readings', 'from sums']) {
    const store = await open();
    const asked = server.standIn?.asked.length ?? 0;
    const start = performance.now();
    await store.series.powerBins({ start_ms: T0, end_ms, meter_id: 'house', bin_ms: DAY });
    const waited = performance.now() - start;
    print(
      `a year of power in days, ${from}: ${waited.toFixed(0)} ms, ${(server.standIn?.asked.length ?? NaN) - asked} queries of the server`,
    );
    await store.rollUp(-Infinity, new AbortController().signal);
    await store.close();
  }
  await server.stop();
  await rm(directory, { recursive: true });
}

/** By turns; the best of each, as other work of the machine makes a run slower, never faster. */
async function compareWrites(): Promise<void> {
  const runs: { bare: number; outbox: number }[] = [];
  for (let run = 0; run < RUNS; run++) runs.push({ bare: await bareWrite(), outbox: await throughOutbox() });
  const bare = Math.max(...runs.map((run) => run.bare));
  const outbox = Math.max(...runs.map((run) => run.outbox));
  const ratios = runs.map((run) => run.outbox / run.bare).sort((a, b) => a - b);
  const [least, middle, most] = [ratios[0]!, ratios[(RUNS - 1) / 2]!, ratios.at(-1)!].map((ratio) => ratio.toFixed(2));
  print(
    `through the outbox ${outbox.toFixed(0)} rows/s, by the bare client ${bare.toFixed(0)} rows/s: ${(outbox / bare).toFixed(2)} of it (0.7 is wanted); ` +
      `turn by turn ${middle!}, from ${least!} to ${most!}`,
  );
}

await compareWrites();
await drainHour();
await compareReads();
await chartOfAYear();
