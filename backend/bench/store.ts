/** Prints the figures of the store: ingest against the bare DuckDB appender, the memory of a week, the chart of a year, and the waits of 32 clients. */
import { spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { systemClock } from '../clock.ts';
import { createLog } from '../log.ts';
import { createStore } from '../store/create-store.ts';
import { benchIngest } from './store/ingest.ts';
import { benchReads, fill } from './store/reads.ts';
import { batches } from './store/rows.ts';
import { benchYear, fillYear } from './store/year.ts';

const print = (text: string) => process.stdout.write(`${text}\n`);
const rssMb = () => Math.round(process.memoryUsage().rss / 1e6);
const log = createLog({ level: 'warn', secrets: [] });
const open = (directory: string) => createStore({ directory, home_id: 'home', mode: 'real', clock: systemClock, log });

/** Each part runs in a process of its own, so that its memory is its own. */
const PARTS: Record<string, (folder: string) => Promise<void>> = {
  async ingest(folder) {
    print(await benchIngest({ folder, seconds: 10, days: 0.02, open }));
    print(await benchIngest({ folder, seconds: 100, days: 0.1, open }));
    print(await benchIngest({ folder, seconds: 1000, days: 0.5, open }));
  },
  async week(folder) {
    const store = await open(join(folder, 'week'));
    const rss: number[] = [rssMb()];
    let rows = 0;
    for await (const batch of batches({ days: 7, seconds: 10, circuits: 20 })) {
      await store.series.append(batch);
      rows += batch.readings.length + batch.circuits.length;
      if ((rows / 21) % 86_400 === 0) rss.push(rssMb());
    }
    const { size_mb } = await store.stats();
    await store.close();
    print(
      `a week every second with 20 circuits, ${rows.toLocaleString('en')} rows: file ${size_mb?.toFixed(0) ?? '?'} MB, RSS by day ${rss.join(' ')} MB`,
    );
  },
  async year(folder) {
    const fillStore = await open(join(folder, 'year'));
    await fillYear(fillStore);
    await fillStore.close();
    for (const summed of [false, true]) {
      const store = await open(join(folder, 'year'));
      for await (const line of benchYear(store)) print(`${summed ? 'from sums' : 'from readings'}, ${line}`);
      const start = performance.now();
      if (!summed) await store.rollUp(-Infinity, new AbortController().signal);
      if (!summed) print(`a year is summed up in ${((performance.now() - start) / 1000).toFixed(1)} s`);
      await store.close();
    }
  },
  async fill(folder) {
    const start = performance.now();
    const store = await open(join(folder, 'reads'));
    await fill(store);
    await store.close();
    print(`filled with 30 days every second and 1,000,000 correlations in ${((performance.now() - start) / 1000).toFixed(0)} s`);
  },
  async reads(folder) {
    const bareMb = rssMb();
    const start = performance.now();
    const store = await open(join(folder, 'reads'));
    const openMs = performance.now() - start;
    const { size_mb } = await store.stats();
    print(`opened in ${openMs.toFixed(0)} ms, file ${size_mb?.toFixed(0) ?? '?'} MB, RSS before ${bareMb} MB, after ${rssMb()} MB`);
    for await (const line of benchReads(store)) print(line);
    await store.close();
  },
};

const [, , part, given] = process.argv;
if (part !== undefined && given !== undefined) await PARTS[part]?.(given);
else {
  const folder = await mkdtemp(join(tmpdir(), 'wattribute-bench-'));
  try {
    const parts = part === undefined ? Object.keys(PARTS) : [part];
    for (const name of parts)
      spawnSync(process.execPath, [...process.execArgv, fileURLToPath(import.meta.url), name, folder], { stdio: 'inherit' });
  } finally {
    await rm(folder, { recursive: true });
  }
}
