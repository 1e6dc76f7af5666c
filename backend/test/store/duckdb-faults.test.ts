import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, rm } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { newFolder, openStore } from './open-duckdb.ts';
import { T0 } from './rows.ts';

const child = fileURLToPath(new URL('./appending-child.ts', import.meta.url));
const ROUNDS = 5;

/** The lines of a child that ends by itself. */
function linesOf(command: string, args: string[]): string[] {
  try {
    return execFileSync(command, args, { encoding: 'utf8' }).trim().split('\n');
  } catch (error) {
    return (error as { stdout: string }).stdout.trim().split('\n');
  }
}

/** A folder with a size of its own; null where this user may not make one. */
async function smallDisk(directory: string, megabytes: number): Promise<string | null> {
  const folder = `${directory}/small`;
  await mkdir(folder);
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', folder], { stdio: 'ignore' });
    return folder;
  } catch {
    return null;
  }
}

describe('a store in a process of its own', () => {
  let directory: string;
  beforeEach(async () => {
    directory = await newFolder();
  });
  afterEach(() => rm(directory, { recursive: true }));

  it('keeps a second process out, and says which one has the file and what to do', async () => {
    const store = await openStore(directory);
    const [line] = linesOf(process.execPath, [child, directory]);
    expect(line).toContain('refused ConfigurationError');
    expect(line).toContain(`wattribute.duckdb is in use by another process (PID ${process.pid})`);
    expect(line).toContain('Stop that one, or give this one a DATA_DIR of its own');
    await store.close();
  });

  it(`that is killed amid writing, ${ROUNDS} times, loses at most what was not yet said to be durable, and doubles nothing`, async () => {
    let durableMs = T0 - 1;
    for (let round = 0; round < ROUNDS; round++) {
      const killed = spawn(process.execPath, [child, directory], { stdio: ['ignore', 'pipe', 'inherit'] });
      const exited = once(killed, 'exit');
      createInterface({ input: killed.stdout }).on('line', (line) => {
        if (line.startsWith('durable ')) durableMs = Number(line.slice('durable '.length));
        if (line === 'open') setTimeout(() => killed.kill('SIGKILL'), 50 + Math.random() * 250);
      });
      await exited;
    }
    expect(durableMs).toBeGreaterThan(T0);
    const store = await openStore(directory);
    expect(store.notices).toEqual([]);
    const range = { start_ms: T0 - 1, end_ms: T0 + 1e9 };
    const times = (await store.series.readings({ ...range, meter_id: 'house' })).map(({ time_ms }) => time_ms);
    expect(times).toEqual(Array.from({ length: times.length }, (_, i) => T0 + i));
    expect(times.at(-1)).toBeGreaterThanOrEqual(durableMs);
    // A call is kept whole or not at all.
    expect(times.length % 10).toBe(0);
    const correlations = await store.series.correlations({ ...range, min_delta_w: 0, min_confidence: 0, order: 'time', limit: 10_000 });
    expect(new Set(correlations.map(({ time_ms }) => time_ms)).size).toBe(correlations.length);
    expect(await store.facts.get('cursor', 'house')).toBe(correlations[0]!.time_ms);
    expect(correlations[0]!.time_ms + 9).toBeGreaterThanOrEqual(durableMs);
    await store.close();
  });

  const expectFullButReadable = (lines: string[]) => {
    const [open, failed, counts, ...rest] = lines;
    expect(open).toBe('open');
    expect(failed).toMatch(/^failed UnavailableError .*disk that holds .* is full.*Reading goes on/);
    const [, written, read] = /^written (\d+) read (\d+)$/.exec(counts!)!;
    expect(Number(written)).toBeGreaterThan(1000);
    expect(read).toBe(written);
    expect(rest.at(-1)).toBe('again 5');
  };

  it('says that the disk is full where no more may be written, and goes on reading, checkpoint or not', () => {
    // 512-byte blocks in sh: 8 MB.
    expectFullButReadable(linesOf('sh', ['-c', 'ulimit -f 16384; exec "$0" "$@"', process.execPath, child, directory, 'until-full']));
  });

  it('says so on a disk that is really full', async ({ skip }) => {
    const folder = await smallDisk(directory, 12);
    if (folder === null) return skip('this user may not mount a small disk');
    try {
      expectFullButReadable(linesOf(process.execPath, [child, folder, 'until-full']));
    } finally {
      execFileSync('umount', [folder]);
    }
  });
});
