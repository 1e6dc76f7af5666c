/** Runs every benchmark in turn, each in a process of its own. */
import { spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { print } from './play/print.ts';

const NAMES = ['bundle', 'engine', 'ingest', 'memory', 'year', 'http', 'read-back', 'hostile', 'start'];

const folder = await mkdtemp(join(tmpdir(), 'wattribute-figures-'));
try {
  for (const name of NAMES) {
    print(`\n${name}\n`);
    const { status } = spawnSync(process.execPath, [fileURLToPath(new URL(`./${name}.ts`, import.meta.url)), folder], { stdio: 'inherit' });
    if (status !== 0) process.exitCode = 1;
  }
} finally {
  await rm(folder, { recursive: true });
}
