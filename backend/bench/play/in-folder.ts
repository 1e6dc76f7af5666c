/** Runs work in the folder named on the command line, else in one that is made for it and removed again. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export async function inFolder(work: (folder: string) => Promise<void>): Promise<void> {
  const [, , given] = process.argv;
  const folder = given ?? (await mkdtemp(join(tmpdir(), 'wattribute-figures-')));
  try {
    await work(folder);
  } finally {
    if (given === undefined) await rm(folder, { recursive: true });
  }
}
